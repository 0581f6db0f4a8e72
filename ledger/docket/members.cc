#include "ledger/docket/members.h"

#include <boost/json.hpp>

#include "ledger/base/limits.h"
#include "ledger/event/json.h"

namespace reqledger::docket {
namespace {

namespace json = boost::json;

// The value at `path`, in `holder`; null where there is none.
const json::value* Find(const Members& members, std::string_view path, json::value& holder) {
  std::size_t dot = path.find('.');
  const auto found = members.find(path.substr(0, dot));
  if (found == members.end()) return nullptr;
  auto parsed = event::ParseStrict(found->second, event::Names::kEvent, base::kEventDepthMax);
  if (!parsed) return nullptr;
  holder = *std::move(parsed);
  const json::value* value = &holder;
  while (dot != std::string_view::npos) {
    path.remove_prefix(dot + 1);
    dot = path.find('.');
    if (!value->is_object()) return nullptr;
    value = value->get_object().if_contains(path.substr(0, dot));
    if (value == nullptr) return nullptr;
  }
  return value;
}

std::string TextOf(const json::value& value) {
  return value.is_string() ? std::string(value.get_string()) : event::Canonical(value);
}

}  // namespace

std::optional<std::string> ValueAt(const Members& members, std::string_view path) {
  json::value holder;
  const json::value* const value = Find(members, path, holder);
  if (value == nullptr) return std::nullopt;
  return TextOf(*value);
}

std::vector<std::string> StringsAt(const Members& members, std::string_view path) {
  json::value holder;
  const json::value* const value = Find(members, path, holder);
  std::vector<std::string> strings;
  if (value == nullptr) return strings;
  if (value->is_array()) {
    for (const json::value& item : value->get_array()) strings.push_back(TextOf(item));
  } else {
    strings.push_back(TextOf(*value));
  }
  return strings;
}

Members ObjectAt(const Members& members, std::string_view path) {
  json::value holder;
  const json::value* const value = Find(members, path, holder);
  Members object;
  if (value == nullptr || !value->is_object()) return object;
  for (const auto& member : value->get_object()) {
    object.emplace(member.key(), event::Canonical(member.value()));
  }
  return object;
}

}  // namespace reqledger::docket
