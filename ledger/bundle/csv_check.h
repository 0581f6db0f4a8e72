// Whether records.csv is, byte for byte, the table of the opened members, in one pass: its own
// header says which columns to expect, and at the end whether they were the right ones.
//
// Errors: io. What differs is an answer, not an error.
// Threads: table() may be used by many threads; the rest by one.
// Source: docs/formats.md section 7.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/bundle/hashed_file.h"
#include "ledger/bundle/records_csv.h"
#include "ledger/event/event.h"

namespace reqledger::bundle {

class CsvCheck {
 public:
  // `file` outlives the check.
  explicit CsvCheck(HashedFile& file) : file_(file) {}

  base::Result<void> ReadHeader();
  // Null where the header is no table's: then no row need be made.
  const RecordsCsv* table() const { return table_ ? &*table_ : nullptr; }

  // The next rows as they should be.
  base::Result<void> Compare(std::string_view rows);
  void NoteColumns(const std::vector<bool>& used);
  // A member was opened for which there is no column.
  void NoteMissingColumn() { differs_ = true; }

  // After all rows: whether the file is what it should be, to the end.
  base::Result<bool> Finish();

 private:
  base::Result<bool> Fill(std::size_t bytes);

  HashedFile& file_;
  std::optional<RecordsCsv> table_;
  std::string pending_;
  bool differs_ = false;
  std::vector<bool> used_;  // of the table's columns
};

// Rows made on some thread, and what they needed.
struct CsvRows {
  std::string text;
  std::vector<bool> used;  // of the table's columns
  bool missing_column = false;

  explicit CsvRows(const RecordsCsv& table) : used(table.columns()) {}
  void Append(const RecordsCsv& table, std::uint64_t seq, std::span<const event::Member> members);
};

}  // namespace reqledger::bundle
