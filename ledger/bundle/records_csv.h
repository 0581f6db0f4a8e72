// records.csv: the opened members as a table, the same bytes whoever makes it.
//
// Units: rows end in CRLF; a value is canonical JSON text.
// Threads: a CsvTable may be used by many threads at once.
// Limits: kHeaderBytesMax for a header that is read.
// Trust: a cell that a spreadsheet would run as a formula gets a leading apostrophe.
// Source: docs/formats.md section 7; RFC 4180.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/event/event.h"

namespace reqledger::bundle {

class CsvTable {
 public:
  static constexpr std::size_t kHeaderBytesMax = 1024 * 1024;

  // `names`: of all members that are opened anywhere.
  explicit CsvTable(const std::set<std::string>& names);
  // The table that a header row (without CRLF) is of; nothing for one that no table has.
  static std::optional<CsvTable> FromHeader(std::string_view header);

  std::string Header() const;
  std::string Row(std::uint64_t seq, std::span<const event::Member> members) const;

  // The columns that are there only because a member is opened somewhere, in byte order.
  std::span<const std::string> names() const;
  // True where the table has a column for `name`.
  bool Has(std::string_view name) const;

 private:
  std::vector<std::string> columns_;  // without seq
};

}  // namespace reqledger::bundle
