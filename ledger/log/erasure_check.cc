#include "ledger/log/erasure_check.h"

#include <algorithm>
#include <boost/json/value.hpp>
#include <optional>
#include <utility>

#include "ledger/event/json.h"

namespace reqledger::log {
namespace {

constexpr std::size_t kDepth = 4;

std::optional<std::uint64_t> SeqAt(const boost::json::object& object, std::string_view name) {
  const auto* const value = object.if_contains(name);
  if (value == nullptr || !value->is_int64() || value->get_int64() < 0) return std::nullopt;
  return static_cast<std::uint64_t>(value->get_int64());
}

// An array of {"first","last"}; nothing for another form.
std::optional<std::vector<ErasureNote::Range>> RangesIn(const std::string& json) {
  const auto value = event::ParseStrict(json, event::Names::kEvent, kDepth);
  if (!value || !value->is_array()) return std::nullopt;
  std::vector<ErasureNote::Range> ranges;
  for (const auto& item : value->get_array()) {
    if (!item.is_object()) return std::nullopt;
    const auto first = SeqAt(item.get_object(), "first");
    const auto last = SeqAt(item.get_object(), "last");
    if (!first || !last || *first > *last) return std::nullopt;
    ranges.push_back({*first, *last});
  }
  return ranges;
}

}  // namespace

void ErasureCheck::Append(const Opening& opening) {
  if (opening.type == kErasureApplied) Read(opening);
  const Opening::Closed& closed = opening.closed;
  if (closed.slots == 0) return;
  if (!waiting_.empty() && waiting_.back().last + 1 == opening.seq &&
      waiting_.back().closed == closed) {
    waiting_.back().last = opening.seq;
  } else if (waiting_.size() < kWaitingMax) {
    waiting_.push_back({opening.seq, opening.seq, closed});
  } else {
    Found(opening.seq, closed);
  }
}

// One that is not in form, or is not of matter `ledger`, excuses nothing.
void ErasureCheck::Read(const Opening& opening) {
  const std::string* const scope = opening.Find("scope");
  const std::string* const seqs = opening.Find("seqs");
  if (opening.matter != "ledger" || scope == nullptr || seqs == nullptr) return;
  if (*scope != "\"matter\"" && *scope != "\"personal\"") return;
  auto ranges = RangesIn(*seqs);
  if (!ranges) return;
  erasures_.push_back({.seq = opening.seq,
                       .personal = *scope == "\"personal\"",
                       .seqs = *std::move(ranges),
                       .closed = 0});
}

bool ErasureCheck::IsCovered(std::uint64_t seq, const Opening::Closed& closed) {
  for (ErasureNote& erasure : erasures_) {
    if (seq >= erasure.seq || (erasure.personal && !closed.personal_only)) continue;
    const bool covers = std::ranges::any_of(erasure.seqs, [seq](const ErasureNote::Range& range) {
      return range.first <= seq && seq <= range.last;
    });
    if (!covers) continue;
    ++erasure.closed;
    return true;
  }
  return false;
}

void ErasureCheck::Found(std::uint64_t seq, const Opening::Closed& closed) {
  if (closed.no_row) {
    findings_.Add({code::kVaultUndecryptable, seq, "the entry's row", "none that opens"});
  } else {
    findings_.Add({code::kSlotUnopened, seq, "all 32 slots opened",
                   std::to_string(closed.slots) + " left closed"});
  }
}

std::vector<ErasureNote> ErasureCheck::Finish() {
  for (const Waiting& each : waiting_) {
    for (std::uint64_t seq = each.first; seq <= each.last; ++seq) {
      if (!IsCovered(seq, each.closed)) Found(seq, each.closed);
    }
  }
  return std::move(erasures_);
}

}  // namespace reqledger::log
