// One record of the key table, and how each vouches for all before it.
//
// Errors: corrupt for bytes that do not follow from the record before.
// Source: key_record.cc for the grammar.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "ledger/base/result.h"
#include "ledger/crypto/key_wrap.h"
#include "ledger/crypto/sha256.h"

namespace reqledger::vault {

enum class KeyKind : std::uint8_t {
  kIndex = 1,   // names of rows
  kHead = 2,    // HMAC of the head row
  kLedger = 3,  // class 2
  kMatter = 4,
};

struct KeyRecord {
  KeyKind kind = KeyKind::kMatter;
  std::uint32_t epoch = 0;       // of the key-encryption key
  std::uint32_t generation = 0;  // of the personal key; 0 where there is none
  crypto::Hash handle;           // of the matter; zeros for the other kinds
  std::string main;              // wrapped: the key itself, of a matter the ordinary one
  std::string personal;          // wrapped; of a matter only, else empty
};

inline constexpr std::size_t kChecksumBytes = 8;
inline constexpr std::size_t kKeyTableHeaderBytes = 22 + 32;
inline constexpr std::size_t kKeyRecordBytes =
    1 + 4 + 4 + 32 + 2 * crypto::kWrappedKeyBytes + kChecksumBytes;

std::string KeyTableHeader(std::string_view origin);

// The running checksum: over the header, then over the one before and each record.
class KeyChecksum {
 public:
  explicit KeyChecksum(std::string_view header);

  // `record` in its bytes, ending in the checksum.
  std::string Append(const KeyRecord& record);
  // Checks that kKeyRecordBytes of `bytes` come next, and takes them in.
  base::Result<KeyRecord> Take(std::string_view bytes);

 private:
  std::string last_;
};

// Without its checksum: for a record that Take let pass before.
base::Result<KeyRecord> ParseKeyRecord(std::string_view bytes);

}  // namespace reqledger::vault
