// Where the events of a bundle stand in disclosures.jsonl, so that a correction can have those that
// it bears on read again.
//
// Errors: not_found for an entry that was not noted; io, also where a line opens anything else than
// before.
// Threads: PlaceOf on many at once; all else one at a time.
// Limits: 24 bytes an entry noted.
// Trust: none is needed of the file, which may change meanwhile. Whoever wrote it can find two
// lines of one plain digest, if it is short; with a key made for this reading 64 bits are enough,
// as there is one try at each.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "ledger/base/file.h"
#include "ledger/base/result.h"
#include "ledger/bundle/folder.h"
#include "ledger/docket/fold.h"
#include "ledger/log/disclosure_line.h"
#include "ledger/log/opened_event.h"

namespace reqledger::bundle {

class EventLines final : public docket::EventSource {
 public:
  // Where a line stands in its file, and a keyed digest of all that it opens.
  struct Place {
    std::uint64_t offset = 0;
    std::uint64_t mark = 0;
  };

  // `folder` outlives this.
  EventLines(const Folder& folder, log::IdentifierFinder identifiers);

  Place PlaceOf(const log::DisclosureLine& line) const;
  // Ascending by `seq`.
  void Note(std::uint64_t seq, const Place& place) { places_.emplace_back(seq, place); }
  base::Result<docket::FoldEvent> EventAt(std::uint64_t seq) override;

 private:
  base::Result<std::string> LineAt(std::uint64_t offset);

  const Folder& folder_;
  const log::IdentifierFinder identifiers_;
  const std::string key_;
  base::FileDescriptor file_;
  std::vector<std::pair<std::uint64_t, Place>> places_;
};

}  // namespace reqledger::bundle
