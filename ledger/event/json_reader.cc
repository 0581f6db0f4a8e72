#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value.hpp>
#include <charconv>
#include <optional>
#include <string>

#include "ledger/base/utf8.h"
#include "ledger/event/json.h"
#include "ledger/event/json_handler.h"
#include "ledger/event/refusal.h"

namespace reqledger::event {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::unexpected<base::Error> Refuse(base::Violation violation) {
  return base::Fail(Refusal("JSON", {std::move(violation)}));
}

// True where an escape of a high surrogate is not followed by one of a low. The parser calls that
// a syntax error like any other.
bool HasLoneHighSurrogate(std::string_view text) {
  const auto escape_at = [&](std::size_t at) {
    unsigned unit = 0;
    const bool escape =
        at + 6 <= text.size() && text.substr(at, 2) == "\\u" &&
        std::from_chars(&text[at + 2], &text[at] + 6, unit, 16).ptr == &text[at] + 6;
    return escape ? unit : 0;
  };
  for (std::size_t at = text.find('\\'); at < text.size(); at = text.find('\\', at + 2)) {
    const bool high = escape_at(at) >> 10 == 0xd800 >> 10;
    const bool low_follows = escape_at(at + 6) >> 10 == 0xdc00 >> 10;
    if (high && !low_follows) return true;
  }
  return false;
}

// What the parser itself refused, in our words.
base::Violation Explain(const boost::json::error_code& failure, std::string pointer,
                        std::string_view text, int depth_max) {
  using boost::json::error;
  if (failure == error::too_deep) {
    return {std::move(pointer), "depth",
            "objects and arrays nested at most " + std::to_string(depth_max) + " deep"};
  }
  if (failure == error::exponent_overflow) {
    return {std::move(pointer), "integer", "an integer without fraction or exponent"};
  }
  if (failure == error::incomplete) return {std::move(pointer), "syntax", "more: the text ends"};
  if (failure == error::illegal_leading_surrogate || failure == error::illegal_trailing_surrogate ||
      failure == error::expected_utf16_escape || HasLoneHighSurrogate(text)) {
    return {std::move(pointer), "lone_surrogate", "surrogate escapes in pairs, high before low"};
  }
  if (!base::IsUtf8(text)) return {std::move(pointer), "utf8", "valid UTF-8"};
  return {std::move(pointer), "syntax", "JSON as in RFC 8259"};
}

}  // namespace

base::Result<boost::json::value> ParseStrict(std::string_view text, Names names, int depth_max) {
  if (text.starts_with(kByteOrderMark)) {
    return Refuse({"", "byte_order_mark", "text without a byte order mark"});
  }
  boost::json::parse_options options;
  options.max_depth = static_cast<std::size_t>(depth_max);
  boost::json::basic_parser<StrictHandler> parser(options, names);
  boost::json::error_code failure;
  const std::size_t used = parser.write_some(false, text.data(), text.size(), failure);
  if (parser.handler().refusal()) return Refuse(*parser.handler().refusal());
  if (failure) return Refuse(Explain(failure, parser.handler().Pointer(), text, depth_max));
  if (used != text.size()) return Refuse({"", "trailing_bytes", "nothing after the value"});
  return parser.handler().Release();
}

}  // namespace reqledger::event
