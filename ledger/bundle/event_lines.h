// Where the events of a bundle stand in disclosures.jsonl, so that a correction can have those that
// it bears on read again.
//
// Errors: not_found for an entry that was not noted; io, also where a line is another than before.
// Threads: one at a time.
// Limits: 16 bytes an entry noted.
// Trust: a line is read again as it was judged the first time; the file must not change meanwhile.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "ledger/base/file.h"
#include "ledger/base/result.h"
#include "ledger/bundle/folder.h"
#include "ledger/docket/fold.h"
#include "ledger/log/opened_event.h"

namespace reqledger::bundle {

class EventLines final : public docket::EventSource {
 public:
  // `folder` outlives this.
  EventLines(const Folder& folder, log::IdentifierFinder identifiers)
      : folder_(folder), identifiers_(std::move(identifiers)) {}

  // Ascending by `seq`.
  void Note(std::uint64_t seq, std::uint64_t offset) { offsets_.emplace_back(seq, offset); }
  base::Result<docket::FoldEvent> EventAt(std::uint64_t seq) override;

 private:
  base::Result<std::string> LineAt(std::uint64_t offset);

  const Folder& folder_;
  const log::IdentifierFinder identifiers_;
  base::FileDescriptor file_;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> offsets_;
};

}  // namespace reqledger::bundle
