// row = cell *( "," cell ) CRLF
// first row: seq,recorded_at,matter,type, then the other names in byte order
#include "ledger/bundle/records_csv.h"

#include <algorithm>
#include <array>

#include "ledger/log/core_value.h"

namespace reqledger::bundle {
namespace {

constexpr std::string_view kSeq = "seq";
constexpr std::array<std::string_view, RecordsCsv::kAlwaysThere> kFirst = {"recorded_at", "matter",
                                                                           "type"};
constexpr std::string_view kRowEnd = "\r\n";

bool IsFirst(std::string_view name) { return std::ranges::find(kFirst, name) != kFirst.end(); }

void AppendQuoted(std::string_view cell, std::string& out) {
  if (cell.find_first_of(",\"\r\n") == std::string_view::npos) {
    out += cell;
    return;
  }
  out += '"';
  for (const char c : cell) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

void AppendCell(std::string_view value, std::string& out) {
  auto text = log::StringValue(value);
  if (!text) {
    AppendQuoted(value, out);
    return;
  }
  constexpr std::string_view kFormula = "=+-@\t\r";
  if (!text->empty() && kFormula.find(text->front()) != std::string_view::npos) {
    text->insert(text->begin(), '\'');
  }
  AppendQuoted(*text, out);
}

}  // namespace

RecordsCsv::RecordsCsv(const std::set<std::string, std::less<>>& names)
    : columns_(kFirst.begin(), kFirst.end()) {
  for (const std::string& name : names) {
    if (!IsFirst(name)) columns_.push_back(name);
  }
}

std::optional<RecordsCsv> RecordsCsv::FromHeader(std::string_view header) {
  std::set<std::string, std::less<>> names;
  std::string_view rest = header;
  while (!rest.empty()) {
    const std::size_t comma = rest.find(',');
    names.emplace(rest.substr(0, comma));
    rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
  }
  names.erase(std::string(kSeq));
  RecordsCsv table(names);
  if (table.Header() != std::string(header) + std::string(kRowEnd)) return std::nullopt;
  return table;
}

std::string RecordsCsv::Header() const {
  std::string row(kSeq);
  for (const std::string& column : columns_) {
    row += ',';
    row += column;
  }
  row += kRowEnd;
  return row;
}

void RecordsCsv::AppendRow(std::uint64_t seq, const OpenedMembers& members,
                           std::string& out) const {
  std::vector<const std::string*> cells(columns_.size());
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const auto member = members.find(columns_[i]);
    if (member != members.end()) cells[i] = &member->second;
  }
  AppendRow(seq, cells, out);
}

void RecordsCsv::AppendRow(std::uint64_t seq, std::span<const std::string* const> cells,
                           std::string& out) const {
  out += std::to_string(seq);
  for (const std::string* cell : cells) {
    out += ',';
    if (cell != nullptr) AppendCell(*cell, out);
  }
  out += kRowEnd;
}

std::optional<std::size_t> RecordsCsv::ColumnOf(std::string_view name) const {
  const auto first = std::ranges::find(kFirst, name);
  if (first != kFirst.end()) return static_cast<std::size_t>(first - kFirst.begin());
  const auto found = std::lower_bound(columns_.begin() + kFirst.size(), columns_.end(), name);
  if (found == columns_.end() || *found != name) return std::nullopt;
  return static_cast<std::size_t>(found - columns_.begin());
}

}  // namespace reqledger::bundle
