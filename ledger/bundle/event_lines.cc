#include "ledger/bundle/event_lines.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "ledger/base/limits.h"
#include "ledger/crypto/mac.h"
#include "ledger/crypto/random.h"

namespace reqledger::bundle {
namespace {

constexpr std::size_t kBlock = 16 * 1024;  // most lines are shorter
const std::string kPath = "data/disclosures.jsonl";

base::Error Changed() { return {base::Code::kIo, kPath + ": changed while it was read", {}, {}}; }

}  // namespace

EventLines::EventLines(const Folder& folder, log::IdentifierFinder identifiers)
    : folder_(folder),
      identifiers_(std::move(identifiers)),
      key_(crypto::RandomBytes(sizeof(crypto::Hash))) {}

// The digests of the items say what they hold; their length is always the same.
EventLines::Place EventLines::PlaceOf(const log::DisclosureLine& line) const {
  std::string digests;
  for (const log::OpenedItem& item : line.disclosures) digests += item.digest.view();
  const crypto::Hash mac = crypto::Hmac(key_, {digests});
  Place place{.offset = line.offset};
  std::memcpy(&place.mark, mac.bytes.data(), sizeof(place.mark));
  return place;
}

base::Result<docket::FoldEvent> EventLines::EventAt(std::uint64_t seq) {
  const auto noted =
      std::ranges::lower_bound(places_, seq, {}, &decltype(places_)::value_type::first);
  if (noted == places_.end() || noted->first != seq) {
    return base::Fail(base::Code::kNotFound, "entry " + std::to_string(seq) + ": not an event");
  }
  ASSIGN_OR_RETURN(const std::string text, LineAt(noted->second.offset));
  const auto line = log::ReadDisclosureLine(text);
  if (!line || line->seq != seq || PlaceOf(*line).mark != noted->second.mark)
    return base::Fail(Changed());
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
