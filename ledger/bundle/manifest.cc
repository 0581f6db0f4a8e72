// line = 64 hex digits, two spaces, path, LF
#include "ledger/bundle/manifest.h"

#include <optional>

#include "ledger/base/cursor.h"

namespace reqledger::bundle {
namespace {

constexpr std::size_t kHexChars = 64;
constexpr std::string_view kBetween = "  ";

bool IsPlainPath(std::string_view path) {
  for (;;) {
    const std::size_t slash = path.find('/');
    const std::string_view part = path.substr(0, slash);
    if (part.empty() || part == "." || part == "..") return false;
    if (slash == std::string_view::npos) return true;
    path.remove_prefix(slash + 1);
  }
}

}  // namespace

Manifest ReadManifest(std::string_view bytes, std::string_view prefix,
                      const std::function<bool(std::string_view path)>& belongs) {
  Manifest manifest;
  base::Cursor cursor(bytes);
  while (const auto line = cursor.TakeLine()) {
    const bool shaped = line->size() > kHexChars + kBetween.size() &&
                        line->substr(kHexChars, kBetween.size()) == kBetween;
    const auto hash = shaped ? crypto::HashFromHex(line->substr(0, kHexChars)) : std::nullopt;
    const std::string path =
        std::string(prefix) + std::string(shaped ? line->substr(kHexChars + kBetween.size()) : "");
    if (!hash || !IsPlainPath(path) || !belongs(path)) {
      manifest.in_form = false;
      continue;
    }
    if (!manifest.files.empty() && manifest.files.back().first >= path) manifest.in_form = false;
    manifest.files.emplace_back(path, *hash);
  }
  if (!cursor.AtEnd()) manifest.in_form = false;
  return manifest;
}

}  // namespace reqledger::bundle
