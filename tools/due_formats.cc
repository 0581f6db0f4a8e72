#include "tools/due_formats.h"

#include <algorithm>
#include <array>

#include "tools/text.h"
#include "tools/time_left.h"

namespace reqledger::tools {
namespace {

constexpr std::size_t kCalendarLineBytes = 75;
constexpr std::string_view kLineEnd = "\r\n";

// `20261201T225959Z` of an instant.
std::string UtcStamp(base::Instant instant) {
  std::string stamp;
  for (const char c : base::FormatInstant(instant).substr(0, 19)) {
    if (c != '-' && c != ':') stamp += c;
  }
  return stamp + "Z";
}

std::string DateStamp(std::string_view day) {
  std::string stamp(day);
  std::erase(stamp, '-');
  return stamp;
}

// A whole day where the day is what counts, else the instant.
std::string StartLine(const DueItem& item, base::Instant as_of) {
  const auto strict = base::ParseRfc3339(item.strict_at);
  const bool of_day = !strict || IsEndOfDay(item.strict_at) || IsEndOfDay(item.legal_at);
  if (!of_day) return "DTSTART:" + UtcStamp(*strict);
  const std::string day =
      strict ? DueDay(item.strict_at) : base::FormatInstant(as_of).substr(0, 10);
  return "DTSTART;VALUE=DATE:" + DateStamp(day);
}

std::string Description(const DueItem& item) {
  std::string text = item.action;
  if (!item.on_expiry.empty()) text += "\nAfter it: " + item.on_expiry;
  if (!item.strict_at.empty()) text += "\nStrict: " + DueMoment(item.strict_at);
  if (!item.legal_at.empty()) text += "\nBy law: " + DueMoment(item.legal_at);
  if (!item.citation.empty()) text += "\nSource: " + item.citation;
  if (item.suspended) text += "\nStands still: production is stayed.";
  if (!item.confirmed) text += "\nNot confirmed by a lawyer.";
  return text;
}

std::string Component(const DueItem& item, base::Instant as_of) {
  const std::string uid = item.key + "." + item.subject + "." + item.id + "@reqledger";
  std::string out = FoldedLine("BEGIN:VEVENT");
  out += FoldedLine("UID:" + CalendarText(uid));
  out += FoldedLine("DTSTAMP:" + UtcStamp(as_of));
  out += FoldedLine(StartLine(item, as_of));
  out += FoldedLine("SUMMARY:" + CalendarText(item.title + " (" + item.id + ")"));
  out += FoldedLine("DESCRIPTION:" + CalendarText(Description(item)));
  out += FoldedLine("CLASS:CONFIDENTIAL");
  out += FoldedLine("TRANSP:TRANSPARENT");
  return out + FoldedLine("END:VEVENT");
}

template <typename Cells>
void AppendRow(const Cells& cells, std::string& out) {
  bool first = true;
  for (const std::string& cell : cells) {
    if (!first) out += ',';
    first = false;
    out += CsvCell(cell);
  }
  out += kLineEnd;
}

}  // namespace

std::string FoldedLine(std::string_view line) {
  std::string out;
  std::size_t room = kCalendarLineBytes;
  while (line.size() > room) {
    std::size_t cut = room;
    while (cut > 1 && (static_cast<unsigned char>(line[cut]) & 0xC0) == 0x80) --cut;
    out.append(line.substr(0, cut)).append(kLineEnd).append(" ");
    line.remove_prefix(cut);
    room = kCalendarLineBytes - 1;  // the space counts
  }
  return out.append(line).append(kLineEnd);
}

std::string CalendarText(std::string_view text) {
  std::string out;
  for (const char c : Printable(text)) {
    if (c == '\\' || c == ';' || c == ',') out += '\\';
    out += c == '\n' ? std::string("\\n") : std::string(1, c);
  }
  return out;
}

std::string DueCalendar(std::span<const DueItem> items, base::Instant as_of) {
  std::string out = FoldedLine("BEGIN:VCALENDAR") + FoldedLine("VERSION:2.0") +
                    FoldedLine("PRODID:-//reqledger//due//EN") + FoldedLine("METHOD:PUBLISH");
  for (const DueItem& item : items) out += Component(item, as_of);
  return out + FoldedLine("END:VCALENDAR");
}

std::string CsvCell(std::string_view text) {
  constexpr std::string_view kFormula = "=+-@\t\r";
  std::string cell(text);
  if (!cell.empty() && kFormula.find(cell.front()) != std::string_view::npos) {
    cell.insert(cell.begin(), '\'');
  }
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string DueTable(std::span<const DueItem> items, base::Instant as_of) {
  std::string out;
  AppendRow(std::array<std::string, 14>{"left", "overdue", "strict_due_at", "legal_due_at",
                                        "subject", "id", "matter", "title", "action", "on_expiry",
                                        "status", "source", "confirmed", "deadline_id"},
            out);
  const auto yes = [](bool is) { return std::string(is ? "yes" : "no"); };
  for (const DueItem& item : items) {
    AppendRow(std::array<std::string, 14>{item.Left(as_of), yes(item.overdue), item.strict_at,
                                          item.legal_at, item.subject, item.id, item.matter,
                                          item.title, item.action, item.on_expiry, item.status,
                                          item.citation, yes(item.confirmed), item.key},
              out);
  }
  return out;
}

}  // namespace reqledger::tools
