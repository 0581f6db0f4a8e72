// vkey   = name "+" key-id "+" base64( type key )
// key-id = 8 lower-case hex digits: the first 4 bytes of SHA-256( name LF type key )

#include "ledger/note/key.h"

#include <algorithm>
#include <array>
#include <utility>

#include "ledger/base/cursor.h"
#include "ledger/base/encoding.h"
#include "ledger/base/limits.h"
#include "ledger/base/utf8.h"
#include "ledger/crypto/sha256.h"
#include "ledger/note/cosignature.h"
#include "ledger/note/key_text.h"

namespace reqledger::note {
namespace {

using base::Code;
using base::Fail;

// White space of Unicode beyond ASCII. In valid UTF-8 none of these can begin inside a character.
constexpr std::array<std::string_view, 17> kWideSpaces = {
    "\u0085", "\u00a0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005",
    "\u2006", "\u2007", "\u2008", "\u2009", "\u200a", "\u202f", "\u205f", "\u3000"};
constexpr std::array<std::string_view, 2> kWideLineBreaks = {"\u2028", "\u2029"};

bool IsPlain(char c) { return static_cast<unsigned char>(c) > ' ' && c != '\x7f' && c != '+'; }

std::uint32_t KeyId(std::string_view name, KeyType type, std::string_view public_key) {
  const char type_byte = static_cast<char>(type);
  const crypto::Hash hash =
      type == KeyType::kEcdsa
          ? crypto::Sha256::Digest(public_key)
          : crypto::Sha256::Digest({name, "\n", std::string_view(&type_byte, 1), public_key});
  return *base::Cursor(hash.view()).TakeU32();
}

bool IsKeyLength(KeyType type, std::size_t bytes) {
  switch (type) {
    case KeyType::kEd25519:
    case KeyType::kEd25519Cosignature:
      return bytes == crypto::kEd25519KeyBytes;
    case KeyType::kMlDsa44Cosignature:
      return bytes == kMlDsa44PublicKeyBytes;
    case KeyType::kEcdsa:
      break;
  }
  return bytes > 0;
}

}  // namespace

bool IsKeyName(std::string_view name) {
  if (name.empty() || name.size() > base::kOriginBytesMax || !base::IsUtf8(name)) return false;
  const auto in_name = [name](std::string_view space) { return name.contains(space); };
  return std::ranges::all_of(name, IsPlain) && std::ranges::none_of(kWideSpaces, in_name) &&
         std::ranges::none_of(kWideLineBreaks, in_name);
}

base::Result<KeyText> ParseKeyText(std::string_view text) {
  // Base64 may hold a '+' too, so that only the first two divide.
  const std::size_t first = text.find('+');
  const std::size_t second = first == text.npos ? text.npos : text.find('+', first + 1);
  if (second == text.npos) return Fail(Code::kInvalidArgument, "key: not name+id+key");
  const auto id = base::DecodeHex(text.substr(first + 1, second - first - 1));
  if (!id || id->size() != 4) {
    return Fail(Code::kInvalidArgument, "key: the id is not 8 lower-case hex digits");
  }
  auto bytes = base::DecodeBase64(text.substr(second + 1));
  if (!bytes || bytes->size() < 2) {
    return Fail(Code::kInvalidArgument, "key: the last part is not base64 of a type and a key");
  }
  KeyText key{.name = std::string(text.substr(0, first)),
              .id = *base::Cursor(*id).TakeU32(),
              .type = static_cast<KeyType>((*bytes)[0]),
              .bytes = crypto::SecretBytes(std::string_view(*bytes).substr(1))};
  crypto::Wipe(*bytes);
  return key;
}

std::string SerializeKeyText(const VerifierKey& key, std::string_view bytes) {
  std::string id;
  base::AppendU32(key.id(), id);
  std::string typed(1, static_cast<char>(key.type()));
  typed += bytes;
  std::string encoded = base::EncodeBase64(typed);
  std::string text = key.name() + "+" + base::EncodeHex(id) + "+";
  text += encoded;
  crypto::Wipe(typed);
  crypto::Wipe(encoded);
  return text;
}

base::Result<VerifierKey> VerifierKey::Parse(std::string_view text) {
  ASSIGN_OR_RETURN(const KeyText parts, ParseKeyText(text));
  ASSIGN_OR_RETURN(VerifierKey key, FromPublicKey(parts.name, parts.type, parts.bytes.view()));
  if (key.id() != parts.id) {
    return Fail(Code::kInvalidArgument, "key of " + parts.name + ": the id is not that of the key");
  }
  return key;
}

base::Result<VerifierKey> VerifierKey::FromPublicKey(std::string_view name, KeyType type,
                                                     std::string_view public_key) {
  if (!IsKeyName(name)) return Fail(Code::kInvalidArgument, "key: not a key name");
  if (!IsKeyLength(type, public_key.size())) {
    return Fail(Code::kInvalidArgument, "key of " + std::string(name) + ": of the wrong length");
  }
  VerifierKey key;
  key.name_ = name;
  key.type_ = type;
  key.id_ = KeyId(name, type, public_key);
  key.public_key_ = public_key;
  if (type == KeyType::kEd25519 || type == KeyType::kEd25519Cosignature) {
    ASSIGN_OR_RETURN(key.ed25519_, crypto::Ed25519PublicKey::FromBytes(public_key));
  }
  return key;
}

std::string VerifierKey::Serialize() const { return SerializeKeyText(*this, public_key_); }

bool VerifierKey::Verify(std::string_view text, std::string_view signature) const {
  if (!usable()) return false;
  if (type_ == KeyType::kEd25519) return ed25519_->Verify(text, signature);
  const auto cosignature = ParseCosignature(type_, signature);
  return cosignature &&
         ed25519_->Verify(CosignatureMessage(cosignature->timestamp, text), cosignature->signature);
}

}  // namespace reqledger::note
