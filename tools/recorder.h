// Inputs sent to the daemon as one stream of events, each answer told as it comes.
//
// Errors: a usage error for an input that cannot be read; those of DaemonClient. What the daemon
// refuses is no error of Run: it is counted, and told to the listener.
// Limits: events sent and not yet answered are remembered by place and type, not by content.
#pragma once

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ledger/base/file.h"
#include "ledger/base/result.h"
#include "tools/http_client.h"

namespace reqledger::tools {

// An opened input. "-" is standard input.
struct Input {
  std::string name;
  base::FileDescriptor file;
  std::uint64_t bytes = 0;  // 0: not known
};
base::Result<std::vector<Input>> OpenInputs(const std::vector<std::string>& names);

struct Answered {
  std::string input;
  std::size_t line = 0;
  std::string type;
  std::string matter;
  const boost::json::value& answer;  // {"line","result"}, {"line","problem"} or {"line","skipped"}
  std::uint64_t bytes_done = 0;      // of all inputs, up to this event
};
// Called for each event in order. An error ends the stream.
using AnswerListener = std::function<base::Result<void>(const Answered&)>;

struct RecordOptions {
  bool keep_going = false;
  bool dry_run = false;
};

struct RecordCounts {
  std::uint64_t recorded = 0;
  std::uint64_t repeated = 0;
  std::uint64_t refused = 0;
  std::uint64_t skipped = 0;
  std::uint64_t answered() const { return recorded + repeated + refused + skipped; }
};

// `counts` tells what was done also where the result is an error.
base::Result<void> RecordInputs(const HttpClient& http, const std::vector<Input>& inputs,
                                const RecordOptions& options, const AnswerListener& listener,
                                RecordCounts& counts);

}  // namespace reqledger::tools
