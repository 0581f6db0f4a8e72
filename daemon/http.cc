#include "daemon/http.h"

#include <algorithm>
#include <cstdint>

#include "ledger/base/cursor.h"

namespace reqledger::daemon {
namespace {

using base::Code;
using base::Error;
using base::Fail;
using base::Result;

std::optional<int> HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return std::nullopt;
}

}  // namespace

Request MakeRequest(std::string_view method, std::string_view target, Peer peer) {
  const std::size_t mark = std::min(target.find('?'), target.size());
  return {.method = std::string(method),
          .path = std::string(target.substr(0, mark)),
          .query = std::string(target.substr(std::min(mark + 1, target.size()))),
          .content_type = {},
          .body = {},
          .peer = std::move(peer)};
}

std::string RecorderOf(const Peer& peer) {
  return peer.certificate.empty() ? "uid:" + std::to_string(peer.uid) : "cert:" + peer.certificate;
}

std::optional<std::string> PercentDecode(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const auto high = HexDigit(text[i + 1]);
    const auto low = HexDigit(text[i + 2]);
    if (!high || !low) return std::nullopt;
    decoded += static_cast<char>(*high * 16 + *low);
    i += 2;
  }
  return decoded;
}

Error QueryError(std::string_view name, std::string_view rule, std::string_view expected) {
  Error error;
  error.code = Code::kInvalidArgument;
  error.message = "query parameter " + std::string(name) + ": expected " + std::string(expected);
  error.violations.push_back({"", std::string(rule), error.message});
  return error;
}

Result<QueryReader> QueryReader::Parse(std::string_view query) {
  QueryReader reader;
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    auto name = PercentDecode(pair.substr(0, equals));
    auto value = PercentDecode(pair.substr(std::min(equals + 1, pair.size())));
    if (!name || !value) {
      return Fail(QueryError("(any)", "percent_encoding", "% followed by two hex digits"));
    }
    const auto same = [&](const auto& parameter) { return parameter.first == *name; };
    if (std::ranges::any_of(reader.parameters_, same)) {
      return Fail(QueryError("(any)", "duplicate_name", "each parameter at most once"));
    }
    reader.parameters_.emplace_back(*std::move(name), *std::move(value));
  }
  return reader;
}

std::optional<std::string> QueryReader::TakeText(std::string_view name) {
  const auto found = std::ranges::find(parameters_, name,
                                       [](const auto& p) -> std::string_view { return p.first; });
  if (found == parameters_.end()) return std::nullopt;
  std::string value = std::move(found->second);
  parameters_.erase(found);
  return value;
}

Result<std::optional<std::uint64_t>> QueryReader::TakeNumber(std::string_view name) {
  const auto text = TakeText(name);
  if (!text) return std::optional<std::uint64_t>();
  const auto number = base::ParseDecimal(*text);
  if (!number) return Fail(QueryError(name, "type", "a number in plain decimal digits"));
  return number;
}

Result<bool> QueryReader::TakeFlag(std::string_view name) {
  const auto text = TakeText(name);
  if (!text || *text == "0") return false;
  if (*text == "1") return true;
  return Fail(QueryError(name, "enum", "1 or 0"));
}

Result<void> QueryReader::Finish(std::string_view known) const {
  if (parameters_.empty()) return {};
  const std::string expected =
      known.empty() ? "no parameters at all" : "only the parameters " + std::string(known);
  Error error;
  error.code = Code::kInvalidArgument;
  error.message = "query parameter: this request takes " + expected;
  error.violations.push_back({"", "unknown_parameter", expected});
  return Fail(std::move(error));
}

}  // namespace reqledger::daemon
