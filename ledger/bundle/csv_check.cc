#include "ledger/bundle/csv_check.h"

#include <algorithm>

namespace reqledger::bundle {

constexpr std::string_view kRowEnd = "\r\n";
constexpr std::size_t kBlock = 256 * 1024;

// Reads until `bytes` are there; false where the file ends before.
base::Result<bool> CsvCheck::Fill(std::size_t bytes) {
  while (pending_.size() < bytes) {
    ASSIGN_OR_RETURN(const bool more, file_.Read(kBlock, pending_));
    if (!more) return false;
  }
  return true;
}

base::Result<void> CsvCheck::ReadHeader() {
  std::size_t end = std::string::npos;
  for (bool more = true; more && end == std::string::npos;) {
    if (pending_.size() > RecordsCsv::kHeaderBytesMax) break;
    ASSIGN_OR_RETURN(more, Fill(pending_.size() + 1));
    end = pending_.find(kRowEnd);
  }
  if (end != std::string::npos) {
    table_ = RecordsCsv::FromHeader(std::string_view(pending_).substr(0, end));
  }
  if (!table_) {
    differs_ = true;
    return {};
  }
  used_.resize(table_->columns());
  std::fill_n(used_.begin(), RecordsCsv::kAlwaysThere, true);
  pending_.erase(0, end + kRowEnd.size());
  return {};
}

base::Result<void> CsvCheck::Compare(std::string_view rows) {
  if (differs_) return {};
  ASSIGN_OR_RETURN(const bool enough, Fill(rows.size()));
  if (!enough || !pending_.starts_with(rows)) {
    differs_ = true;
    return {};
  }
  pending_.erase(0, rows.size());
  return {};
}

void CsvCheck::NoteColumns(const std::vector<bool>& used) {
  for (std::size_t i = 0; i < used.size(); ++i) used_[i] = used_[i] || used[i];
}

base::Result<bool> CsvCheck::Finish() {
  if (differs_) return false;
  ASSIGN_OR_RETURN(const bool more, Fill(1));
  return !more && std::ranges::all_of(used_, [](bool used) { return used; });
}

void CsvRows::Append(const RecordsCsv& table, std::uint64_t seq,
                     std::span<const event::Member> members) {
  if (members.empty()) return;
  std::vector<const std::string*> cells(table.columns());
  for (const event::Member& member : members) {
    const auto column = table.ColumnOf(member.name);
    if (!column) {
      missing_column = true;
      continue;
    }
    used[*column] = true;
    cells[*column] = &member.value;
  }
  table.AppendRow(seq, cells, text);
}

}  // namespace reqledger::bundle
