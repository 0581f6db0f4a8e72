#include "ledger/paper/sections.h"

#include <algorithm>
#include <optional>

#include "ledger/paper/dates.h"
#include "ledger/paper/particulars.h"

namespace reqledger::paper {
namespace {

constexpr double kGap = 8;
struct TableColumn {
  std::string_view title;
  double left = 0;
  double width = 0;
};
constexpr TableColumn kTable[] = {{"No.", 0, 34},
                                  {"Happened", 40, 112},
                                  {"Recorded", 160, 94},
                                  {"Matter", 262, 86},
                                  {"What", 356, kWidth - 356}};
constexpr std::size_t kCellLinesMax = 6;
constexpr double kLabelWidth = 138, kIndent = 10;
constexpr std::size_t kLabelLinesMax = 3;
constexpr double kBullet = 9;
constexpr Style kValueStyle{Face::kSerif, 8.5, 12, kInk}, kDigestStyle{Face::kMono, 7.5, 12, kInk};
constexpr std::size_t kValueCharactersMax = 8000;  // more than kValueLinesMax lines hold
constexpr Style kCertificateStyle{Face::kMono, 8, 11.5, kInk};

void DrawTableHead(Flow& flow) {
  std::vector<Cell> cells;
  for (const TableColumn& column : kTable) {
    cells.push_back({.glyphs = flow.type().Shape(column.title, kLabelStyle.face),
                     .style = kLabelStyle,
                     .column = {.left = kLeft + column.left, .width = column.width}});
  }
  flow.Row(cells, 1);
  flow.Space(2);
  flow.Rule(kInk, 0.8);
  flow.Space(2);
}

// How many characters begin on `lines`.
std::size_t CharactersOn(const std::vector<Line>& lines, std::size_t from) {
  std::size_t count = 0;
  for (std::size_t i = from; i < lines.size(); ++i) {
    count += static_cast<std::size_t>(std::count_if(
        lines[i].begin(), lines[i].end(), [](const Glyph& glyph) { return glyph.is_first; }));
  }
  return count;
}

// Digits that people compare stand under one another.
bool IsDigest(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

void DrawItem(const Item& item, Flow& flow) {
  const double indent = kIndent * std::min(item.depth, 4);
  const Style label_style{item.depth == 0 ? Face::kSerifBold : Face::kSerif, 8.5, 12, kSoft};
  const double bullet = item.is_listed ? kBullet : 0;
  const Column column{.left = kLeft + kLabelWidth + bullet, .width = kWidth - kLabelWidth - bullet};
  Typesetter& type = flow.type();
  std::size_t left_out = 0;
  const Style& style = IsDigest(item.text) ? kDigestStyle : kValueStyle;
  Glyphs glyphs = type.Shape(item.text, style.face, kValueCharactersMax, &left_out);
  if (!item.code.empty()) {
    const Glyphs code = type.Shape(" (" + item.code + ")", kValueStyle.face);
    glyphs.insert(glyphs.end(), code.begin(), code.end());
  }
  std::vector<Line> lines;
  if (!item.text.empty()) lines = Typesetter::Wrap(glyphs, style.size, column.width);
  if (lines.size() > kValueLinesMax) {
    left_out += CharactersOn(lines, kValueLinesMax);
    lines.resize(kValueLinesMax);
  }
  const std::vector<Cell> label = {
      {.glyphs = type.Shape(item.label, label_style.face),
       .style = label_style,
       .column = {.left = kLeft + indent, .width = kLabelWidth - indent - kGap}}};
  const double label_height = item.label.empty() ? 0 : Flow::HeightOf(label, kLabelLinesMax);
  flow.Need(std::max(label_height, label_style.leading));
  const double top = flow.y();
  const int page = flow.number();
  if (!item.label.empty()) flow.Row(label, kLabelLinesMax);
  flow.MoveTo(top);
  if (item.is_listed) {
    flow.canvas().Disc({kLeft + kLabelWidth + 2.5, top + 6.2}, 1.1, kSoft, kSoft);
  }
  for (const Line line : lines) flow.Set(line, style, column.left);
  if (left_out > 0) {
    flow.Text(MoreCharacters(left_out), kNoteStyle, column);
  }
  if (flow.number() == page) flow.MoveTo(std::max(flow.y(), top + label_height));
  flow.Space(1.5);
}

void DrawEntry(const Entry& entry, const Row& row, const Index& index, const Words& words,
               Flow& flow) {
  const std::string title = row.type.empty() ? "type not opened" : words.TypeTitle(row.type);
  const std::string recorded_by = CoreText(entry, "recorded_by");
  std::string about = row.occurred.empty() ? "date not opened" : row.occurred;
  about +=
      " \xc2\xb7 " + (row.matter ? "matter " + index.matters[*row.matter] : "matter not opened");
  if (!row.recorded.empty()) {
    about += " \xc2\xb7 recorded " + row.recorded;
    if (!recorded_by.empty()) about += " by " + recorded_by;
  }
  about += " \xc2\xb7 " + (entry.closed == 0 ? std::string("all places open")
                                             : std::to_string(entry.closed) + " places closed");
  flow.Need(70);
  flow.Rule(kEdge, 0.5);
  flow.Space(5);
  flow.Text("Entry " + Grouped(entry.seq) + " \xe2\x80\x93 " + title,
            {Face::kSerifBold, 10, 15, kInk});
  flow.Text(about, kNoteStyle);
  flow.Space(3);
  const Particulars particulars = ParticularsOf(entry, row.type, words);
  for (const Item& item : particulars.items) DrawItem(item, flow);
  if (particulars.left_out > 0) {
    flow.Text("\xe2\x80\xa6 " + Grouped(particulars.left_out) +
                  " lines more; the whole is in the machine files.",
              kNoteStyle);
  }
  flow.Space(9);
}

}  // namespace

int DrawTable(const Index& index, const Words& words, Flow& flow) {
  const int page = flow.Section("Table of entries");
  if (index.rows.empty()) {
    flow.Text("No entry is opened for you.", kBodyStyle);
    return page;
  }
  flow.OnNewPage([&flow] { DrawTableHead(flow); });
  DrawTableHead(flow);
  for (const Row& row : index.rows) {
    const std::string texts[] = {Grouped(row.seq),
                                 row.occurred.empty() ? "not opened" : row.occurred, row.recorded,
                                 row.matter ? index.matters[*row.matter] : "not opened",
                                 row.type.empty() ? "not opened" : words.TypeTitle(row.type)};
    std::vector<Cell> cells;
    cells.reserve(std::size(kTable));
    for (std::size_t i = 0; i < std::size(kTable); ++i) {
      cells.push_back({.glyphs = flow.type().Shape(texts[i], kCellStyle.face),
                       .style = kCellStyle,
                       .column = {.left = kLeft + kTable[i].left, .width = kTable[i].width}});
    }
    flow.Row(cells, kCellLinesMax);
    flow.Space(2);
    flow.Rule(kEdge, 0.3);
    flow.Space(2);
  }
  flow.OnNewPage(nullptr);
  return page;
}

base::Result<int> DrawParticulars(const Index& index, const Words& words, const EntrySource& source,
                                  Flow& flow) {
  const int page = flow.Section("Particulars of the entries");
  std::string note =
      "Of each entry all values that are opened. An entry has 32 places. Of those that are closed, "
      "some hold values that are not opened for you, others hold nothing; nobody can tell which "
      "from here.";
  if (index.rows.size() > kParticularsMax) {
    note += " Printed are the first " + Grouped(kParticularsMax) + " of " +
            Grouped(index.rows.size()) + " entries; those of the others are in data/records.csv.";
  }
  flow.Text(note, kNoteStyle);
  flow.Space(10);
  std::size_t at = 0;
  const auto visit = [&](const Entry& entry) -> base::Result<void> {
    if (at >= index.rows.size() || index.rows[at].seq != entry.seq) {
      return base::Fail(base::Code::kCorrupt,
                        "the paper: entry " + std::to_string(entry.seq) + " was not there before");
    }
    if (at < kParticularsMax) DrawEntry(entry, index.rows[at], index, words, flow);
    ++at;
    return {};
  };
  RETURN_IF_ERROR(source(visit));
  if (at != index.rows.size()) {
    return base::Fail(base::Code::kCorrupt, "the paper: fewer entries than before");
  }
  return page;
}

int DrawCertificate(std::string_view certificate, Flow& flow) {
  const int page = flow.Section("Certificate");
  flow.Text(certificate, kCertificateStyle);
  return page;
}

int DrawNamed(Flow& flow) {
  Typesetter& type = flow.type();
  type.Count(false);
  const int page = flow.Section("Characters that could not be printed");
  if (type.named().empty()) {
    flow.Text("None. Every character of the values above is printed as itself.", kBodyStyle);
    return page;
  }
  flow.Text(
      "These characters have no shape in the typefaces of this paper, need a shaping that paper "
      "does not do, or would change the order in which a line is read. Each is printed above as "
      "its code in brackets, in another colour, so that nothing stands there unseen.",
      kBodyStyle);
  flow.Space(10);
  std::size_t shown = 0;
  for (const auto& [character, count] : type.named()) {
    if (++shown > kNamedMax) break;
    const std::vector<Cell> cells = {
        {.glyphs = type.Shape(CodeOf(character), kCodeStyle.face),
         .style = {Face::kMono, 8.5, 13, kInk},
         .column = {.left = kLeft, .width = 90}},
        {.glyphs = type.Shape(count == 1 ? "printed once" : "printed " + Grouped(count) + " times",
                              Face::kSerif),
         .style = {Face::kSerif, 8.5, 13, kInk},
         .column = {.left = kLeft + 100, .width = 200}}};
    flow.Row(cells, 1);
  }
  if (type.named().size() > kNamedMax) {
    flow.Text("\xe2\x80\xa6 and " + Grouped(type.named().size() - kNamedMax) + " more.",
              kNoteStyle);
  }
  return page;
}

}  // namespace reqledger::paper
