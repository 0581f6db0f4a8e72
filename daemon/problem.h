// Errors as HTTP tells them: RFC 9457 problem documents.
//
// Trust: holds places, rules and what would be right; never the value of a member.
// Source: docs/architecture.md section 8; RFC 9457.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "daemon/http.h"
#include "ledger/base/error.h"

namespace reqledger::daemon {

int StatusOf(const base::Error& error);

// The problem document, without a newline at its end: it is a line's part in a batch.
void AppendProblem(const base::Error& error, std::string& out);
Response ProblemResponse(const base::Error& error);

// What is wrong with the request as HTTP and not with what it asks for.
struct HttpProblem {
  int status = 400;
  std::string_view code;  // "method_not_allowed" …
  std::string detail;
  bool retry = false;
};
Response HttpProblemResponse(const HttpProblem& problem);

// A command's body that is not as expected, at this JSON Pointer; `not_done` as "nothing was
// erased".
std::unexpected<base::Error> RefuseBody(std::string_view not_done, std::string pointer,
                                        std::string_view rule, std::string_view expected);

}  // namespace reqledger::daemon
