// records.csv: the opened members as a table, the same bytes whoever makes it.
//
// Units: rows end in CRLF; a value is canonical JSON text.
// Threads: a RecordsCsv may be used by many threads at once.
// Limits: kHeaderBytesMax for a header that is read.
// Trust: a cell that a spreadsheet would run as a formula gets a leading apostrophe.
// Source: docs/formats.md section 7; RFC 4180.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reqledger::bundle {

// Canonical JSON values by name.
using OpenedMembers = std::map<std::string, std::string, std::less<>>;

class RecordsCsv {
 public:
  static constexpr std::size_t kHeaderBytesMax = 1024 * 1024;

  // `names`: of all members that are opened anywhere.
  explicit RecordsCsv(const std::set<std::string, std::less<>>& names);
  // The table that a header row (without CRLF) is of; nothing for one that no table has.
  static std::optional<RecordsCsv> FromHeader(std::string_view header);

  std::string Header() const;
  // Every member must have a column.
  void AppendRow(std::uint64_t seq, const OpenedMembers& members, std::string& out) const;
  // The same from values by column, as ColumnOf() numbers them; null for an empty cell.
  void AppendRow(std::uint64_t seq, std::span<const std::string* const> cells,
                 std::string& out) const;

  // Columns without seq: recorded_at, matter, type, then those that are there only because a member
  // is opened somewhere.
  std::size_t columns() const { return columns_.size(); }
  static constexpr std::size_t kAlwaysThere = 3;
  std::optional<std::size_t> ColumnOf(std::string_view name) const;

 private:
  std::vector<std::string> columns_;  // without seq
};

}  // namespace reqledger::bundle
