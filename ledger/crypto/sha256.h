// SHA-256 and the 32-byte Hash that the whole project passes around.
//
// Threads: a Sha256 belongs to one thread. No lock anywhere.
// Source: FIPS 180-4.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace reqledger::crypto {

struct Hash {
  std::array<std::uint8_t, 32> bytes{};
  friend auto operator<=>(const Hash&, const Hash&) = default;

  std::string_view view() const {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
};

// 64 lower-case hex digits, and back; nothing for any other text.
std::string ToHex(const Hash& hash);
std::optional<Hash> HashFromHex(std::string_view text);
// Nothing unless `bytes` is exactly 32 long.
std::optional<Hash> HashFromBytes(std::string_view bytes);

// An incremental hash.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  Sha256& Update(std::string_view bytes);
  Hash Finish();  // and starts anew

  // SHA-256 of the concatenation of `parts`.
  static Hash Digest(std::initializer_list<std::string_view> parts);
  static Hash Digest(std::string_view bytes) { return Digest({bytes}); }

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace reqledger::crypto
