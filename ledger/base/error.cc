#include "ledger/base/error.h"

#include <array>
#include <cstring>
#include <string>
#include <utility>

#include "ledger/base/check.h"

namespace reqledger::base {

std::string_view CodeName(Code code) {
  switch (code) {
    case Code::kInvalidArgument:
      return "invalid_argument";
    case Code::kUnauthenticated:
      return "unauthenticated";
    case Code::kPermissionDenied:
      return "permission_denied";
    case Code::kNotFound:
      return "not_found";
    case Code::kConflict:
      return "conflict";
    case Code::kTooLarge:
      return "too_large";
    case Code::kExhausted:
      return "exhausted";
    case Code::kUntrusted:
      return "untrusted";
    case Code::kCorrupt:
      return "corrupt";
    case Code::kUnavailable:
      return "unavailable";
    case Code::kIo:
      return "io";
  }
  Unreachable("unknown error code");
}

Error Wrap(std::string_view context, Error error) {
  error.message = std::string(context) + ": " + error.message;
  return error;
}

Error SystemError(std::string_view what, int errno_value) {
  std::array<char, 256> buffer{};
  // GNU strerror_r returns the text, which need not be the buffer.
  const char* text = strerror_r(errno_value, buffer.data(), buffer.size());
  return Error{Code::kIo, std::string(what) + ": " + text, {}, {}};
}

}  // namespace reqledger::base
