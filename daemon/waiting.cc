#include "daemon/waiting.h"

#include <future>
#include <utility>

namespace reqledger::daemon {

using base::Result;

Result<std::vector<log::Appended>> RecordAndWait(log::Sequencer& sequencer,
                                                 std::vector<log::OwnEvent> events) {
  std::promise<Result<std::vector<log::Appended>>> recorded;
  RETURN_IF_ERROR(sequencer.SubmitOwn(
      std::move(events), [&](auto outcome) { recorded.set_value(std::move(outcome)); }));
  return recorded.get_future().get();
}

Result<log::Published> PublishAndWait(log::Sequencer& sequencer) {
  std::promise<Result<log::Published>> published;
  RETURN_IF_ERROR(
      sequencer.SubmitPublish([&](auto outcome) { published.set_value(std::move(outcome)); }));
  return published.get_future().get();
}

}  // namespace reqledger::daemon
