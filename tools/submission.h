// What is sent for one event of an input: the event with an idempotency key, so that sending the
// input again records nothing twice.
//
// The key of an event that has none is the hex SHA-256 of its canonical form, "-", and its number
// among equal events of the same input, from 1.
// Limits: remembers 32 bytes and a number for each different event of an input.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "ledger/crypto/sha256.h"
#include "tools/event_lines.h"

namespace reqledger::tools {

struct Submission {
  std::string json;  // one line, without LF
  std::string type;  // empty where the text is no event
  std::string matter;
};

class SubmissionMaker {
 public:
  // A text that is no event is sent as it stands: the daemon's judgement is the one that counts.
  Submission Make(std::string_view text);

 private:
  std::map<crypto::Hash, std::uint64_t> seen_;
};

}  // namespace reqledger::tools
