// What everyone sees of an event: 32 digests, a sequence number and the link to the entry before.
//
// Units: `seq` counts from 0; `prev` is a leaf hash.
// Limits: kEntryBytesMax.
// Source: docs/formats.md section 4.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "ledger/base/limits.h"
#include "ledger/crypto/sha256.h"
#include "ledger/event/disclosure.h"

namespace reqledger::event {

struct Entry {
  std::uint64_t seq = 0;
  crypto::Hash prev;
  std::array<Digest, base::kSlots> digests;  // in slot order, all distinct
  friend bool operator==(const Entry&, const Entry&) = default;
};

// The `prev` of entry 0: SHA-256(0x00 ‖ origin).
crypto::Hash GenesisPrev(std::string_view origin);

std::string SerializeEntry(const Entry& entry);

enum class EntryFault {
  kMalformed,       // not an entry at all
  kNotCanonical,    // says what an entry says, in other bytes than its canonical form
  kUnknownVersion,  // an entry's members, but `v` is an integer other than 1: "not checked"
};

struct EntryError {
  EntryFault fault = EntryFault::kMalformed;
  std::string message;
};

[[nodiscard]] std::expected<Entry, EntryError> ParseEntry(std::string_view bytes);

}  // namespace reqledger::event
