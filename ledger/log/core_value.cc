#include "ledger/log/core_value.h"

#include <algorithm>
#include <boost/json/value.hpp>
#include <vector>

#include "ledger/base/cursor.h"
#include "ledger/base/limits.h"
#include "ledger/base/time.h"
#include "ledger/event/event.h"
#include "ledger/event/json.h"
#include "ledger/event/occurred_at.h"

namespace reqledger::log {
namespace {

bool IsOccurredAt(std::string_view value) {
  const auto json = event::ParseStrict(value, event::Names::kEvent, base::kEventDepthMax);
  if (!json) return false;
  std::vector<base::Violation> violations;
  event::CheckOccurredAt(*json, violations);
  return violations.empty();
}

bool IsRecordedBy(std::string_view text) {
  constexpr std::string_view kUid = "uid:";
  constexpr std::string_view kCert = "cert:";
  constexpr std::size_t kCertMax = 255;
  if (text == "daemon") return true;
  if (text.starts_with(kUid)) {
    const auto uid = base::ParseDecimal(text.substr(kUid.size()));
    return uid && *uid <= UINT32_MAX;
  }
  if (!text.starts_with(kCert)) return false;
  text.remove_prefix(kCert.size());
  return !text.empty() && text.size() <= kCertMax &&
         std::ranges::all_of(text, [](char c) { return c >= '!' && c <= '~'; });
}

bool IsPositiveInteger(std::string_view value) {
  const auto number = base::ParseDecimal(value);
  return number && *number >= 1;
}

}  // namespace

bool IsCoreValue(int slot, std::string_view value) {
  if (slot == kSchemaSlot) return ParseSchemaName(value).has_value();
  if (slot == kMatterSeqSlot) return IsPositiveInteger(value);
  if (slot == kOccurredAtSlot) return IsOccurredAt(value);
  const auto text = StringValue(value);
  if (!text) return false;
  switch (slot) {
    case kTypeSlot:
      return event::IsType(*text);
    case kMatterSlot:
      return event::IsMatter(*text);
    case kMatterPrevSlot:
      return crypto::HashFromHex(*text).has_value();
    case kRecordedAtSlot:
      return base::ParseRecordedAt(*text).has_value();
    case kRecordedBySlot:
      return IsRecordedBy(*text);
    default:
      return false;
  }
}

std::optional<int> CoreSlotOf(std::string_view name) {
  const auto found = std::ranges::find(event::kCoreNames, name);
  if (found == event::kCoreNames.end()) return std::nullopt;
  return static_cast<int>(found - event::kCoreNames.begin());
}

// In canonical form only four characters are ever escaped.
std::optional<std::string> StringValue(std::string_view value) {
  if (value.size() < 2 || value.front() != '"') return std::nullopt;
  value = value.substr(1, value.size() - 2);
  if (!value.contains('\\')) return std::string(value);
  std::string text;
  text.reserve(value.size());
  for (std::size_t i = 0; i < value.size(); ++i) {
    char c = value[i];
    if (c == '\\' && i + 1 < value.size()) {
      c = value[++i];
      if (c == 'n') c = '\n';
      if (c == 't') c = '\t';
    }
    text += c;
  }
  return text;
}

std::optional<SchemaName> ParseSchemaName(std::string_view value) {
  const auto json = event::ParseStrict(value, event::Names::kEvent, base::kEventDepthMax);
  if (!json || !json->is_object() || json->get_object().size() != 3) return std::nullopt;
  const auto& object = json->get_object();
  const auto* sha256 = object.if_contains("sha256");
  const auto* type = object.if_contains("type");
  const auto* version = object.if_contains("version");
  if (sha256 == nullptr || !sha256->is_string() || type == nullptr || !type->is_string() ||
      version == nullptr || !version->is_int64() || version->get_int64() < 1) {
    return std::nullopt;
  }
  const auto hash = crypto::HashFromHex(
      std::string_view(sha256->get_string().data(), sha256->get_string().size()));
  if (!hash) return std::nullopt;
  return SchemaName{*hash, std::string(type->get_string()), version->get_int64()};
}

}  // namespace reqledger::log
