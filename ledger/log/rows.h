// The derived rows that the log keeps beside its entries: names and contents.
//
// Units: keys begin with the first 16 bytes of a keyed hash, so that they reveal nothing.
//   matter        handle[16]                    → encrypted: u64 matter_seq ‖ last leaf hash[32] ‖
//                                                 u32 count ‖ (u16 length ‖ recorder) …, padded
//   matter index  handle[16] ‖ u64 seq          → nothing
//   identifier    keyed hash of entity and id   → encrypted: u64 seq; of a matter erased whole only
//                                                 u8 1 ‖ handle[16]
//   docket        keyed hash of entity and id   → encrypted: the entity, canonical JSON
//   idempotency   handle[16] ‖ keyed hash[32]   → u64 seq ‖ HMAC of the event[32]
//   lookup        lookup.h
// Errors: corrupt for a row that is not in form; untrusted where it does not open.
// Trust: encrypted under the matter's keys, or keyed by them; they die with them.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "ledger/base/result.h"
#include "ledger/crypto/sha256.h"
#include "ledger/docket/entity.h"
#include "ledger/store/store.h"
#include "ledger/vault/vault.h"

namespace reqledger::log {

// How far a matter has come.
struct MatterState {
  std::uint64_t matter_seq = 0;     // of its last entry; 0 for a matter without one
  crypto::Hash last_leaf;           // zeros for a matter without one
  std::set<std::string> recorders;  // whoever stands in recorded_by of an entry of it

  void Append(const crypto::Hash& leaf, std::string_view recorder);
  friend bool operator==(const MatterState&, const MatterState&) = default;
};

store::Row MatterRow(const vault::Vault& vault, const vault::MatterKeys& keys,
                     const MatterState& state);
base::Result<MatterState> OpenMatterRow(const vault::Vault& vault, std::string_view key,
                                        std::string_view value);

store::Row MatterIndexRow(const vault::MatterKeys& keys, std::uint64_t seq);
base::Result<std::uint64_t> ParseMatterIndexKey(std::string_view key);

store::Row IdentifierRow(const vault::Vault& vault, const vault::MatterKeys& keys,
                         const crypto::Hash& identifier_handle, std::uint64_t seq);
base::Result<std::uint64_t> OpenIdentifierRow(const vault::Vault& vault, std::string_view key,
                                              std::string_view value);
// What is left of the row of an identifier whose matter was erased whole: that it is taken, and by
// which matter, without the entry.
store::Row ErasedIdentifierRow(std::string_view handle_prefix, std::string key);
bool IsErasedIdentifierRow(std::string_view value);
// The key of the matter row of the matter that a derived row belongs to.
base::Result<std::string> MatterKeyOf(std::string_view derived_row);

// `keys` are those of the entity's matter.
store::Row DocketRow(const vault::Vault& vault, const vault::MatterKeys& keys,
                     const docket::Entity& entity);
base::Result<docket::Entity> OpenDocketRow(const vault::Vault& vault, std::string_view key,
                                           std::string_view value);

// What was answered to an idempotency key.
struct IdempotencyRecord {
  std::uint64_t seq = 0;
  crypto::Hash event_mac;
};
std::string IdempotencyKey(const vault::MatterKeys& keys, std::string_view recorder,
                           std::string_view idempotency_key);
std::string SerializeIdempotency(const IdempotencyRecord& record);
base::Result<IdempotencyRecord> ParseIdempotency(std::string_view value);

// The row of `space` and `key`, or nothing where there is none: "not there" is no error here.
base::Result<std::optional<std::string>> FindRow(const store::Store& store, store::RowSpace space,
                                                 std::string_view key);

}  // namespace reqledger::log
