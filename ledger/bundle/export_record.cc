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

base::Result<std::set<std::string>> NamesOf(const boost::json::value& value,
                                            bool (*is_name)(std::string_view)) {
  if (!value.is_array()) return Refuse("a member of selection is no array");
  std::set<std::string> names;
  for (const auto& item : value.get_array()) {
    auto name = TextOf(&item);
    if (!name || !is_name(*name)) return Refuse("selection has a name of another form");
    names.insert(std::move(*name));
  }
  return names;
}

base::Result<base::Instant> BoundOf(const boost::json::value& value) {
  const auto bound = base::ParseRecordedAt(TextOf(&value).value_or(""));
  if (!bound) return Refuse("selection has a time of another form");
  return *bound;
}

base::Result<void> ReadSelected(std::string_view name, const boost::json::value& value,
                                ExportRecord& record) {
  if (name == "matters") {
    ASSIGN_OR_RETURN(record.matters, NamesOf(value, event::IsMatter));
  } else if (name == "types") {
    ASSIGN_OR_RETURN(record.filter.types, NamesOf(value, event::IsType));
    if (record.filter.types.empty()) return Refuse("selection has no types");
  } else if (name == "since") {
    ASSIGN_OR_RETURN(record.filter.since, BoundOf(value));
  } else if (name == "until") {
    ASSIGN_OR_RETURN(record.filter.until, BoundOf(value));
  } else {
    return Refuse("selection has other members");
  }
  return {};
}

base::Result<void> ReadSelection(const boost::json::value* value, ExportRecord& record) {
  if (value == nullptr || !value->is_object()) return Refuse("selection is no object");
  const auto& selection = value->get_object();
  if (record.complete && !selection.empty()) return Refuse("all was selected, and only some");
  for (const auto& member : selection) {
    RETURN_IF_ERROR(ReadSelected(member.key(), member.value(), record));
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
