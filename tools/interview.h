// One event of a type, asked for until it obeys its schema.
//
// Errors: those of Asker; a usage error for attachments that cannot be read.
#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/event/schema.h"
#include "tools/asker.h"
#include "tools/daemon_client.h"
#include "tools/form.h"

namespace reqledger::tools {

struct InterviewGuide {
  const event::Schema& schema;
  const Form& form;  // of the same schema
  const DaemonClient& daemon;
  const LocalClock& clock;
};

// `attachments` are role:FILE.
base::Result<boost::json::object> Interview(const InterviewGuide& guide, Asker& asker,
                                            const std::vector<std::string>& attachments);

}  // namespace reqledger::tools
