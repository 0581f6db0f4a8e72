#include "ledger/event/refusal.h"

#include <string>
#include <utility>

#include "ledger/base/check.h"

namespace reqledger::event {

base::Error Refusal(std::string_view what, std::vector<base::Violation> violations) {
  REQ_CHECK(!violations.empty());
  const base::Violation& first = violations.front();
  std::string message(what);
  message += first.pointer.empty() ? " refused" : " refused at " + first.pointer;
  message += ": " + first.rule + ", expected " + first.expected;
  if (violations.size() > 1) {
    message += " (and " + std::to_string(violations.size() - 1) + " more)";
  }
  return {base::Code::kInvalidArgument, std::move(message), std::move(violations), {}};
}

}  // namespace reqledger::event
