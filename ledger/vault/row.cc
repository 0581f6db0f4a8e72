// The vault row, integers big-endian:
//
//   row       = u8 1 ‖ matter handle[16] ‖ u32 generation ‖ nonce[12] ‖ ciphertext ‖ tag[16]
//   plaintext = u8 1 ‖ seed[32] ‖ u8 count ‖ count × member ‖ zeros, to 1, 2, 4, 8 … KiB
//   member    = u8 slot ‖ u8 length ‖ name ‖ u32 length ‖ value in RFC 8785 form
//
// `generation` is that of the matter's personal key in a row of class personal, else 0. Members
// stand in slot order. AES-256-GCM; its associated data is
//   "reqledger/vault/v1" ‖ 0x00 ‖ u8 class ‖ u64 seq ‖ leaf hash ‖ origin
//
// A row is valid if and only if it opens at its place and is exactly the above.
#include "ledger/vault/row.h"

#include <algorithm>
#include <utility>

#include "ledger/base/check.h"
#include "ledger/base/cursor.h"
#include "ledger/crypto/aead.h"

namespace reqledger::vault {
namespace {

using base::Code;
using base::Fail;
using base::Result;

constexpr char kVersion = 1;
constexpr std::size_t kHeaderBytes = 1 + kHandlePrefixBytes + 4;
constexpr std::size_t kPaddedBytesMin = 1024;

// For `RowPlace`, but not the row's header: that only says which key to try.
std::string AssociatedData(const RowPlace& place) {
  std::string data("reqledger/vault/v1\0", 19);
  data += static_cast<char>(place.key_class);
  base::AppendU64(place.seq, data);
  data += place.leaf_hash.view();
  return data += place.origin;
}

std::size_t PaddedSize(std::size_t size) {
  std::size_t padded = kPaddedBytesMin;
  while (padded < size) padded *= 2;
  return padded;
}

bool IsPaddedSize(std::size_t size) { return PaddedSize(size) == size; }

std::string_view KeyOf(const MatterKeys& keys, KeyClass key_class) {
  return key_class == KeyClass::kPersonal ? keys.personal.view() : keys.ordinary.view();
}

std::uint32_t GenerationOf(const MatterKeys& keys, KeyClass key_class) {
  return key_class == KeyClass::kPersonal ? keys.generation : 0;
}

bool IsIn(const Slot& slot, KeyClass key_class) {
  return !slot.name.empty() && slot.key_class == key_class;
}

void AppendMember(int number, const Slot& slot, std::string& out) {
  out += static_cast<char>(number);
  out += static_cast<char>(slot.name.size());
  out += slot.name;
  base::AppendU32(static_cast<std::uint32_t>(slot.value.size()), out);
  out += slot.value;
}

// Sized once: a string that grows would leave copies of sealed values behind.
std::string Plaintext(const SealedEvent& event, KeyClass key_class) {
  std::size_t size = 1 + kSeedBytes + 1;
  int count = 0;
  for (const Slot& slot : event.slots()) {
    if (!IsIn(slot, key_class)) continue;
    size += 1 + 1 + slot.name.size() + 4 + slot.value.size();
    ++count;
  }
  std::string plain;
  plain.reserve(PaddedSize(size));
  plain += kVersion;
  plain += event.seed(key_class);
  plain += static_cast<char>(count);
  for (int number = 0; number < base::kSlots; ++number) {
    const Slot& slot = event.slots()[static_cast<std::size_t>(number)];
    if (IsIn(slot, key_class)) AppendMember(number, slot, plain);
  }
  plain.resize(PaddedSize(size), '\0');
  return plain;
}

std::unexpected<base::Error> CorruptPlaintext() {
  return Fail(Code::kCorrupt, "vault row: opened, but its content is not in form");
}

Result<RowMember> TakeMember(base::Cursor& cursor, int slot_min) {
  const auto slot = cursor.TakeU8();
  const auto name_size = cursor.TakeU8();
  if (!slot || !name_size || *slot < slot_min || *slot >= base::kSlots) return CorruptPlaintext();
  const auto name = cursor.Take(*name_size);
  const auto value_size = cursor.TakeU32();
  if (!name || name->empty() || name->size() > base::kMemberNameBytesMax || !value_size) {
    return CorruptPlaintext();
  }
  const auto value = cursor.Take(*value_size);
  if (!value || value->empty()) return CorruptPlaintext();
  return RowMember{*slot, std::string(*name), std::string(*value)};
}

Result<OpenedRow> ParsePlaintext(std::string_view plain, KeyClass key_class) {
  base::Cursor cursor(plain);
  const auto version = cursor.TakeU8();
  const auto seed = cursor.Take(kSeedBytes);
  const auto count = cursor.TakeU8();
  if (!version || !seed || !count || *version != kVersion || !IsPaddedSize(plain.size())) {
    return CorruptPlaintext();
  }
  OpenedRow row{key_class, crypto::SecretBytes(*seed), {}};
  int slot_min = 0;
  for (int i = 0; i < *count; ++i) {
    ASSIGN_OR_RETURN(RowMember member, TakeMember(cursor, slot_min));
    slot_min = member.slot + 1;
    row.members.push_back(std::move(member));
  }
  const bool padded = std::ranges::all_of(cursor.Rest(), [](char byte) { return byte == '\0'; }) &&
                      PaddedSize(plain.size() - cursor.Rest().size()) == plain.size();
  if (!padded) return CorruptPlaintext();
  return row;
}

base::Error NotTheEntrys(int slot) {
  return base::Error{Code::kCorrupt,
                     "vault row: what it holds for slot " + std::to_string(slot) +
                         " is not what the entry commits to",
                     {},
                     {}};
}

// Puts the members of `row` at their slots.
Result<void> RebuildMembers(const OpenedRow& row, const Digests& digests, RebuiltSlots& slots) {
  SaltSource salts(row.seed.view());
  for (const RowMember& member : row.members) {
    const auto at = static_cast<std::size_t>(member.slot);
    RebuiltSlot rebuilt{RebuiltSlot::Kind::kMember, row.key_class, member.name, member.value,
                        event::MakeDisclosure(salts.Salt(member.slot), member.name, member.value)};
    if (slots[at].kind != RebuiltSlot::Kind::kClosed ||
        event::DisclosureDigest(rebuilt.disclosure) != digests[at]) {
      return Fail(NotTheEntrys(member.slot));
    }
    slots[at] = std::move(rebuilt);
  }
  return {};
}

// Core members and the reserved slots never are.
bool MayBePersonal(int slot) {
  return slot >= base::kCoreSlots && slot < base::kCoreSlots + base::kMemberSlots;
}

// What is no member is a decoy of the main row, or a personal member whose row is not at hand.
void RebuildDecoys(const OpenedRow& row, const Digests& digests, RebuiltSlots& slots) {
  SaltSource salts(row.seed.view());
  for (int slot = 0; slot < base::kSlots; ++slot) {
    const auto at = static_cast<std::size_t>(slot);
    if (slots[at].kind != RebuiltSlot::Kind::kClosed) continue;
    std::string decoy = event::MakeDecoy(salts.Salt(slot));
    if (event::DisclosureDigest(decoy) != digests[at]) continue;
    slots[at] = {RebuiltSlot::Kind::kDecoy, row.key_class, {}, {}, std::move(decoy)};
  }
}

}  // namespace

std::string EncodeRow(const SealedEvent& event, const MatterKeys& keys, const RowPlace& place) {
  REQ_CHECK(place.key_class == KeyClass::kPersonal ? event.has_personal()
                                                   : place.key_class == event.main_class());
  std::string plain = Plaintext(event, place.key_class);
  std::string row(1, kVersion);
  row += HandlePrefix(keys.handle);
  base::AppendU32(GenerationOf(keys, place.key_class), row);
  row += crypto::AeadSeal(KeyOf(keys, place.key_class), AssociatedData(place), plain);
  crypto::Wipe(plain);
  return row;
}

Result<RowKeyName> ParseRowKeyName(std::string_view row) {
  base::Cursor cursor(row);
  const auto version = cursor.TakeU8();
  const auto handle = cursor.Take(kHandlePrefixBytes);
  const auto generation = cursor.TakeU32();
  if (!version || !handle || !generation || *version != kVersion ||
      row.size() > kVaultRowBytesMax) {
    return Fail(Code::kCorrupt, "vault row: not in form");
  }
  return RowKeyName{std::string(*handle), *generation};
}

Result<OpenedRow> OpenRow(std::string_view row, const MatterKeys& keys, const RowPlace& place) {
  ASSIGN_OR_RETURN(const RowKeyName name, ParseRowKeyName(row));
  if (name.handle_prefix != HandlePrefix(keys.handle)) {
    return Fail(Code::kUntrusted, "vault row: of another matter");
  }
  if (name.generation != GenerationOf(keys, place.key_class)) {
    return Fail(base::Error{Code::kNotFound, "vault row: its key is not here", {}, "no_key"});
  }
  ASSIGN_OR_RETURN(std::string plain,
                   crypto::AeadOpen(KeyOf(keys, place.key_class), AssociatedData(place),
                                    row.substr(kHeaderBytes)));
  auto opened = ParsePlaintext(plain, place.key_class);
  crypto::Wipe(plain);
  return opened;
}

Result<RebuiltSlots> RebuildDisclosures(std::span<const OpenedRow> rows, const Digests& digests) {
  RebuiltSlots slots;
  bool personal = false;
  const OpenedRow* main = nullptr;
  for (const OpenedRow& row : rows) {
    RETURN_IF_ERROR(RebuildMembers(row, digests, slots));
    personal = personal || row.key_class == KeyClass::kPersonal;
    if (row.key_class != KeyClass::kPersonal) main = &row;
  }
  if (main == nullptr) return slots;
  RebuildDecoys(*main, digests, slots);
  const bool whole = personal || main->key_class == KeyClass::kLedger;
  for (int slot = 0; slot < base::kSlots; ++slot) {
    const bool may_be_closed = !whole && MayBePersonal(slot);
    if (slots[static_cast<std::size_t>(slot)].kind == RebuiltSlot::Kind::kClosed &&
        !may_be_closed) {
      return Fail(NotTheEntrys(slot));
    }
  }
  return slots;
}

}  // namespace reqledger::vault
