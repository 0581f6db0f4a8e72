#include "ledger/store/keys.h"

#include "ledger/base/cursor.h"

namespace reqledger::store {

std::string NumberKey(std::uint64_t number) {
  std::string key;
  base::AppendU64(number, key);
  return key;
}

std::string TileKey(const merkle::TileId& id) {
  std::string key(1, static_cast<char>(id.level));
  base::AppendU64(id.index, key);
  return key;
}

std::string VaultKey(std::uint64_t seq, std::uint8_t key_class) {
  return NumberKey(seq) + static_cast<char>(key_class);
}

std::string RowKey(RowSpace space, std::string_view key) {
  return std::string(1, static_cast<char>(space)).append(key);
}

base::Result<std::uint64_t> NumberOfKey(std::string_view key) {
  base::Cursor cursor(key);
  const auto number = cursor.TakeU64();
  if (number && cursor.AtEnd()) return *number;
  return base::Fail(base::Code::kCorrupt, "database: a key that is no number");
}

base::Result<merkle::TileId> TileOfKey(std::string_view key) {
  base::Cursor cursor(key);
  const auto level = cursor.TakeU8();
  const auto index = cursor.TakeU64();
  if (level && index && cursor.AtEnd()) return merkle::TileId{*level, *index};
  return base::Fail(base::Code::kCorrupt, "database: a key that is no tile's");
}

}  // namespace reqledger::store
