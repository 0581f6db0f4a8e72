#include "ledger/log/entry_chain.h"

#include <utility>

#include "ledger/base/limits.h"

namespace reqledger::log {

EntryChain::EntryChain(Options options, FindingLog& findings)
    : options_(std::move(options)), findings_(findings) {}

std::optional<std::uint64_t> EntryChain::Append(const EntryLine& line) {
  const auto place = PlaceOf(line);
  CheckForm(line, place);
  if (line.legible()) {
    CheckSeq(line, *place);
    CheckPrev(line, *place);
  }
  // An unknown version in a whole ledger counts as the entry of its place.
  const bool by_place = line.form == EntryLine::Form::kUnknownVersion && !options_.partial;
  const std::uint64_t seq = by_place ? lines_ : line.entry.seq;
  if (line.parses()) last_seq_ = seq;
  previous_ = Previous{line.leaf_hash, seq, line.parses()};
  ++lines_;
  return place;
}

std::optional<std::uint64_t> EntryChain::PlaceOf(const EntryLine& line) const {
  if (!options_.partial) return lines_;
  if (!line.parses()) return std::nullopt;
  return line.entry.seq;
}

void EntryChain::CheckForm(const EntryLine& line, std::optional<std::uint64_t> place) {
  if (line.over_limit) {
    findings_.Add({code::kLimitExceeded, place,
                   "an entry of at most " + std::to_string(base::kEntryBytesMax) + " bytes",
                   "a longer line"});
  }
  if (line.form == EntryLine::Form::kMalformed) {
    findings_.Add({code::kEntryMalformed, place, "an entry", line.fault});
  }
  if (line.form == EntryLine::Form::kNotCanonical) {
    findings_.Add({code::kEntryNotCanonical, place, "RFC 8785 form", line.fault});
  }
  if (line.form == EntryLine::Form::kUnknownVersion) {
    findings_.AddNotChecked(code::kEntryMalformed, reason::kUnknownVersion, true);
  }
}

void EntryChain::EndsWithoutNewline(std::optional<std::uint64_t> place) {
  findings_.Add({code::kEntryMalformed, place, "a newline behind the last line", "none"});
}

void EntryChain::CheckSeq(const EntryLine& line, std::uint64_t place) {
  const std::uint64_t seq = line.entry.seq;
  if (!options_.partial && seq != lines_) {
    findings_.Add({code::kEntrySeq, place, std::to_string(lines_), std::to_string(seq)});
  }
  if (options_.partial && last_seq_ && seq <= *last_seq_) {
    findings_.Add(
        {code::kEntrySeq, place, "above " + std::to_string(*last_seq_), std::to_string(seq)});
  }
}

void EntryChain::CheckPrev(const EntryLine& line, std::uint64_t place) {
  const auto expected = ExpectedPrev(line);
  if (!expected || *expected == line.entry.prev) return;
  findings_.Add(
      {code::kEntryPrev, place, crypto::ToHex(*expected), crypto::ToHex(line.entry.prev)});
}

// Nothing where the link cannot be checked.
std::optional<merkle::Hash> EntryChain::ExpectedPrev(const EntryLine& line) const {
  const bool first = options_.partial ? line.entry.seq == 0 : lines_ == 0;
  if (first) {
    if (!options_.origin) return std::nullopt;
    return event::GenesisPrev(*options_.origin);
  }
  if (!options_.partial) return previous_->leaf_hash;
  const bool follows = previous_ && previous_->parses && previous_->seq + 1 == line.entry.seq;
  return follows ? std::optional(previous_->leaf_hash) : std::nullopt;
}

}  // namespace reqledger::log
