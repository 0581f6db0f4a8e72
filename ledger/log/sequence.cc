#include "ledger/log/sequence.h"

#include <utility>

namespace reqledger::log {

void RecordedOrder::Append(const Opening& opening) {
  if (!opening.recorded_at) return;
  if (last_ && *opening.recorded_at < *last_ && opening.type != "ledger.clock_event") {
    findings_.Add({code::kRecordedAtOrder, opening.seq, "not before " + base::FormatInstant(*last_),
                   base::FormatInstant(*opening.recorded_at)});
  }
  last_ = opening.recorded_at;
}

MatterSequence::MatterSequence(std::optional<std::set<std::string>> only, FindingLog& findings)
    : only_(std::move(only)), findings_(findings) {}

void MatterSequence::Append(const Opening& opening, const merkle::Hash& leaf_hash) {
  if (!opening.matter) return;
  if (only_ && !only_->contains(*opening.matter)) return;
  Last& last = matters_[*opening.matter];
  const std::uint64_t expected = last.matter_seq + 1;
  const std::uint64_t matter_seq = opening.matter_seq.value_or(expected);
  if (matter_seq != expected) {
    findings_.Add({code::kMatterSequence, opening.seq, "matter_seq " + std::to_string(expected),
                   "matter_seq " + std::to_string(matter_seq)});
  }
  if (opening.matter_prev && *opening.matter_prev != last.leaf_hash) {
    findings_.Add({code::kMatterSequence, opening.seq,
                   "matter_prev " + crypto::ToHex(last.leaf_hash),
                   "matter_prev " + crypto::ToHex(*opening.matter_prev)});
  }
  last.matter_seq = matter_seq;
  last.leaf_hash = leaf_hash;
  if (only_) last.type = opening.type.value_or("");
}

std::vector<std::string> MatterSequence::NotEndingIn(std::string_view type) const {
  std::vector<std::string> matters;
  if (!only_) return matters;
  for (const std::string& matter : *only_) {
    const auto found = matters_.find(matter);
    if (found == matters_.end() || found->second.type != type) matters.push_back(matter);
  }
  return matters;
}

}  // namespace reqledger::log
