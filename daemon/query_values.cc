#include "daemon/query_values.h"

#include "ledger/base/time.h"

namespace reqledger::daemon {

using base::Code;
using base::Fail;
using base::Result;

Result<std::uint64_t> RequireNumber(QueryReader& query, std::string_view name) {
  ASSIGN_OR_RETURN(const auto number, query.TakeNumber(name));
  if (number) return *number;
  return Fail(QueryError(name, "required", "a number in plain decimal digits"));
}

Result<std::uint64_t> TakeSize(QueryReader& query, std::string_view name, std::uint64_t size) {
  ASSIGN_OR_RETURN(const auto number, query.TakeNumber(name));
  if (number.value_or(0) <= size) return number.value_or(size);
  return Fail(Code::kNotFound,
              std::string(name) + ": the ledger has " + std::to_string(size) + " entries");
}

Result<std::string> TakeBound(QueryReader& query, std::string_view name) {
  const auto text = query.TakeText(name);
  if (!text || base::IsDate(*text)) return text.value_or("");
  const auto instant = base::ParseRfc3339(*text);
  if (instant) return base::FormatInstant(*instant);
  return Fail(QueryError(name, "format", "a date YYYY-MM-DD or an RFC 3339 instant with offset"));
}

Result<std::string> TakeName(QueryReader& query, std::string_view name,
                             bool (*is_name)(std::string_view), std::string_view expected) {
  const auto text = query.TakeText(name);
  if (!text || is_name(*text)) return text.value_or("");
  return Fail(QueryError(name, "pattern", expected));
}

}  // namespace reqledger::daemon
