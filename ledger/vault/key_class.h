// The classes of keys that disclosures lie under, which are the classes of lawful erasure.
//
// Source: docs/formats.md section 6.
#pragma once

#include <cstdint>

namespace reqledger::vault {

// The numbers are stored and are part of the associated data of every vault row.
enum class KeyClass : std::uint8_t {
  kPersonal = 0,  // members that the schema annotates as personal; erased alone or with the matter
  kOrdinary = 1,  // all else of a matter, and its decoys; erased with the matter
  kLedger = 2,    // matter `ledger`; never erased
};

}  // namespace reqledger::vault
