#include <iostream>

#include "tools/commands.h"
#include "tools/daemon_flags.h"
#include "tools/flags.h"
#include "tools/form.h"
#include "tools/local_time.h"
#include "tools/schema_source.h"
#include "tools/skeleton.h"

namespace reqledger::tools {

CommandResult RunTemplate(const CommandLine& line) {
  ASSIGN_OR_RETURN(const DaemonClient daemon, DaemonFromFlags(line));
  ASSIGN_OR_RETURN(const std::string bytes,
                   SchemaSource(FLAGS_schema_dir, daemon).Bytes(line.arguments.front()));
  ASSIGN_OR_RETURN(const Form form, ParseForm(bytes));
  std::cout << Skeleton(form, LocalClock::Now().Minute());
  return kExitOk;
}

}  // namespace reqledger::tools
