#include <unistd.h>

#include <boost/json/value.hpp>
#include <iostream>

#include "tools/commands.h"
#include "tools/daemon_flags.h"
#include "tools/flags.h"
#include "tools/json_view.h"
#include "tools/schema_source.h"
#include "tools/table.h"
#include "tools/text.h"

namespace reqledger::tools {

CommandResult RunTypes(const CommandLine& line) {
  ASSIGN_OR_RETURN(const DaemonClient daemon, DaemonFromFlags(line));
  ASSIGN_OR_RETURN(const auto types, SchemaSource(FLAGS_schema_dir, daemon).Types());
  if (FLAGS_json) {
    boost::json::array lines;
    for (const TypeLine& type : types) {
      lines.push_back({{"type", type.type},
                       {"version", type.version},
                       {"title", type.title},
                       {"description", type.description},
                       {"sha256", type.sha256},
                       {"daemon_only", type.daemon_only}});
    }
    std::cout << JsonLine(boost::json::object{{"types", std::move(lines)}});
    return kExitOk;
  }
  Table table({{"Type"}, {"Meaning"}});
  std::size_t own = 0;
  for (const TypeLine& type : types) {
    if (type.daemon_only) {
      ++own;
    } else {
      table.Add({type.type, type.description});
    }
  }
  const Terminal terminal = Terminal::Of(STDOUT_FILENO);
  table.Print(terminal, std::cout);
  std::cout << terminal.Styled(Style::kDim, Counted(own, "more type is", "more types are") +
                                                " the daemon's own; --json lists them too.")
            << '\n';
  return kExitOk;
}

}  // namespace reqledger::tools
