// Slots that are left closed, and the opened erasures that say why.
//
// An erasure stands after what it erased, so what is closed waits until the last entry was seen.
// What no erasure covers is a finding then.
//
// Threads: one at a time, entries in order.
// Limits: about 32 bytes for each row of entries that are closed alike; kWaitingMax of them, of the
// others is said at once that they are not opened.
// Trust: an erasure is what an entry before it cannot have said by itself: whoever signs the tree
// says it. It is named in the report.
// Source: docs/formats.md section 8.4.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/log/finding_log.h"
#include "ledger/log/opening.h"
#include "ledger/log/report.h"

namespace reqledger::log {

inline constexpr std::string_view kErasureApplied = "ledger.erasure_applied";

class ErasureCheck {
 public:
  static constexpr std::size_t kWaitingMax = 4'000'000;

  explicit ErasureCheck(FindingLog& findings) : findings_(findings) {}

  void Append(const Opening& opening);
  // After the last entry. Returns the erasures, ascending.
  std::vector<ErasureNote> Finish();

 private:
  struct Waiting {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    Opening::Closed closed;
  };
  void Read(const Opening& opening);
  void Found(std::uint64_t seq, const Opening::Closed& closed);
  // Notes it at the erasure; false where none covers it.
  bool IsCovered(std::uint64_t seq, const Opening::Closed& closed);

  FindingLog& findings_;
  std::vector<Waiting> waiting_;
  std::vector<ErasureNote> erasures_;
};

}  // namespace reqledger::log
