#include "tools/approval.h"

#include <unistd.h>

#include <boost/json/value.hpp>
#include <cerrno>
#include <iostream>

#include "tools/event_lines.h"
#include "tools/flags.h"
#include "tools/json_view.h"
#include "tools/recorder.h"
#include "tools/text.h"
#include "tools/wording.h"

namespace reqledger::tools {
namespace {

constexpr std::size_t kReadBytes = 64 * 1024;

base::Result<std::vector<EventText>> EventsOf(const Input& input) {
  EventSplitter splitter;
  std::vector<EventText> events;
  std::string piece(kReadBytes, '\0');
  while (true) {
    const ssize_t got = read(input.file.get(), piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      return FailUsage(base::SystemError(input.name + " cannot be read", errno).message);
    }
    if (got == 0) break;
    splitter.Feed(std::string_view(piece).substr(0, static_cast<std::size_t>(got)), events);
  }
  splitter.Finish(events);
  return events;
}

}  // namespace

CommandResult ApproveRequest(const DaemonClient& daemon, std::string_view request,
                             std::string_view body) {
  ASSIGN_OR_RETURN(const boost::json::value approved,
                   daemon.Post("/v1/approvals", R"({"request":")" + std::string(request) +
                                                    R"(","body":)" + std::string(body) + "}"));
  if (FLAGS_json) {
    std::cout << JsonLine(approved);
    return kExitOk;
  }
  std::cout << "Approved, as entry " << NumberAt(approved, "seq").value_or(-1)
            << " says; not done. Somebody else may do exactly this until "
            << RecordedInWords(TextAt(approved, "expires_at")) << " (UTC).\n";
  return kExitOk;
}

CommandResult ApproveEvents(const DaemonClient& daemon, const std::vector<std::string>& names) {
  ASSIGN_OR_RETURN(const std::vector<Input> inputs, OpenInputs(names));
  for (const Input& input : inputs) {
    ASSIGN_OR_RETURN(const std::vector<EventText> events, EventsOf(input));
    if (events.empty()) return FailUsage(input.name + " holds no event: nothing was approved");
    for (const EventText& event : events) {
      if (auto approved = ApproveRequest(daemon, "POST /v1/events", event.text); !approved) {
        return base::Fail(
            base::Wrap(input.name + ":" + std::to_string(event.line), std::move(approved).error()));
      }
    }
  }
  return kExitOk;
}

}  // namespace reqledger::tools
