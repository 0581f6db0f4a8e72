// What is due as files for other programs: a calendar, a table.
//
// Units: rows and lines end in CRLF; a line of a calendar has at most 75 bytes.
// Trust: a cell that a spreadsheet would run as a formula gets a leading apostrophe.
// Source: RFC 5545 (iCalendar), RFC 4180 (CSV).
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "ledger/base/time.h"
#include "tools/due_item.h"

namespace reqledger::tools {

std::string DueCalendar(std::span<const DueItem> items, base::Instant as_of);
std::string DueTable(std::span<const DueItem> items, base::Instant as_of);

// A content line with its CRLF, folded between characters.
std::string FoldedLine(std::string_view line);
// With `\`, `;`, `,` and line breaks escaped.
std::string CalendarText(std::string_view text);
std::string CsvCell(std::string_view text);

}  // namespace reqledger::tools
