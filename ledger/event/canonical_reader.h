// Recognises the RFC 8785 form of a value of the formats in one pass, without building it: the way
// that a verifier reads the millions of disclosures of a ledger.
//
// Trust: takes any bytes. What it accepts, ParseStrict accepts and Canonical gives back unchanged.
// Source: docs/formats.md sections 1 and 2.
#pragma once

#include <optional>
#include <string_view>

namespace reqledger::event {

class CanonicalReader {
 public:
  explicit CanonicalReader(std::string_view bytes) : rest_(bytes) {}

  bool TakeIf(std::string_view text);
  // The bytes of one value whose own depth is at most `depth_max`; nothing where there is none.
  std::optional<std::string_view> TakeValue(int depth_max);
  // What stands between the quotes of a string, its escapes as they are.
  std::optional<std::string_view> TakeString();

  bool AtEnd() const { return rest_.empty(); }

 private:
  bool SkipValue(int depth_max);
  bool SkipObject(int depth_max);
  bool SkipArray(int depth_max);
  bool SkipInteger();

  std::string_view rest_;
};

}  // namespace reqledger::event
