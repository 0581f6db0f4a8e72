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

// How many have recorded in a matter is not to be seen at its row's length.
constexpr std::size_t kMatterRowBytes = 256;

std::string SerializeState(const MatterState& state) {
  std::string bytes = SerializePair({.number = state.matter_seq, .hash = state.last_leaf});
  base::AppendU32(static_cast<std::uint32_t>(state.recorders.size()), bytes);
  for (const std::string& recorder : state.recorders) {
    base::AppendU16(static_cast<std::uint16_t>(recorder.size()), bytes);
    bytes += recorder;
  }
  bytes.resize((bytes.size() + kMatterRowBytes - 1) / kMatterRowBytes * kMatterRowBytes);
  return bytes;
}

std::optional<MatterState> ParseState(std::string_view bytes) {
  base::Cursor cursor(bytes);
  MatterState state;
  const auto number = cursor.TakeU64();
  const auto hash = cursor.Take(sizeof(crypto::Hash));
  const auto count = cursor.TakeU32();
  if (!number || !hash || !count) return std::nullopt;
  state.matter_seq = *number;
  state.last_leaf = *crypto::HashFromBytes(*hash);
  for (std::uint32_t i = 0; i < *count; ++i) {
    const auto size = cursor.TakeU16();
    const auto recorder = size ? cursor.Take(*size) : std::nullopt;
    if (!recorder) return std::nullopt;
    state.recorders.emplace(*recorder);
  }
  if (SerializeState(state) != bytes) return std::nullopt;
  return state;
}

}  // namespace

void MatterState::Append(const crypto::Hash& leaf, std::string_view recorder) {
  ++matter_seq;
  last_leaf = leaf;
  recorders.emplace(recorder);
}

store::Row MatterRow(const vault::Vault& vault, const vault::MatterKeys& keys,
                     const MatterState& state) {
  std::string key(vault::HandlePrefix(keys.handle));
  std::string value =
      vault.EncryptDerived(keys, Place(store::RowSpace::kMatter, key), SerializeState(state));
  return {store::RowSpace::kMatter, std::move(key), std::move(value)};
}

base::Result<MatterState> OpenMatterRow(const vault::Vault& vault, std::string_view key,
                                        std::string_view value) {
  ASSIGN_OR_RETURN(const std::string bytes,
                   vault.DecryptDerived(Place(store::RowSpace::kMatter, key), value));
  const auto state = ParseState(bytes);
  if (!state) return NotInForm("matter");
  return *state;
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

store::Row ErasedIdentifierRow(std::string_view handle_prefix, std::string key) {
  return {store::RowSpace::kIdentifier, std::move(key), std::string("\x01").append(handle_prefix)};
}

bool IsErasedIdentifierRow(std::string_view value) {
  return value.size() == 1 + vault::kHandlePrefixBytes && value.front() == '\x01';
}

base::Result<std::string> MatterKeyOf(std::string_view derived_row) {
  const auto handle_prefix = vault::Vault::HandleOfDerived(derived_row);
  if (!handle_prefix) return NotInForm("derived");
  return std::string(*handle_prefix);
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
