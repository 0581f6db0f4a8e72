// Which entries a bundle has, and which slots of each its audience is shown.
//
// Errors: those of the reader; conflict where an order of secrecy came meanwhile.
// Threads: one at a time.
// Limits: memory grows with the entries of which something is shown to an audience that sees some
// only; else with those of the matters asked for.
// Trust: decided once, by the orders of the moment in which this is made, so that all files of a
// bundle agree.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/audience/audience.h"
#include "ledger/base/result.h"
#include "ledger/bundle/export.h"
#include "ledger/bundle/situations.h"

namespace reqledger::bundle {

class Selection {
 public:
  // `source`, `request` and `view` outlive this.
  static base::Result<Selection> Make(const ExportSource& source, const ExportRequest& request,
                                      const audience::View& view);

  bool whole() const { return request_.whole(); }
  // Of a partial bundle, ascending.
  const std::vector<std::uint64_t>& seqs() const { return seqs_; }

  // Whether a checkpoint of this size is where one signing key took over from another: what ties
  // the key of the bundle to one that was pinned earlier, for every audience.
  bool IsRotation(std::uint64_t size) const { return rotations_.contains(size - 1); }

  // The entry with what the audience is shown of it.
  base::Result<log::OpenedEntry> Open(std::uint64_t seq, std::string_view line);

  // An order that was recorded meanwhile binds from now on: the bundle is not to be finished.
  base::Result<void> CheckNoOrderCame() const;

 private:
  Selection(const ExportSource& source, const ExportRequest& request, const audience::View& view,
            Situations situations)
      : source_(source), request_(request), view_(view), situations_(std::move(situations)) {}

  bool decides_ahead() const { return view_.sees == audience::View::Sees::kByTable; }
  base::Result<void> SelectSome();
  base::Result<std::set<std::uint64_t>> SelectMatters();
  base::Result<bool> Fits(std::uint64_t seq, std::string_view line);
  base::Result<void> DecideAll();
  base::Result<void> Decide(const log::OpenedEntry& entry);

  const ExportSource& source_;
  const ExportRequest& request_;
  const audience::View& view_;
  Situations situations_;
  std::vector<std::uint64_t> seqs_;
  std::set<std::uint64_t> rotations_;     // the entries that name new keys
  std::map<std::uint64_t, Slots> shown_;  // where decided ahead: of which entries which slots
  std::uint64_t decided_at_ = 0;          // size of the log before the first decision
};

}  // namespace reqledger::bundle
