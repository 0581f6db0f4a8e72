// What is asked of an export, in the body of its request.
//
// Errors: invalid_argument, each broken rule with its pointer.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/bundle/situations.h"

namespace reqledger::daemon {

inline constexpr std::size_t kExportMattersMax = 256;  // as ledger.export_created names them

struct ExportCommand {
  std::string audience;
  bundle::Recipient recipient;
  std::vector<std::string> matters;  // none: the whole ledger
  std::string authority;             // on whose word; empty where it was not said
  bool publish_now = false;
  bool working = false;  // over the working checkpoint, for internal use
};

base::Result<ExportCommand> ParseExportCommand(std::string_view json);

}  // namespace reqledger::daemon
