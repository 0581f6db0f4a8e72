#include "ledger/log/rows.h"

#include "ledger/base/cursor.h"
#include "ledger/vault/matter_handle.h"

namespace reqledger::log {
namespace {

vault::DerivedPlace Place(store::RowSpace space, std::string_view key) {
  return {.space = static_cast<std::uint8_t>(space), .row_key = key};
}

std::unexpected<base::Error> NotInForm(const char* what) {
  return base::Fail(base::Code::kCorrupt, std::string(what) + " row: not in form");
}

struct Pair {
  std::uint64_t number = 0;
  crypto::Hash hash;
};

std::string SerializePair(const Pair& pair) {
  std::string bytes;
  base::AppendU64(pair.number, bytes);
  bytes += pair.hash.view();
  return bytes;
}

std::optional<Pair> ParsePair(std::string_view bytes) {
  base::Cursor cursor(bytes);
  const auto number = cursor.TakeU64();
  const auto hash = cursor.Take(32);
  if (!number || !hash || !cursor.AtEnd()) return std::nullopt;
  return Pair{*number, *crypto::HashFromBytes(*hash)};
}

}  // namespace

store::Row MatterRow(const vault::Vault& vault, const vault::MatterKeys& keys,
                     const MatterState& state) {
  std::string key(vault::HandlePrefix(keys.handle));
  std::string value =
      vault.EncryptDerived(keys, Place(store::RowSpace::kMatter, key),
                           SerializePair({.number = state.matter_seq, .hash = state.last_leaf}));
  return {store::RowSpace::kMatter, std::move(key), std::move(value)};
}

base::Result<MatterState> OpenMatterRow(const vault::Vault& vault, std::string_view key,
                                        std::string_view value) {
  ASSIGN_OR_RETURN(const std::string bytes,
                   vault.DecryptDerived(Place(store::RowSpace::kMatter, key), value));
  const auto pair = ParsePair(bytes);
  if (!pair) return NotInForm("matter");
  return MatterState{pair->number, pair->hash};
}

store::Row MatterIndexRow(const vault::MatterKeys& keys, std::uint64_t seq) {
  std::string key(vault::HandlePrefix(keys.handle));
  base::AppendU64(seq, key);
  return {store::RowSpace::kMatterIndex, std::move(key), {}};
}

base::Result<std::uint64_t> ParseMatterIndexKey(std::string_view key) {
  base::Cursor cursor(key);
  const auto handle = cursor.Take(vault::kHandlePrefixBytes);
  const auto seq = cursor.TakeU64();
  if (!handle || !seq || !cursor.AtEnd()) return NotInForm("matter index");
  return *seq;
}

store::Row IdentifierRow(const vault::Vault& vault, const vault::MatterKeys& keys,
                         const crypto::Hash& identifier_handle, std::uint64_t seq) {
  std::string key(identifier_handle.view());
  std::string bytes;
  base::AppendU64(seq, bytes);
  std::string value = vault.EncryptDerived(keys, Place(store::RowSpace::kIdentifier, key), bytes);
  return {store::RowSpace::kIdentifier, std::move(key), std::move(value)};
}

base::Result<std::uint64_t> OpenIdentifierRow(const vault::Vault& vault, std::string_view key,
                                              std::string_view value) {
  ASSIGN_OR_RETURN(const std::string bytes,
                   vault.DecryptDerived(Place(store::RowSpace::kIdentifier, key), value));
  base::Cursor cursor(bytes);
  const auto seq = cursor.TakeU64();
  if (!seq || !cursor.AtEnd()) return NotInForm("identifier");
  return *seq;
}

store::Row DocketRow(const vault::Vault& vault, const vault::MatterKeys& keys,
                     const docket::Entity& entity) {
  std::string key(vault.IdentifierHandleOf(entity.name.entity, entity.name.id).view());
  std::string value =
      vault.EncryptDerived(keys, Place(store::RowSpace::kDocket, key), entity.Serialize());
  return {store::RowSpace::kDocket, std::move(key), std::move(value)};
}

base::Result<docket::Entity> OpenDocketRow(const vault::Vault& vault, std::string_view key,
                                           std::string_view value) {
  ASSIGN_OR_RETURN(const std::string bytes,
                   vault.DecryptDerived(Place(store::RowSpace::kDocket, key), value));
  return docket::Entity::Parse(bytes);
}

std::string IdempotencyKey(const vault::MatterKeys& keys, std::string_view recorder,
                           std::string_view idempotency_key) {
  std::string key(vault::HandlePrefix(keys.handle));
  key += vault::Vault::IdempotencyKeyName(keys, recorder, idempotency_key).view();
  return key;
}

std::string SerializeIdempotency(const IdempotencyRecord& record) {
  return SerializePair({.number = record.seq, .hash = record.event_mac});
}

base::Result<IdempotencyRecord> ParseIdempotency(std::string_view value) {
  const auto pair = ParsePair(value);
  if (!pair) return NotInForm("idempotency");
  return IdempotencyRecord{pair->number, pair->hash};
}

base::Result<std::optional<std::string>> FindRow(const store::Store& store, store::RowSpace space,
                                                 std::string_view key) {
  auto row = store.Row(space, key);
  if (row) return std::optional<std::string>(*std::move(row));
  if (row.error().code == base::Code::kNotFound) return std::optional<std::string>();
  return base::Fail(std::move(row).error());
}

}  // namespace reqledger::log
