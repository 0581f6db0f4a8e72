// What went wrong, in the one vocabulary that library, daemon and tools share.
//
// Source: docs/architecture.md section 8.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace reqledger::base {

// "Not there", "broken" and "not authentic" are three codes everywhere.
enum class Code {
  kInvalidArgument,   // your input is malformed
  kUnauthenticated,   // who are you
  kPermissionDenied,  // not you
  kNotFound,          // not there (yet)
  kConflict,          // there, and different; or a rule between events says no
  kTooLarge,          // over a stated limit
  kExhausted,         // later, or less
  kUntrusted,         // does not verify
  kCorrupt,           // our bytes contradict themselves
  kUnavailable,       // starting, stopping, failed
  kIo,                // the system refused; the outcome of a write is unknown
};

// The code as it stands in problem documents: "invalid_argument", "not_found" …
std::string_view CodeName(Code code);

// One broken rule of a submitted event. Never holds the value itself.
struct Violation {
  std::string pointer;  // RFC 6901 JSON pointer into the event, "" for the whole
  std::string
      rule;  // schema keyword or rule of docs/formats.md: "enum", "maxLength", "duplicate_name" …
  std::string expected;  // what would be right, in words
};

// An error is a value: what was attempted, on what, and why it failed.
// Trust: `message` never holds a sealed value, a salt or a key.
struct Error {
  Code code = Code::kIo;
  std::string message;
  std::vector<Violation> violations;
  std::string reason;  // finer, machine-readable cause where a caller branches on it ("erased",
                       // "clock"); else empty
};

// The message of `error` behind "`context`: ".
Error Wrap(std::string_view context, Error error);

// An error of the system: `what`, then the text of `errno_value`.
Error SystemError(std::string_view what, int errno_value);

}  // namespace reqledger::base
