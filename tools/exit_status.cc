#include "tools/exit_status.h"

namespace reqledger::tools {

ExitStatus ExitOf(const base::Error& error) {
  if (error.reason == "usage") return kExitUsage;
  switch (error.code) {
    case base::Code::kInvalidArgument:
    case base::Code::kConflict:
    case base::Code::kTooLarge:
    case base::Code::kPermissionDenied:
    case base::Code::kUntrusted:
    case base::Code::kCorrupt:
      return kExitRefused;
    case base::Code::kUnauthenticated:
    case base::Code::kNotFound:
    case base::Code::kExhausted:
    case base::Code::kUnavailable:
    case base::Code::kIo:
      return kExitFailed;
  }
  return kExitFailed;
}

}  // namespace reqledger::tools
