// The forms of the events that a command shows, each asked for once.
#pragma once

#include <boost/json/fwd.hpp>
#include <map>
#include <optional>
#include <string>

#include "tools/daemon_client.h"
#include "tools/form.h"
#include "tools/kinds.h"

namespace reqledger::tools {

class Forms {
 public:
  explicit Forms(const DaemonClient& daemon) : daemon_(daemon) {}

  // The form by whose schema an event was judged; null where the daemon has none: what is shown
  // then has names for labels.
  const Form* Of(const boost::json::value& members);

 private:
  const DaemonClient& daemon_;
  std::optional<KindTitles> titles_;
  std::map<std::string, std::optional<Form>> forms_;  // by schema digest or type
};

}  // namespace reqledger::tools
