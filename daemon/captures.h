// What stands in a path, read strictly.
//
// Errors: invalid_argument, with what would be right and never what was sent.
#pragma once

#include <cstdint>

#include "daemon/context.h"
#include "ledger/base/cursor.h"
#include "ledger/base/result.h"

namespace reqledger::daemon {

inline base::Result<std::uint64_t> SeqInPath(const Call& call) {
  const auto seq = base::ParseDecimal(call.captures.at(0));
  if (seq) return *seq;
  return base::Fail(base::Code::kInvalidArgument,
                    "seq in the path: expected the number of an entry in plain decimal digits");
}

inline base::Error NoSuchEntry(std::uint64_t seq, std::uint64_t size) {
  return {base::Code::kNotFound,
          "entry " + std::to_string(seq) + " is not there: the ledger has " + std::to_string(size) +
              " entries, the first being 0",
          {},
          {}};
}

}  // namespace reqledger::daemon
