// Rows of text under a header, in columns as wide as their widest cell.
//
// Units: columns of a terminal.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>
#include <vector>

#include "tools/terminal.h"

namespace reqledger::tools {

struct TableColumn {
  std::string title;
  bool right = false;
};

class Table {
 public:
  explicit Table(std::vector<TableColumn> columns) : columns_(std::move(columns)) {}

  void Add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  // The last column is wrapped within the terminal.
  void Print(const Terminal& terminal, std::ostream& out) const;

 private:
  std::vector<std::size_t> Widths() const;
  std::vector<TableColumn> columns_;
  std::vector<std::vector<std::string>> rows_;
};

// `label` and `value` side by side, the value wrapped beside the label.
void PrintLabelled(std::string_view label, std::string_view value, std::size_t indent,
                   const Terminal& terminal, Style style, std::ostream& out);

}  // namespace reqledger::tools
