// The first entry: whether it is there, opened, and of this ledger.
//
// Threads: one at a time.
// Source: docs/formats.md sections 4 and 8.2.
#pragma once

#include <optional>
#include <string>

#include "ledger/log/finding_log.h"
#include "ledger/log/opening.h"

namespace reqledger::log {

class GenesisCheck {
 public:
  // `origin` is the checkpoint's; nothing where it does not parse.
  GenesisCheck(std::optional<std::string> origin, FindingLog& findings);

  // A line at place 0 that parses but is of an unknown version: it is not judged.
  void NoteUnknownVersion() { seen_ = true; }
  // The opening of an entry; only the first at place 0 is looked at.
  void Append(const Opening& opening);
  // After the last entry.
  void Finish();

 private:
  void CheckOrigin(const Opening& opening);

  const std::optional<std::string> origin_;
  FindingLog& findings_;
  bool seen_ = false;
};

}  // namespace reqledger::log
