#include "ledger/base/encoding.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace reqledger::base {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase64Url =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::uint8_t kNone = 0xff;

constexpr std::array<std::uint8_t, 256> Inverse(std::string_view alphabet) {
  std::array<std::uint8_t, 256> table{};
  table.fill(kNone);
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    table[static_cast<std::uint8_t>(alphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return table;
}

constexpr auto kHexInverse = Inverse(kHexDigits);
constexpr auto kBase64Inverse = Inverse(kBase64);
constexpr auto kBase64UrlInverse = Inverse(kBase64Url);

std::uint32_t Byte(std::string_view bytes, std::size_t i) {
  return static_cast<std::uint8_t>(bytes[i]);
}

// Sized first and filled by position: 32 disclosures of each event pass through here.
void AppendSextets(std::string_view bytes, std::string_view alphabet, std::string& out) {
  std::size_t at = out.size();
  out.resize(at + (bytes.size() * 4 + 2) / 3);
  const auto put = [&](std::uint32_t group, int shift) {
    out[at++] = alphabet[group >> shift & 63];
  };
  std::size_t i = 0;
  for (; i + 3 <= bytes.size(); i += 3) {
    const std::uint32_t group = Byte(bytes, i) << 16 | Byte(bytes, i + 1) << 8 | Byte(bytes, i + 2);
    for (const int shift : {18, 12, 6, 0}) put(group, shift);
  }
  if (bytes.size() - i == 1) {
    const std::uint32_t group = Byte(bytes, i) << 16;
    for (const int shift : {18, 12}) put(group, shift);
  } else if (bytes.size() - i == 2) {
    const std::uint32_t group = Byte(bytes, i) << 16 | Byte(bytes, i + 1) << 8;
    for (const int shift : {18, 12, 6}) put(group, shift);
  }
}

// `text` without padding.
std::optional<std::string> DecodeSextets(std::string_view text,
                                         const std::array<std::uint8_t, 256>& inverse) {
  if (text.size() % 4 == 1) return std::nullopt;
  std::string bytes(text.size() * 3 / 4, '\0');
  std::size_t at = 0;
  std::uint32_t group = 0;
  std::uint8_t seen = 0;  // has a bit over the sixth only after a character outside the alphabet
  const auto take = [&](std::size_t i) {
    seen |= inverse[Byte(text, i)];
    group = group << 6 | inverse[Byte(text, i)];
  };
  const auto give = [&](int shift) { bytes[at++] = static_cast<char>(group >> shift & 0xff); };
  std::size_t i = 0;
  for (; i + 4 <= text.size(); i += 4) {
    group = 0;
    for (std::size_t k = 0; k < 4; ++k) take(i + k);
    for (const int shift : {16, 8, 0}) give(shift);
  }
  const std::size_t left = text.size() - i;
  if (left == 0) return seen < 64 ? std::optional(std::move(bytes)) : std::nullopt;
  group = 0;
  for (; i < text.size(); ++i) take(i);
  const int spare = left == 2 ? 4 : 2;  // trailing bits that must carry nothing
  if (seen >= 64 || (group & ((1U << spare) - 1)) != 0) return std::nullopt;
  group >>= spare;
  if (left == 3) give(8);
  give(0);
  return bytes;
}

}  // namespace

std::string EncodeHex(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    text += kHexDigits[Byte(bytes, i) >> 4];
    text += kHexDigits[Byte(bytes, i) & 15];
  }
  return text;
}

std::optional<std::string> DecodeHex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string bytes(text.size() / 2, '\0');
  std::uint8_t seen = 0;  // over 15 only after a character that is no digit
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const std::uint8_t high = kHexInverse[Byte(text, 2 * i)];
    const std::uint8_t low = kHexInverse[Byte(text, 2 * i + 1)];
    seen |= high | low;
    bytes[i] = static_cast<char>(high << 4 | low);
  }
  if (seen > 15) return std::nullopt;
  return bytes;
}

std::string EncodeBase64(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  AppendSextets(bytes, kBase64, text);
  text.append((4 - text.size() % 4) % 4, '=');
  return text;
}

std::optional<std::string> DecodeBase64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  if (text.ends_with("==")) {
    text.remove_suffix(2);
  } else if (text.ends_with('=')) {
    text.remove_suffix(1);
    if (text.size() % 4 != 3) return std::nullopt;
  }
  return DecodeSextets(text, kBase64Inverse);
}

std::string EncodeBase64Url(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() * 4 + 2) / 3);
  AppendSextets(bytes, kBase64Url, text);
  return text;
}

void AppendBase64Url(std::string_view bytes, std::string& out) {
  AppendSextets(bytes, kBase64Url, out);
}

std::optional<std::string> DecodeBase64Url(std::string_view text) {
  return DecodeSextets(text, kBase64UrlInverse);
}

}  // namespace reqledger::base
