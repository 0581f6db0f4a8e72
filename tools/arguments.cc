#include "tools/arguments.h"

#include "ledger/base/cursor.h"
#include "ledger/base/time.h"
#include "ledger/event/event.h"
#include "tools/exit_status.h"

namespace reqledger::tools {
namespace {

constexpr std::int64_t kDayMicros = 86'400 * std::int64_t{1'000'000};

}  // namespace

base::Result<std::uint64_t> SeqArgument(std::string_view text) {
  const auto seq = base::ParseDecimal(text);
  if (seq) return *seq;
  return FailUsage("'" + std::string(text) +
                   "' is no entry number: give SEQ, a whole number from 0");
}

base::Result<std::string> MatterArgument(std::string_view text) {
  if (event::IsMatter(text)) return std::string(text);
  return FailUsage("'" + std::string(text) +
                   "' is no matter: give ID, 1 to 128 of A-Z a-z 0-9 . _ : / - that begin with a "
                   "letter or digit");
}

base::Result<std::string> DayFlag(std::string_view flag, const std::string& text, int days_later) {
  const auto start = base::ParseRecordedAt(text + "T00:00:00.000000Z");
  if (!start) {
    return FailUsage("--" + std::string(flag) + " cannot be '" + text +
                     "': give a day, YYYY-MM-DD");
  }
  return base::FormatInstant({start->micros + days_later * kDayMicros});
}

base::Result<void> RequireFlag(std::string_view flag, const std::string& value,
                               std::string_view example) {
  if (!value.empty()) return {};
  return FailUsage("--" + std::string(flag) + " is missing: --" + std::string(flag) + "=" +
                   std::string(example));
}

}  // namespace reqledger::tools
