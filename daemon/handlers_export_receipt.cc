// The receipt of the entry that says that a bundle was made: what whoever made it hands over beside
// it, or keeps.
#include <algorithm>

#include "daemon/append_answer.h"
#include "daemon/handlers.h"
#include "ledger/event/json.h"

namespace reqledger::daemon {
namespace {

using base::Code;
using base::Fail;
using base::Result;

// How far back it is looked for: what comes behind an export is padding, mostly.
constexpr std::uint64_t kEntriesBack = 32'768;

Result<bool> SaysOf(const Context& context, std::uint64_t seq, const std::string& digest) {
  ASSIGN_OR_RETURN(const log::OpenedEntry entry, context.reader.Open(seq));
  return entry.Text("type") == "ledger.export_created" && entry.Text("bundle_sha256") == digest;
}

}  // namespace

Result<Response> GetExportReceipt(const Context& context, const Call& call) {
  const std::string& digest = call.captures.at(0);
  const auto head = context.sequencer.head();
  const std::uint64_t size = head->tree.size;
  for (std::uint64_t back = 1; back <= std::min(size, kEntriesBack); ++back) {
    const std::uint64_t seq = size - back;
    ASSIGN_OR_RETURN(const bool found, SaysOf(context, seq, digest));
    if (!found) continue;
    ASSIGN_OR_RETURN(const std::string line, context.reader.Line(seq));
    Response response;
    RETURN_IF_ERROR(AppendReceipt(context, seq, line, *head, response.body));
    response.body += '\n';
    return response;
  }
  return Fail(Code::kNotFound, "no bundle of this digest was made of late");
}

}  // namespace reqledger::daemon
