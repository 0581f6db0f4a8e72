#include "tools/json_view.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace reqledger::tools {

base::Result<boost::json::value> ParseAnswer(std::string_view text) {
  boost::json::error_code ec;
  boost::json::value value = boost::json::parse({text.data(), text.size()}, ec);
  if (ec) {
    return base::Fail(base::Code::kIo,
                      "the daemon's answer is not the JSON that was asked for: " + ec.message());
  }
  return value;
}

const boost::json::value* MemberAt(const boost::json::value& object, std::string_view name) {
  const auto* members = object.if_object();
  return members == nullptr ? nullptr : members->if_contains({name.data(), name.size()});
}

std::string_view TextOf(const boost::json::value& value) {
  const auto* text = value.if_string();
  return text == nullptr ? std::string_view() : std::string_view(text->data(), text->size());
}

std::string_view TextAt(const boost::json::value& object, std::string_view name) {
  const auto* value = MemberAt(object, name);
  return value == nullptr ? std::string_view() : TextOf(*value);
}

std::optional<std::int64_t> NumberAt(const boost::json::value& object, std::string_view name) {
  const auto* value = MemberAt(object, name);
  if (value == nullptr || !value->is_int64()) return std::nullopt;
  return value->get_int64();
}

bool TrueAt(const boost::json::value& object, std::string_view name) {
  const auto* value = MemberAt(object, name);
  return value != nullptr && value->is_bool() && value->get_bool();
}

std::span<const boost::json::value> ItemsAt(const boost::json::value& object,
                                            std::string_view name) {
  const auto* value = MemberAt(object, name);
  if (value == nullptr || !value->is_array()) return {};
  return {value->get_array().data(), value->get_array().size()};
}

std::string ErasedInWords(const boost::json::value& erased) {
  const bool whole = TextAt(erased, "scope") == "matter";
  return std::string(whole ? "All values were" : "Personal values were") +
         " lawfully erased, by entry " + std::to_string(NumberAt(erased, "by").value_or(-1));
}

std::string JsonLine(const boost::json::value& value) {
  return boost::json::serialize(value) + "\n";
}

}  // namespace reqledger::tools
