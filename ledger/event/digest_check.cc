#include "ledger/event/digest_check.h"

#include <cstdint>
#include <cstring>
#include <string_view>

namespace reqledger::event {
namespace {

// Sixteen characters at once; both compilers make the machine's own vectors of it.
using Lanes = std::uint8_t __attribute__((vector_size(16)));

Lanes Load(const char* from) {
  Lanes lanes;
  std::memcpy(&lanes, from, sizeof lanes);
  return lanes;
}

// All ones where the character is of the base64url alphabet.
Lanes InAlphabet(Lanes c) {
  const Lanes folded = c | 0x20;
  const auto letter = (folded - std::uint8_t{'a'}) < 26;
  const auto digit = (c - std::uint8_t{'0'}) < 10;
  const auto other = (c == '-') | (c == '_');
  return Lanes(letter | digit | other);
}

bool AllOnes(Lanes lanes) {
  std::array<std::uint64_t, 2> halves{};
  std::memcpy(halves.data(), &lanes, sizeof lanes);
  return (halves[0] & halves[1]) == ~std::uint64_t{0};
}

// The last character carries four bits of the hash and two that must be zero.
constexpr std::array<bool, 256> kLast = [] {
  std::array<bool, 256> table{};
  for (const char c : std::string_view("AEIMQUYcgkosw048")) {
    table[static_cast<std::uint8_t>(c)] = true;
  }
  return table;
}();

}  // namespace

bool AllWellFormed(const Digests& digests) {
  constexpr std::size_t kLane = sizeof(Lanes);
  constexpr std::size_t kTail = Digest::kChars - kLane;  // overlaps the second sixteen
  Lanes fine = Lanes{} == Lanes{};
  bool last = true;
  for (const Digest& digest : digests) {
    const char* chars = digest.chars.data();
    fine &=
        InAlphabet(Load(chars)) & InAlphabet(Load(chars + kLane)) & InAlphabet(Load(chars + kTail));
    last &= kLast[static_cast<std::uint8_t>(digest.chars.back())];
  }
  return last && AllOnes(fine);
}

// A small open table, keyed by the first eight characters. Digests made to collide cost at most 32
// · 31 comparisons.
bool AllDistinct(const Digests& digests) {
  constexpr std::size_t kPlaces = 128;
  constexpr std::uint64_t kMix = 0x9e3779b97f4a7c15;
  constexpr int kShift = 64 - 7;
  std::array<std::uint8_t, kPlaces> table{};  // index + 1; 0 is free
  for (std::size_t i = 0; i < digests.size(); ++i) {
    std::uint64_t key = 0;
    std::memcpy(&key, digests[i].chars.data(), sizeof key);
    std::size_t place = static_cast<std::size_t>(key * kMix >> kShift);
    while (table[place] != 0) {
      if (digests[table[place] - 1U] == digests[i]) return false;
      place = (place + 1) % kPlaces;
    }
    table[place] = static_cast<std::uint8_t>(i + 1);
  }
  return true;
}

}  // namespace reqledger::event
