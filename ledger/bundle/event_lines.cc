#include "ledger/bundle/event_lines.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "ledger/base/limits.h"
#include "ledger/log/disclosure_line.h"

namespace reqledger::bundle {
namespace {

constexpr std::size_t kBlock = 16 * 1024;  // most lines are shorter
const std::string kPath = "data/disclosures.jsonl";

base::Error Changed() { return {base::Code::kIo, kPath + ": changed while it was read", {}, {}}; }

}  // namespace

base::Result<docket::FoldEvent> EventLines::EventAt(std::uint64_t seq) {
  const auto noted =
      std::ranges::lower_bound(offsets_, seq, {}, &decltype(offsets_)::value_type::first);
  if (noted == offsets_.end() || noted->first != seq) {
    return base::Fail(base::Code::kNotFound, "entry " + std::to_string(seq) + ": not an event");
  }
  ASSIGN_OR_RETURN(const std::string text, LineAt(noted->second));
  const auto line = log::ReadDisclosureLine(text);
  if (!line || line->seq != seq) return base::Fail(Changed());
  std::vector<event::Member> members;
  for (const log::OpenedItem& item : line->disclosures) members.push_back({item.name, item.value});
  const auto find = [&](std::string_view name) -> const std::string* {
    const auto found = std::ranges::find(members, name, &event::Member::name);
    return found == members.end() ? nullptr : &found->value;
  };
  return log::FoldEventOf(seq, find, members, identifiers_);
}

base::Result<std::string> EventLines::LineAt(std::uint64_t offset) {
  if (!file_.valid()) {
    ASSIGN_OR_RETURN(file_, folder_.OpenFile(kPath));
  }
  std::string text;
  while (text.size() <= base::kLineBytesMax) {
    const std::size_t before = text.size();
    text.resize(before + kBlock);
    const ssize_t got =
        pread(file_.get(), text.data() + before, kBlock, static_cast<off_t>(offset + before));
    if (got < 0 && errno != EINTR) return base::Fail(base::SystemError("read " + kPath, errno));
    text.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    const std::size_t end = text.find('\n', before);
    if (end != std::string::npos) return text.substr(0, end);
    if (got == 0) break;
  }
  return base::Fail(Changed());
}

}  // namespace reqledger::bundle
