// The key table, integers big-endian:
//
//   table    = header record*
//   header   = "reqledger key table 1" LF ‖ SHA-256(origin)
//   record   = u8 kind ‖ u32 epoch ‖ u32 generation ‖ handle[32] ‖ main[40] ‖ personal[40]
//              ‖ checksum[8]
//   checksum = the first 8 bytes of SHA-256(checksum before ‖ record without checksum);
//              before the first record, those of SHA-256(header)
//
// The first three records are the index, the head and the ledger key, with zeros for generation,
// handle and personal. All others are of kind matter; where a handle comes twice, the later record
// counts. All records are wrapped under the same epoch. `main` and `personal` are RFC 3394
// wrappings of 32-byte keys.
//
// But for a rewrap, which puts a whole new file in its place (key_rewrap.cc), the table only grows
// at its end, and a batch of rows is committed after the records of its keys
// are synced. So a crash leaves whole records that no row refers to, or a cut last one. A table is
// valid if and only if every whole record has its checksum; the checksum finds damage, not malice:
// who can write this file has the keys beside it.
#include "ledger/vault/key_record.h"

#include "ledger/base/check.h"
#include "ledger/base/cursor.h"

namespace reqledger::vault {
namespace {

constexpr std::string_view kMagic = "reqledger key table 1\n";
constexpr std::size_t kBodyBytes = kKeyRecordBytes - kChecksumBytes;

std::string ChecksumOf(std::initializer_list<std::string_view> parts) {
  return std::string(crypto::Sha256::Digest(parts).view().substr(0, kChecksumBytes));
}

base::Error Corrupt(std::string_view why) {
  return base::Error{base::Code::kCorrupt, "key table: " + std::string(why), {}, {}};
}

}  // namespace

std::string KeyTableHeader(std::string_view origin) {
  return std::string(kMagic).append(crypto::Sha256::Digest(origin).view());
}

KeyChecksum::KeyChecksum(std::string_view header) : last_(ChecksumOf({header})) {}

std::string KeyChecksum::Append(const KeyRecord& record) {
  std::string bytes(1, static_cast<char>(record.kind));
  bytes.reserve(kKeyRecordBytes);
  base::AppendU32(record.epoch, bytes);
  base::AppendU32(record.generation, bytes);
  bytes += record.handle.view();
  bytes += record.main;
  bytes += record.personal;
  bytes.resize(kBodyBytes, '\0');
  last_ = ChecksumOf({last_, bytes});
  return bytes += last_;
}

base::Result<KeyRecord> KeyChecksum::Take(std::string_view bytes) {
  REQ_CHECK(bytes.size() == kKeyRecordBytes);
  const std::string checksum = ChecksumOf({last_, bytes.substr(0, kBodyBytes)});
  if (checksum != bytes.substr(kBodyBytes)) {
    return base::Fail(Corrupt("a record does not follow from those before it"));
  }
  last_ = checksum;
  return ParseKeyRecord(bytes);
}

base::Result<KeyRecord> ParseKeyRecord(std::string_view bytes) {
  base::Cursor cursor(bytes);
  const auto kind = cursor.TakeU8();
  const auto epoch = cursor.TakeU32();
  const auto generation = cursor.TakeU32();
  const auto handle = cursor.Take(32);
  const auto main = cursor.Take(crypto::kWrappedKeyBytes);
  const auto personal = cursor.Take(crypto::kWrappedKeyBytes);
  if (!kind || !epoch || !generation || !handle || !main || !personal ||
      *kind < static_cast<std::uint8_t>(KeyKind::kIndex) ||
      *kind > static_cast<std::uint8_t>(KeyKind::kMatter)) {
    return base::Fail(Corrupt("a record of an unknown kind"));
  }
  KeyRecord record{
      static_cast<KeyKind>(*kind), *epoch, *generation, *crypto::HashFromBytes(*handle),
      std::string(*main),          {}};
  if (record.kind == KeyKind::kMatter) record.personal = *personal;
  return record;
}

}  // namespace reqledger::vault
