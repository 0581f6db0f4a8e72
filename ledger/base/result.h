// Result<T>: a value or an Error, which the compiler does not let a caller drop.
//
// Units: std::expected of libstdc++ 12; an alias of it could not be [[nodiscard]], so this is a
// type of its own.
#pragma once

#include <expected>
#include <string>
#include <utility>

#include "ledger/base/error.h"

namespace reqledger::base {

template <typename T>
struct [[nodiscard]] Result : std::expected<T, Error> {
  using std::expected<T, Error>::expected;
};

// The short way to refuse: `return Fail(Code::kNotFound, "entry 7: not there");`
inline std::unexpected<Error> Fail(Code code, std::string message) {
  return std::unexpected<Error>(Error{code, std::move(message), {}, {}});
}
inline std::unexpected<Error> Fail(Error error) { return std::unexpected<Error>(std::move(error)); }

}  // namespace reqledger::base

#define REQ_CONCAT_INNER(a, b) a##b
#define REQ_CONCAT(a, b) REQ_CONCAT_INNER(a, b)

// Returns the error of `expression`, a Result<…>, from the enclosing function, if it holds one.
#define RETURN_IF_ERROR(expression)                                                        \
  do {                                                                                     \
    if (auto req_status = (expression); !req_status) {                                     \
      return ::std::unexpected<::reqledger::base::Error>(::std::move(req_status).error()); \
    }                                                                                      \
  } while (false)

// `ASSIGN_OR_RETURN(auto tile, ReadTile(id));`: the value, or the error returned.
#define ASSIGN_OR_RETURN(declaration, expression) \
  ASSIGN_OR_RETURN_NAMED(REQ_CONCAT(req_result_, __LINE__), declaration, expression)
#define ASSIGN_OR_RETURN_NAMED(name, declaration, expression)                               \
  auto name = (expression);                                                                 \
  if (!name) return ::std::unexpected<::reqledger::base::Error>(::std::move(name).error()); \
  declaration = *::std::move(name)
