// What is opened of one entry, as it comes: one line of disclosures.jsonl, its items digested.
//
// Threads: everything here may run on any thread.
// Limits: an item over kDisclosureBytesMax is noted and not kept.
// Trust: nothing here is tied to an entry yet.
// Source: docs/formats.md sections 3, 7 and 8.4.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/event/disclosure.h"

namespace reqledger::log {

struct OpenedItem {
  event::Digest digest;
  std::string name;   // empty for a decoy
  std::string value;  // canonical JSON; empty for a decoy
};

struct DisclosureLine {
  std::uint64_t seq = 0;
  std::uint64_t offset = 0;             // in its file, where it comes from one
  std::vector<OpenedItem> disclosures;  // those that are well formed, in the order of the line
  std::vector<OpenedItem> decoys;
  bool has_decoys = false;       // the member is there
  std::uint64_t malformed = 0;   // items that are not well formed
  std::uint64_t over_limit = 0;  // of these, those that are too long
  std::string fault;             // of the first of them
};

// Nothing where the line itself has another form.
std::optional<DisclosureLine> ReadDisclosureLine(std::string_view line);

}  // namespace reqledger::log
