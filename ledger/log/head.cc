// head = "reqledger/head/v1" ‖ 0x00 ‖ u64 size ‖ root[32] ‖ u8 n ‖ origin[n] ‖ HMAC-SHA-256[32]
#include "ledger/log/head.h"

#include "ledger/base/cursor.h"
#include "ledger/crypto/secret.h"

namespace reqledger::log {
namespace {

constexpr std::string_view kContext("reqledger/head/v1\0", 18);

std::string Body(const merkle::TreeHead& head, std::string_view origin) {
  std::string bytes(kContext);
  base::AppendU64(head.size, bytes);
  bytes += head.root.view();
  bytes += static_cast<char>(origin.size());
  bytes += origin;
  return bytes;
}

}  // namespace

std::string SerializeHead(const merkle::TreeHead& head, const vault::Vault& vault) {
  std::string bytes = Body(head, vault.origin());
  bytes += vault.HeadMac(bytes).view();
  return bytes;
}

base::Result<UnauthenticHead> ParseHead(std::string_view bytes) {
  base::Cursor cursor(bytes);
  const bool context = cursor.Take(kContext.size()) == kContext;
  const auto size = cursor.TakeU64();
  const auto root = cursor.Take(32);
  const auto length = cursor.TakeU8();
  const auto origin = cursor.Take(length.value_or(0));
  if (!context || !size || !root || !length || !origin || cursor.Rest().size() != 32) {
    return base::Fail(base::Code::kCorrupt, "head row: not in form");
  }
  return UnauthenticHead{{*size, *crypto::HashFromBytes(*root)}, std::string(*origin)};
}

base::Result<merkle::TreeHead> OpenHead(std::string_view bytes, const vault::Vault& vault) {
  ASSIGN_OR_RETURN(const UnauthenticHead head, ParseHead(bytes));
  const std::string body = Body(head.tree, head.origin);
  if (!crypto::EqualInConstantTime(vault.HeadMac(body).view(), bytes.substr(body.size()))) {
    return base::Fail(base::Code::kUntrusted, "head row: not written by this ledger");
  }
  if (head.origin != vault.origin()) {
    return base::Fail(base::Code::kUntrusted, "head row: of origin " + head.origin);
  }
  return head.tree;
}

}  // namespace reqledger::log
