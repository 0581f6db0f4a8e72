// The first entry: whether it is there, opened, of this ledger, and names the key that signs.
//
// Threads: one at a time.
// Source: docs/formats.md sections 4, 8.2 and 8.3.
#pragma once

#include <optional>
#include <string>

#include "ledger/log/finding_log.h"
#include "ledger/log/opening.h"
#include "ledger/note/key.h"

namespace reqledger::log {

class GenesisCheck {
 public:
  struct Expected {
    std::optional<std::string> origin;     // of the checkpoint; nothing where it does not parse
    std::optional<note::VerifierKey> key;  // that the checkpoint was checked with
  };
  GenesisCheck(Expected expected, FindingLog& findings);

  // A line at place 0 that parses but is of an unknown version: it is not judged.
  void NoteUnknownVersion() { seen_ = true; }
  // The opening of an entry; only the first at place 0 is looked at.
  void Append(const Opening& opening);
  // After the last entry.
  void Finish();

 private:
  void CheckOrigin(const Opening& opening);
  void CheckKeys(const Opening& opening);

  const Expected expected_;
  FindingLog& findings_;
  bool seen_ = false;
};

}  // namespace reqledger::log
