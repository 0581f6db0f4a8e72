#include <algorithm>
#include <utility>

#include "daemon/captures.h"
#include "daemon/handlers.h"
#include "daemon/json_text.h"
#include "daemon/opened_json.h"
#include "daemon/query_values.h"
#include "ledger/event/event.h"

namespace reqledger::daemon {
namespace {

using base::Fail;
using base::Result;

constexpr std::size_t kListLimitDefault = 100;
constexpr std::size_t kListLimitMax = 1000;
// Entries looked at for one page, found or not: about a second. The page says where to go on.
constexpr std::uint64_t kListScanMax = 65'536;
constexpr std::size_t kWriteBytes = 64 * 1024;

// Writes a JSON array's items as they come.
class ItemWriter {
 public:
  explicit ItemWriter(Stream& stream) : stream_(stream) {}

  Result<void> Open(std::string head) {
    buffer_ = std::move(head) + '[';
    return stream_.Begin("application/json");
  }
  Result<void> Add(const log::OpenedEntry& entry) {
    if (any_) buffer_ += ',';
    any_ = true;
    AppendListed(entry, buffer_);
    if (buffer_.size() < kWriteBytes) return {};
    return Flush();
  }
  Result<void> Close(std::string_view tail) {
    buffer_ += ']';
    buffer_ += tail;
    buffer_ += "}\n";
    return Flush();
  }

 private:
  Result<void> Flush() {
    auto written = stream_.Write(buffer_);
    buffer_.clear();
    return written;
  }

  Stream& stream_;
  std::string buffer_;
  bool any_ = false;
};

Result<log::ListQuery> ParseListQuery(std::string_view text) {
  ASSIGN_OR_RETURN(QueryReader query, QueryReader::Parse(text));
  log::ListQuery list;
  ASSIGN_OR_RETURN(list.matter, TakeName(query, "matter", event::IsMatter, "a case identifier"));
  ASSIGN_OR_RETURN(list.type, TakeName(query, "type", event::IsType, "an event type"));
  ASSIGN_OR_RETURN(list.since, TakeBound(query, "since"));
  ASSIGN_OR_RETURN(list.until, TakeBound(query, "until"));
  ASSIGN_OR_RETURN(list.after, query.TakeNumber("after"));
  ASSIGN_OR_RETURN(const auto limit, query.TakeNumber("limit"));
  RETURN_IF_ERROR(query.Finish("matter, type, since, until, after, limit"));
  list.limit = limit.value_or(kListLimitDefault);
  if (list.limit < 1 || list.limit > kListLimitMax) {
    return Fail(QueryError("limit", "maximum", "a number from 1 to 1000"));
  }
  return list;
}

Result<Shown> ShowEntry(const Context& context, const Call& call) {
  ASSIGN_OR_RETURN(const std::uint64_t seq, SeqInPath(call));
  const auto head = context.sequencer.head();
  if (seq >= head->tree.size) return Fail(NoSuchEntry(seq, head->tree.size));
  ASSIGN_OR_RETURN(log::OpenedEntry entry, context.reader.Open(seq));
  Shown shown{.response = {}, .view = ViewBy(call, "GET /v1/entries/{seq}")};
  CloseBeyond(*shown.view.sight, context.catalogue, entry);
  shown.view.Add(seq);
  AppendOpened(entry, shown.response.body);
  shown.response.body += '\n';
  return shown;
}

// What the page will show, for the record of it; and where the next one goes on.
struct Page {
  View view;
  std::optional<std::uint64_t> next;  // after which
};

Result<Page> FindPage(const Context& context, const Call& call, const log::ListQuery& query) {
  const std::uint64_t size = context.sequencer.head()->tree.size;
  const std::uint64_t first = query.after ? *query.after + 1 : 0;
  // A matter has an index of its own; all else is looked for entry by entry.
  const std::uint64_t end =
      query.matter.empty() ? std::min(size, std::min(first, size) + kListScanMax) : size;
  Page page{.view = ViewBy(call, "GET /v1/entries"), .next = {}};
  std::size_t found = 0;
  std::uint64_t last = 0;
  RETURN_IF_ERROR(
      context.reader.List(query, end, [&](const log::OpenedEntry& entry) -> Result<void> {
        ++found;
        last = entry.seq;
        page.view.Add(entry.seq);
        return {};
      }));
  if (found == query.limit || end < size) page.next = found == query.limit ? last : end - 1;
  return page;
}

}  // namespace

void GetEntry(const Context& context, const Call& call, Exchange& exchange) {
  SendShown(context.viewings, ShowEntry(context, call), exchange);
}

// Twice through the page: what it opens is recorded before the first byte of it leaves.
Result<void> ListEntries(const Context& context, const Call& call, Stream& stream) {
  ASSIGN_OR_RETURN(const log::ListQuery query, ParseListQuery(call.request.query));
  ASSIGN_OR_RETURN(const Page page, FindPage(context, call, query));
  RETURN_IF_ERROR(context.viewings.RecordAndWait(page.view));
  ItemWriter items(stream);
  RETURN_IF_ERROR(items.Open(R"({"entries":)"));
  for (const SeqRange& range : page.view.seqs) {
    for (std::uint64_t seq = range.first; seq <= range.last; ++seq) {
      ASSIGN_OR_RETURN(log::OpenedEntry entry, context.reader.Open(seq));
      CloseBeyond(*page.view.sight, context.catalogue, entry);
      RETURN_IF_ERROR(items.Add(entry));
    }
  }
  std::string next;
  if (page.next) {
    next = R"(,"next":)";
    AppendNumber(*page.next, next);
  }
  return items.Close(next);
}

}  // namespace reqledger::daemon
