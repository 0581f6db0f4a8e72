// The vault row: the members of one class of one event, and the seed of their salts, encrypted.
//
// Units: the plaintext is padded to 1, 2, 4, 8 … KiB, so that sizes tell little.
// Errors: untrusted where key, place or bytes do not agree; corrupt for a plaintext that is none,
// and where disclosures are not those of the entry. No message holds a name, value, salt or key.
// Limits: kVaultRowBytesMax.
// Trust: bound by its associated data to class, seq, leaf hash and origin: a row moved elsewhere
// does not open.
// Source: docs/formats.md section 6.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/limits.h"
#include "ledger/base/result.h"
#include "ledger/crypto/secret.h"
#include "ledger/crypto/sha256.h"
#include "ledger/vault/key_class.h"
#include "ledger/vault/key_table.h"
#include "ledger/vault/seal.h"

namespace reqledger::vault {

inline constexpr std::size_t kVaultRowBytesMax =
    256 * 1024;  // an event of 48 KiB and core members are under 64 KiB

// Where a row belongs.
struct RowPlace {
  std::uint64_t seq = 0;
  crypto::Hash leaf_hash;
  KeyClass key_class = KeyClass::kOrdinary;
  std::string_view origin;
};

struct RowMember {
  int slot = 0;
  std::string name;
  std::string value;  // canonical JSON
};

struct OpenedRow {
  KeyClass key_class = KeyClass::kOrdinary;
  crypto::SecretBytes seed;
  std::vector<RowMember> members;  // in slot order
};

// Which keys a stored row names.
struct RowKeyName {
  std::string handle_prefix;     // kHandlePrefixBytes
  std::uint32_t generation = 0;  // of the personal key; 0 in rows of other classes
};

std::string EncodeRow(const SealedEvent& event, const MatterKeys& keys, const RowPlace& place);
base::Result<RowKeyName> ParseRowKeyName(std::string_view row);
base::Result<OpenedRow> OpenRow(std::string_view row, const MatterKeys& keys,
                                const RowPlace& place);

// What stands behind one slot of an entry, as far as the rows at hand tell.
struct RebuiltSlot {
  enum class Kind {
    kMember,
    kDecoy,
    kClosed,  // not in these rows: a personal member whose row was not given, or no row at all
  };
  Kind kind = Kind::kClosed;
  KeyClass key_class = KeyClass::kOrdinary;
  std::string name;        // of a member
  std::string value;       // of a member, canonical JSON
  std::string disclosure;  // empty where closed
};
using RebuiltSlots = std::array<RebuiltSlot, base::kSlots>;

// Byte for byte what was sealed. Errors: corrupt where a digest is not the entry's, or where a slot
// stays closed for which the given rows should have an answer: all of them with main and personal
// row, those that are never personal with the main row alone.
base::Result<RebuiltSlots> RebuildDisclosures(std::span<const OpenedRow> rows,
                                              const Digests& entry_digests);

}  // namespace reqledger::vault
