#include "tools/trust.h"

#include "ledger/base/cursor.h"
#include "ledger/base/file.h"
#include "ledger/base/limits.h"
#include "tools/cli.h"

namespace reqledger::tools {
namespace {

constexpr std::size_t kVkeyFileBytesMax = 4096;

base::Result<std::string> ReadNamed(std::string_view flag, const std::string& path,
                                    std::size_t bytes_max) {
  auto bytes = base::ReadFile(path, bytes_max);
  if (!bytes) return FailUsage("--" + std::string(flag) + ": " + bytes.error().message);
  return bytes;
}

struct Unit {
  char letter;
  bool of_time;
  std::int64_t seconds;
};
constexpr std::int64_t kDay = 24 * 60 * 60;
constexpr Unit kUnits[] = {{'W', false, 7 * kDay},
                           {'D', false, kDay},
                           {'H', true, 60 * 60},
                           {'M', true, 60},
                           {'S', true, 1}};

// Nothing for any other text, an empty duration among them.
std::optional<std::int64_t> DurationSeconds(std::string_view text) {
  constexpr std::uint64_t kCountMax = 1'000'000;
  if (!text.starts_with('P')) return std::nullopt;
  text.remove_prefix(1);
  std::int64_t total = 0;
  bool of_time = false;
  bool any = false;
  const Unit* unit = std::begin(kUnits);
  while (!text.empty()) {
    if (text.front() == 'T' && !of_time) {
      of_time = true;
      text.remove_prefix(1);
      any = false;
      continue;
    }
    const std::size_t end = text.find_first_not_of("0123456789");
    if (end == std::string_view::npos) return std::nullopt;
    const auto count = base::ParseDecimal(text.substr(0, end));
    while (unit != std::end(kUnits) && (unit->letter != text[end] || unit->of_time != of_time)) {
      ++unit;
    }
    if (!count || *count > kCountMax || unit == std::end(kUnits)) return std::nullopt;
    total += static_cast<std::int64_t>(*count) * (unit++)->seconds;
    any = true;
    text.remove_prefix(end + 1);
  }
  return any ? std::optional(total) : std::nullopt;
}

}  // namespace

base::Result<note::VerifierKey> ReadPinnedKey(std::string_view flag, const std::string& text) {
  auto key = note::VerifierKey::Parse(text);
  if (!key) {
    ASSIGN_OR_RETURN(std::string file, ReadNamed(flag, text, kVkeyFileBytesMax));
    if (file.ends_with('\n')) file.pop_back();
    key = note::VerifierKey::Parse(file);
  }
  if (!key) {
    return FailUsage("--" + std::string(flag) +
                     ": neither a vkey nor a file that holds one: " + key.error().message);
  }
  if (key->type() != note::KeyType::kEd25519) {
    return FailUsage("--" + std::string(flag) + ": a log's key is of type 1, and this is another");
  }
  return key;
}

base::Result<note::Policy> ReadPolicy(std::string_view flag, const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, ReadNamed(flag, path, base::kPolicyBytesMax));
  auto policy = note::Policy::Parse(text);
  if (!policy) return FailUsage("--" + std::string(flag) + ": " + policy.error().message);
  return policy;
}

base::Result<std::vector<std::string>> ReadFiles(std::string_view flag, std::string_view paths,
                                                 std::size_t bytes_max) {
  std::vector<std::string> files;
  ASSIGN_OR_RETURN(const auto parts, SplitList(flag, paths));
  for (const std::string& path : parts) {
    ASSIGN_OR_RETURN(std::string bytes, ReadNamed(flag, path, bytes_max));
    files.push_back(std::move(bytes));
  }
  return files;
}

base::Result<std::int64_t> ParseDurationSeconds(std::string_view flag, std::string_view text) {
  const auto seconds = DurationSeconds(text);
  if (seconds) return *seconds;
  return FailUsage("--" + std::string(flag) + ": '" + std::string(text) +
                   "' is no duration; write it as P7D, PT36H or P1DT12H");
}

}  // namespace reqledger::tools
