#include "ledger/bundle/selection.h"

#include "ledger/docket/correction.h"
#include "ledger/log/head.h"
#include "ledger/log/rotation.h"

namespace reqledger::bundle {
namespace {

using base::Result;
using log::OpenedEntry;

constexpr std::string_view kOrders = "secrecy.";

Result<std::uint64_t> SizeOf(const store::Store& store) {
  ASSIGN_OR_RETURN(const std::string head, store.Head());
  ASSIGN_OR_RETURN(const log::UnauthenticHead parsed, log::ParseHead(head));
  return parsed.tree.size;
}

}  // namespace

Result<Selection> Selection::Make(const ExportSource& source, const ExportRequest& request,
                                  const audience::View& view) {
  ASSIGN_OR_RETURN(const std::uint64_t size, SizeOf(source.reader.store()));
  ASSIGN_OR_RETURN(Situations situations,
                   Situations::Make({source.reader, source.docket, source.catalogue}, view,
                                    request.recipient, request.created_at));
  Selection selection(source, request, view, std::move(situations));
  selection.decided_at_ = size;
  ASSIGN_OR_RETURN(const auto rotations,
                   log::RotationsBelow(source.reader.store(), source.tree.size));
  selection.rotations_.insert(rotations.begin(), rotations.end());
  if (!selection.whole()) {
    RETURN_IF_ERROR(selection.SelectSome());
  } else if (selection.decides_ahead()) {
    RETURN_IF_ERROR(selection.DecideAll());
  }
  return selection;
}

Result<void> Selection::SelectSome() {
  std::set<std::uint64_t> chosen;
  if (request_.matters.empty()) {
    RETURN_IF_ERROR(source_.reader.store().Entries(
        0, source_.tree.size, [&](std::uint64_t seq, std::string_view line) -> Result<void> {
          ASSIGN_OR_RETURN(const bool fits, Fits(seq, line));
          if (fits) chosen.insert(chosen.end(), seq);
          return {};
        }));
  } else {
    ASSIGN_OR_RETURN(chosen, SelectMatters());
  }
  // What is closed is explained by the entry that says so.
  std::set<std::uint64_t> explaining = rotations_;
  explaining.insert(0);
  for (const std::uint64_t seq : chosen) {
    if (const auto erased = source_.reader.vault().tombstones().Of(seq))
      explaining.insert(erased->seq);
  }
  chosen.merge(explaining);
  for (const std::uint64_t seq : chosen) {
    if (decides_ahead() && !shown_.contains(seq)) {
      ASSIGN_OR_RETURN(const OpenedEntry entry, source_.reader.Open(seq));
      RETURN_IF_ERROR(Decide(entry));
      if (!shown_.contains(seq)) continue;
    }
    seqs_.push_back(seq);
  }
  return {};
}

Result<std::set<std::uint64_t>> Selection::SelectMatters() {
  std::set<std::uint64_t> chosen;
  for (const SelectedMatter& matter : request_.matters) {
    ASSIGN_OR_RETURN(const auto found,
                     source_.reader.MatterEntries(matter.matter, matter.last_seq + 1));
    for (const std::uint64_t seq : found) {
      if (request_.filter.any()) {
        ASSIGN_OR_RETURN(const std::string line, source_.reader.Line(seq));
        ASSIGN_OR_RETURN(const bool fits, Fits(seq, line));
        if (!fits) continue;
      }
      chosen.insert(seq);
    }
  }
  return chosen;
}

// By what the audience is shown: that an entry is there must not tell what is closed in it.
Result<bool> Selection::Fits(std::uint64_t seq, std::string_view line) {
  if (decides_ahead()) {
    ASSIGN_OR_RETURN(const OpenedEntry all, source_.reader.OpenLine(seq, std::string(line)));
    RETURN_IF_ERROR(Decide(all));
  }
  ASSIGN_OR_RETURN(const OpenedEntry entry, Open(seq, line));
  const EntryFilter& filter = request_.filter;
  const auto recorded_at = base::ParseRecordedAt(entry.Text("recorded_at"));
  const bool in_time = recorded_at ? filter.FitsTime(*recorded_at) : !filter.since && !filter.until;
  const bool fits = in_time && filter.FitsType(entry.Text("type"));
  if (!fits) shown_.erase(seq);
  return fits;
}

Result<void> Selection::DecideAll() {
  return source_.reader.store().Entries(
      0, source_.tree.size, [this](std::uint64_t seq, std::string_view line) -> Result<void> {
        ASSIGN_OR_RETURN(const OpenedEntry entry, source_.reader.OpenLine(seq, std::string(line)));
        return Decide(entry);
      });
}

Result<void> Selection::Decide(const OpenedEntry& entry) {
  ASSIGN_OR_RETURN(const Slots shown, situations_.Shown(entry));
  if (shown.any()) shown_.emplace_hint(shown_.end(), entry.seq, shown);
  return {};
}

Result<OpenedEntry> Selection::Open(std::uint64_t seq, std::string_view line) {
  const auto decided = shown_.find(seq);
  if (decides_ahead() && decided == shown_.end()) {
    return OpenedEntry{.seq = seq, .line = std::string(line), .leaf_hash = {}, .slots = {}};
  }
  ASSIGN_OR_RETURN(OpenedEntry entry, source_.reader.OpenLine(seq, std::string(line)));
  if (view_.opens_all()) return entry;
  if (decides_ahead()) {
    CloseAllBut(decided->second, entry);
    return entry;
  }
  ASSIGN_OR_RETURN(const Slots shown, situations_.Shown(entry));
  CloseAllBut(shown, entry);
  return entry;
}

Result<void> Selection::CheckNoOrderCame() const {
  if (!decides_ahead()) return {};
  ASSIGN_OR_RETURN(const std::uint64_t size, SizeOf(source_.reader.store()));
  for (std::uint64_t seq = decided_at_; seq < size; ++seq) {
    ASSIGN_OR_RETURN(const OpenedEntry entry, source_.reader.Open(seq));
    const std::string type = entry.Text("type");
    if (!type.starts_with(kOrders) && type != docket::kCorrectionType) continue;
    return base::Fail(base::Code::kConflict,
                      "an order of secrecy, or a correction, was recorded while the bundle was "
                      "made: nothing of it is to be used; export again");
  }
  return {};
}

}  // namespace reqledger::bundle
