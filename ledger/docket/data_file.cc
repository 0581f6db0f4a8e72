#include "ledger/docket/data_file.h"

#include <boost/json.hpp>

#include "ledger/event/json.h"

namespace reqledger::docket {

const boost::json::value* Fields::Find(std::string_view name) const {
  return object_->if_contains(name);
}

base::Error Fields::Wrong(std::string_view name, std::string_view expected) const {
  return {base::Code::kInvalidArgument,
          event::AppendPointer(pointer_, name) + ": " + std::string(expected),
          {},
          {}};
}

base::Result<Fields> Fields::Of(const boost::json::value& value, std::string pointer) {
  if (!value.is_object()) {
    return base::Fail(base::Code::kInvalidArgument, pointer + ": an object is expected");
  }
  return Fields(value.get_object(), std::move(pointer));
}

base::Result<std::string> Fields::Text(std::string_view name) const {
  const auto* const value = Find(name);
  if (value == nullptr || !value->is_string())
    return base::Fail(Wrong(name, "a string is expected"));
  return std::string(value->get_string());
}

base::Result<std::string> Fields::TextOr(std::string_view name, std::string_view absent) const {
  if (!Has(name)) return std::string(absent);
  return Text(name);
}

base::Result<bool> Fields::FlagOr(std::string_view name, bool absent) const {
  const auto* const value = Find(name);
  if (value == nullptr) return absent;
  if (!value->is_bool()) return base::Fail(Wrong(name, "true or false is expected"));
  return value->get_bool();
}

base::Result<int> Fields::NumberOr(std::string_view name, int absent) const {
  const auto* const value = Find(name);
  if (value == nullptr) return absent;
  if (!value->is_int64() || value->get_int64() < 0 || value->get_int64() > 1000000) {
    return base::Fail(Wrong(name, "a whole number is expected"));
  }
  return static_cast<int>(value->get_int64());
}

base::Result<std::vector<std::string>> Fields::Texts(std::string_view name) const {
  std::vector<std::string> texts;
  const auto* const value = Find(name);
  if (value == nullptr) return texts;
  if (!value->is_array()) return base::Fail(Wrong(name, "an array of strings is expected"));
  for (const auto& item : value->get_array()) {
    if (!item.is_string()) return base::Fail(Wrong(name, "an array of strings is expected"));
    texts.emplace_back(item.get_string());
  }
  return texts;
}

base::Result<std::vector<Fields>> Fields::Objects(std::string_view name) const {
  std::vector<Fields> objects;
  const auto* const value = Find(name);
  if (value == nullptr) return objects;
  if (!value->is_array()) return base::Fail(Wrong(name, "an array of objects is expected"));
  const std::string pointer = event::AppendPointer(pointer_, name);
  for (const auto& item : value->get_array()) {
    ASSIGN_OR_RETURN(Fields fields,
                     Of(item, event::AppendPointer(pointer, std::to_string(objects.size()))));
    objects.push_back(std::move(fields));
  }
  return objects;
}

base::Result<Guard> Fields::GuardOr(std::string_view name) const {
  if (!Has(name)) return Guard();
  ASSIGN_OR_RETURN(const std::string text, Text(name));
  auto guard = Guard::Parse(text);
  if (!guard) return base::Fail(Wrong(name, guard.error().message));
  return guard;
}

}  // namespace reqledger::docket
