// One entry line as found: its hash, and what it says where it says something.
//
// Limits: a line over kEntryBytesMax is malformed; its hash is still made.
// Threads: everything here may run on any thread.
// Source: docs/formats.md sections 4 and 8.2.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/event/entry.h"
#include "ledger/merkle/compact_range.h"
#include "ledger/merkle/tree.h"

namespace reqledger::log {

struct EntryLine {
  enum class Form { kCanonical, kNotCanonical, kUnknownVersion, kMalformed };

  merkle::Hash leaf_hash;
  Form form = Form::kMalformed;
  event::Entry entry;  // where `legible`; of an unknown version only its seq
  bool over_limit = false;
  std::string fault;  // what is wrong, where not canonical

  bool parses() const { return form != Form::kMalformed; }
  // Digests and prev are there to be judged.
  bool legible() const { return form == Form::kCanonical || form == Form::kNotCanonical; }
};

EntryLine ReadEntryLine(std::string_view line);

// Neighbouring lines, and the tree over them alone.
struct EntryChunk {
  std::vector<EntryLine> lines;
  merkle::CompactRange range;
};
EntryChunk ReadEntryChunk(std::span<const std::string_view> lines);

}  // namespace reqledger::log
