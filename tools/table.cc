#include "tools/table.h"

#include <algorithm>
#include <ostream>

#include "tools/text.h"

namespace reqledger::tools {
namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kLastColumnMin = 24;  // narrower text is worse than a long line
constexpr std::size_t kLabelColumns = 26;

std::size_t Rest(std::size_t used, const Terminal& terminal) {
  return std::max(kLastColumnMin, terminal.columns() - std::min(used, terminal.columns()));
}

}  // namespace

std::vector<std::size_t> Table::Widths() const {
  std::vector<std::size_t> widths;
  widths.reserve(columns_.size());
  for (const TableColumn& column : columns_) widths.push_back(DisplayWidth(column.title));
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], DisplayWidth(row[i]));
    }
  }
  return widths;
}

void Table::Print(const Terminal& terminal, std::ostream& out) const {
  const std::vector<std::size_t> widths = Widths();
  std::size_t used = 0;
  for (std::size_t i = 0; i + 1 < widths.size(); ++i) used += widths[i] + kGap;
  const auto start = [&](const auto& cell_of) {
    std::string line;
    for (std::size_t i = 0; i + 1 < widths.size(); ++i) {
      const std::string cell = cell_of(i);
      line += columns_[i].right ? PadLeft(cell, widths[i]) : PadRight(cell, widths[i]);
      line.append(kGap, ' ');
    }
    return line;
  };
  const std::string header = start([&](std::size_t i) { return columns_[i].title; });
  out << terminal.Styled(Style::kDim, header + columns_.back().title) << '\n';
  for (const auto& row : rows_) {
    out << start([&](std::size_t i) { return row[i]; });
    const auto lines = WrapText(row.back(), Rest(used, terminal));
    for (std::size_t i = 0; i < lines.size(); ++i) {
      out << (i == 0 ? "" : std::string(used, ' ')) << lines[i] << '\n';
    }
  }
}

void PrintLabelled(std::string_view label, std::string_view value, std::size_t indent,
                   const Terminal& terminal, Style style, std::ostream& out) {
  const std::size_t used = indent + kLabelColumns + kGap;
  const auto labels = WrapText(label, kLabelColumns);
  const auto values = WrapText(value, Rest(used, terminal));
  for (std::size_t i = 0; i < std::max(labels.size(), values.size()); ++i) {
    const std::string shown = PadRight(i < labels.size() ? labels[i] : "", kLabelColumns + kGap);
    out << std::string(indent, ' ') << terminal.Styled(Style::kDim, shown)
        << (i < values.size() ? terminal.Styled(style, values[i]) : "") << '\n';
  }
}

}  // namespace reqledger::tools
