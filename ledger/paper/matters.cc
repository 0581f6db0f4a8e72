// The section of matters: of each a heading, a timeline and a docket.
#include <algorithm>

#include "ledger/event/event.h"
#include "ledger/paper/dates.h"
#include "ledger/paper/sections.h"
#include "ledger/paper/timeline.h"

namespace reqledger::paper {
namespace {

constexpr double kDateWidth = 92, kNumberWidth = 46;
constexpr double kWhatLeft = kLeft + kDateWidth + 10;
constexpr double kWhatWidth = kWidth - kDateWidth - 10 - kNumberWidth;
constexpr std::size_t kLinesMax = 8;
constexpr double kBeginning = 150;  // of a page: less than that, and a matter begins on the next

void DrawDocketRow(const Row& row, const Words& words, Flow& flow) {
  Typesetter& type = flow.type();
  const std::string title = row.type.empty() ? "Type not opened" : words.TypeTitle(row.type);
  const Glyphs number = type.Shape("No. " + Grouped(row.seq), Face::kSerif);
  const double number_width = Typesetter::Width(number, kNoteStyle.size);
  const std::vector<Cell> head = {
      {.glyphs = type.Shape(row.occurred.empty() ? "date not opened" : row.occurred, Face::kSerif),
       .style = {Face::kSerif, 8.5, 12.5, kInk},
       .column = {.left = kLeft, .width = kDateWidth}},
      {.glyphs = type.Shape(title, Face::kSerifBold),
       .style = {Face::kSerifBold, 9, 12.5, kInk},
       .column = {.left = kWhatLeft, .width = kWhatWidth - 8}},
      {.glyphs = number,
       .style = kNoteStyle,
       .column = {.left = kRight - number_width, .width = number_width + 1}}};
  const std::vector<Cell> body = {{.glyphs = type.Shape(row.summary, Face::kSerif),
                                   .style = {Face::kSerif, 8.5, 12, kInk},
                                   .column = {.left = kWhatLeft, .width = kWhatWidth}}};
  const bool has_body = !row.summary.empty();
  const double body_height = has_body ? Flow::HeightOf(body, kLinesMax) : 0;
  flow.Need(Flow::HeightOf(head, kLinesMax) + body_height + 9);
  flow.Rule(kEdge, 0.4);
  flow.Space(4);
  const double top = flow.y();
  flow.Row(head, kLinesMax);
  const double dated = flow.y();
  // What is told begins under the title, beside a date of two lines.
  const std::vector<Cell> title_only = {head[1]};
  flow.MoveTo(top + Flow::HeightOf(title_only, kLinesMax));
  if (has_body) flow.Row(body, kLinesMax);
  flow.MoveTo(std::max(dated, flow.y()));
  flow.Space(5);
}

void DrawMatter(const std::string& name, const std::vector<const Row*>& rows, const Words& words,
                std::optional<double> as_of, Flow& flow) {
  std::string count =
      Grouped(rows.size()) + (rows.size() == 1 ? " opened entry" : " opened entries");
  std::vector<const Row*> dated;
  for (const Row* row : rows) {
    if (row->day) dated.push_back(row);
  }
  const auto earlier = [](const Row* left, const Row* right) { return *left->day < *right->day; };
  if (!dated.empty()) {
    const auto [first, last] = std::minmax_element(dated.begin(), dated.end(), earlier);
    count += (*first)->occurred == (*last)->occurred
                 ? ", of " + (*first)->occurred
                 : ", from " + (*first)->occurred + " to " + (*last)->occurred;
  }
  flow.Text(count + ".", kNoteStyle);
  flow.Space(8);
  DrawTimeline(LanesOf(rows, words), as_of, flow);
  if (dated.size() < rows.size()) {
    flow.Text(dated.size() + 1 == rows.size()
                  ? "One entry has no date that is known here, and is not drawn."
                  : Grouped(rows.size() - dated.size()) +
                        " entries have no date that is known here, and are not drawn.",
              kNoteStyle);
  }
  flow.Space(10);
  flow.Need(60);
  flow.Text("Docket", kLabelStyle);
  flow.Space(2);
  for (std::size_t i = 0; i < std::min(rows.size(), kDocketRowsMax); ++i) {
    DrawDocketRow(*rows[i], words, flow);
  }
  flow.Rule(kEdge, 0.4);
  if (rows.size() > kDocketRowsMax) {
    flow.Space(4);
    flow.Text("These are the first " + Grouped(kDocketRowsMax) + " of " + Grouped(rows.size()) +
                  " entries of " + name + ". The table of entries has all of them.",
              kNoteStyle);
  }
}

}  // namespace

int DrawMatters(const Index& index, const Words& words, std::string_view created_at, Flow& flow,
                std::vector<int>& pages) {
  std::vector<std::vector<const Row*>> rows(index.matters.size());
  for (const Row& row : index.rows) {
    if (row.matter) rows[*row.matter].push_back(&row);
  }
  const int page = flow.Section("Matters");
  pages.assign(index.matters.size(), 0);
  std::size_t drawn = 0, all = 0;
  for (std::size_t i = 0; i < index.matters.size(); ++i) {
    if (index.matters[i] == event::kLedgerMatter) continue;
    if (++all > kMattersMax) continue;
    ++drawn;
    if (all > 1) {
      flow.Space(26);
      flow.Need(kBeginning + TimelineHeight(LanesOf(rows[i], words).size()));
    }
    pages[i] = flow.number();
    flow.Heading("Matter " + index.matters[i], index.matters[i]);
    DrawMatter(index.matters[i], rows[i], words, DayOfText(created_at), flow);
  }
  if (all == 0) flow.Text("No entry of a matter is opened for you.", kBodyStyle);
  if (drawn < all) {
    flow.Space(10);
    flow.Text("These are the first " + Grouped(drawn) + " of " + Grouped(all) +
                  " matters. The table of entries has the entries of the others.",
              kNoteStyle);
  }
  return page;
}

}  // namespace reqledger::paper
