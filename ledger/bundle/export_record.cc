#include "ledger/bundle/export_record.h"

#include <algorithm>
#include <array>
#include <boost/json/value.hpp>
#include <optional>
#include <utility>

#include "ledger/base/time.h"
#include "ledger/event/event.h"
#include "ledger/event/json.h"
#include "ledger/note/key.h"

namespace reqledger::bundle {
namespace {

constexpr std::array<std::string_view, 8> kAudiences = {
    "internal",     "auditor",      "auditor_uncleared", "customer",
    "court_sealed", "court_public", "oversight",         "public"};
constexpr std::size_t kMembers = 11;
constexpr int kDepth = 3;

std::unexpected<base::Error> Refuse(std::string_view why) {
  return base::Fail(base::Code::kInvalidArgument, "export.json: " + std::string(why));
}

std::optional<std::string> TextOf(const boost::json::value* value) {
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return std::string(value->get_string().data(), value->get_string().size());
}

std::optional<std::uint64_t> CountOf(const boost::json::value* value) {
  if (value == nullptr || !value->is_int64() || value->get_int64() < 0) return std::nullopt;
  return static_cast<std::uint64_t>(value->get_int64());
}

base::Result<void> ReadSelection(const boost::json::value* value, ExportRecord& record) {
  if (value == nullptr || !value->is_object()) return Refuse("selection is no object");
  const auto& selection = value->get_object();
  if (selection.empty()) return {};
  const auto* matters = selection.if_contains("matters");
  if (record.complete || selection.size() != 1 || matters == nullptr || !matters->is_array()) {
    return Refuse("selection has other members");
  }
  for (const auto& item : matters->get_array()) {
    auto matter = TextOf(&item);
    if (!matter || !event::IsMatter(*matter)) return Refuse("selection names no matter");
    record.matters.insert(std::move(*matter));
  }
  return {};
}

base::Result<void> ReadTexts(const boost::json::object& object, ExportRecord& record) {
  const auto audience = TextOf(object.if_contains("audience"));
  if (!audience || !IsAudience(*audience)) return Refuse("no audience of the format");
  if (TextOf(object.if_contains("bundle")) != kBundleFormat) return Refuse("another bundle format");
  const auto created_at = TextOf(object.if_contains("created_at"));
  if (!created_at || !base::ParseRecordedAt(*created_at)) return Refuse("created_at is no time");
  const auto origin = TextOf(object.if_contains("origin"));
  if (!origin || !note::IsKeyName(*origin)) return Refuse("origin is no name");
  if (!TextOf(object.if_contains("statement")) || !TextOf(object.if_contains("tool"))) {
    return Refuse("no statement or no tool");
  }
  record.audience = *audience;
  record.origin = *origin;
  return {};
}

base::Result<void> ReadCounts(const boost::json::object& object, ExportRecord& record) {
  const auto* complete = object.if_contains("complete");
  if (complete == nullptr || !complete->is_bool()) return Refuse("complete is not true or false");
  const auto entries = CountOf(object.if_contains("entries"));
  const auto size = CountOf(object.if_contains("size"));
  const auto root = crypto::HashFromHex(TextOf(object.if_contains("root")).value_or(""));
  if (!entries || !size || !root) return Refuse("entries, size or root has another form");
  record.complete = complete->get_bool();
  record.entries = *entries;
  record.head = {*size, *root};
  return {};
}

}  // namespace

bool IsAudience(std::string_view text) {
  return std::ranges::find(kAudiences, text) != kAudiences.end();
}

base::Result<ExportRecord> ParseExportRecord(std::string_view bytes) {
  if (!bytes.ends_with('\n')) return Refuse("not one line");
  bytes.remove_suffix(1);
  ASSIGN_OR_RETURN(const auto json, event::ParseStrict(bytes, event::Names::kAny, kDepth));
  if (event::Canonical(json) != bytes) return Refuse("not in RFC 8785 form");
  if (!json.is_object() || json.get_object().size() != kMembers) return Refuse("other members");
  ExportRecord record;
  RETURN_IF_ERROR(ReadTexts(json.get_object(), record));
  RETURN_IF_ERROR(ReadCounts(json.get_object(), record));
  RETURN_IF_ERROR(ReadSelection(json.get_object().if_contains("selection"), record));
  return record;
}

}  // namespace reqledger::bundle
