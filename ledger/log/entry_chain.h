// Whether entry lines follow each other: form, number and link of each.
//
// Threads: one at a time, lines in the order of the file.
// Limits: memory does not grow with the ledger.
// Source: docs/formats.md section 8.2.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "ledger/log/entry_line.h"
#include "ledger/log/finding_log.h"

namespace reqledger::log {

class EntryChain {
 public:
  struct Options {
    bool partial = false;               // a selection of entries
    std::optional<std::string> origin;  // of the checkpoint; nothing where it does not parse
  };
  EntryChain(Options options, FindingLog& findings);

  // Judges the next line and returns its place.
  std::optional<std::uint64_t> Append(const EntryLine& line);
  // The last line came without its LF.
  void EndsWithoutNewline(std::optional<std::uint64_t> place);

  std::uint64_t lines() const { return lines_; }

 private:
  struct Previous {
    merkle::Hash leaf_hash;
    std::uint64_t seq = 0;
    bool parses = false;
  };

  std::optional<std::uint64_t> PlaceOf(const EntryLine& line) const;
  void CheckForm(const EntryLine& line, std::optional<std::uint64_t> place);
  void CheckSeq(const EntryLine& line, std::uint64_t place);
  void CheckPrev(const EntryLine& line, std::uint64_t place);
  std::optional<merkle::Hash> ExpectedPrev(const EntryLine& line) const;

  const Options options_;
  FindingLog& findings_;
  std::uint64_t lines_ = 0;
  std::optional<Previous> previous_;
  std::optional<std::uint64_t> last_seq_;  // of the last line that parses
};

}  // namespace reqledger::log
