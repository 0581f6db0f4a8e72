#include <boost/json/value.hpp>
#include <iostream>

#include "tools/commands.h"
#include "tools/daemon_flags.h"
#include "tools/flags.h"
#include "tools/json_view.h"
#include "tools/text.h"

namespace reqledger::tools {

CommandResult RunPublish(const CommandLine& line) {
  ASSIGN_OR_RETURN(const DaemonClient daemon, DaemonFromFlags(line));
  ASSIGN_OR_RETURN(const boost::json::value published, daemon.Post("/v1/publications", {}));
  if (FLAGS_json) {
    std::cout << JsonLine(published);
    return kExitOk;
  }
  const auto size = NumberAt(published, "size").value_or(0);
  std::cout << "Published at "
            << Counted(static_cast<std::uint64_t>(std::max<std::int64_t>(0, size)), "entry",
                       "entries")
            << ", root " << Printable(TextAt(published, "root")) << '\n';
  return kExitOk;
}

}  // namespace reqledger::tools
