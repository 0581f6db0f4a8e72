#include "ledger/paper/front.h"

#include <algorithm>

#include "ledger/paper/dates.h"

namespace reqledger::paper {
namespace {

constexpr Style kTitleStyle{Face::kSerifBold, 22, 30, kInk};
constexpr Style kForStyle{Face::kSerifBold, 13, 19, kInk};
constexpr Style kHeadlineStyle{Face::kSerifBold, 13, 18, kInk};
constexpr Style kPanelStyle{Face::kSerif, 9.5, 14, kInk};
constexpr Style kCommandStyle{Face::kMono, 8.5, 13, kInk};
constexpr double kPanelPadding = 12, kPanelBar = 4;
constexpr Colour kDone{0.09, 0.40, 0.23}, kOpen{0.46, 0.32, 0.04};
constexpr double kNameWidth = 118, kPageWidthOfContents = 36;
constexpr double kStepIndent = 20;

// A framed paragraph under a headline, as high as its text.
void Panel(std::string_view headline, std::string_view text, Colour colour, Flow& flow) {
  const double left = kLeft + kPanelBar + kPanelPadding;
  const Column column{.left = left, .width = kRight - kPanelPadding - left};
  const Glyphs head = flow.type().Shape(headline, kHeadlineStyle.face);
  const Glyphs body = flow.type().Shape(text, kPanelStyle.face);
  const std::vector<Line> head_lines = Typesetter::Wrap(head, kHeadlineStyle.size, column.width);
  const std::vector<Line> body_lines = Typesetter::Wrap(body, kPanelStyle.size, column.width);
  const double height = 2 * kPanelPadding +
                        static_cast<double>(head_lines.size()) * kHeadlineStyle.leading +
                        static_cast<double>(body_lines.size()) * kPanelStyle.leading;
  if (height < kBottom - kTop) {
    flow.Need(height);
    flow.canvas().Fill({kLeft, flow.y(), kWidth, height}, Tint(colour, 0.06));
    flow.canvas().Fill({kLeft, flow.y(), kPanelBar, height}, colour);
  }
  flow.Space(kPanelPadding - 3);
  Style headline_style = kHeadlineStyle;
  headline_style.colour = colour;
  for (const Line line : head_lines) flow.Set(line, headline_style, column.left);
  flow.Space(3);
  for (const Line line : body_lines) flow.Set(line, kPanelStyle, column.left);
  flow.Space(kPanelPadding + 10);
}

void Fact(std::string_view name, std::string_view value, const Style& style, Flow& flow) {
  if (value.empty()) return;
  const std::vector<Cell> cells = {
      {.glyphs = flow.type().Shape(name, kLabelStyle.face),
       .style = {kLabelStyle.face, kLabelStyle.size, 13, kSoft},
       .column = {.left = kLeft, .width = kNameWidth - 8}},
      {.glyphs = flow.type().Shape(value, style.face),
       .style = {style.face, style.size, 13, style.colour},
       .column = {.left = kLeft + kNameWidth, .width = kWidth - kNameWidth}}};
  flow.Row(cells, 6);
  flow.Space(2.5);
}

std::string EntriesText(const Facts& facts, std::uint64_t opened) {
  std::string text = Grouped(facts.size) + " in the record. This bundle holds ";
  text += facts.complete ? "all of them" : Grouped(facts.entries) + " of them";
  if (!facts.too_large) text += ", and something is opened of " + Grouped(opened);
  return text + ".";
}

void DrawFacts(const Facts& facts, std::uint64_t opened, Flow& flow) {
  const Style text{Face::kSerif, 9, 13, kInk}, code{Face::kMono, 8, 13, kInk};
  flow.Heading("Particulars", "Particulars");
  flow.Space(3);
  Fact("Whose record", facts.origin, text, flow);
  Fact("As it stood", InstantText(facts.created_at), text, flow);
  Fact("Entries", EntriesText(facts, opened), text, flow);
  Fact("Bundle digest", facts.bundle_digest_hex, code, flow);
  Fact("Fingerprint of the key", facts.fingerprint_hex, code, flow);
  Fact("Verifier key", facts.vkey, code, flow);
  Fact("Root of the tree", facts.root_hex, code, flow);
  Fact("Written by", facts.tool, text, flow);
}

void Step(int number, std::string_view text, std::string_view command, Flow& flow) {
  flow.Need(kBodyStyle.leading * 3);
  const double top = flow.y();
  flow.canvas().Text({kLeft, top + kBodyStyle.leading * 0.72},
                     flow.type().Shape(std::to_string(number) + ".", Face::kSerifBold),
                     kBodyStyle.size, kInk);
  const Column column{.left = kLeft + kStepIndent, .width = kWidth - kStepIndent};
  flow.Text(text, kBodyStyle, column);
  flow.Space(3);
  if (!command.empty()) flow.Text(command, kCommandStyle, column);
  flow.Space(6);
}

void DrawChecks(const Facts& facts, Flow& flow) {
  flow.Heading("How to check", "How to check");
  flow.Space(3);
  flow.Text(
      "These pages came with a folder of files, the bundle. What they show stands in its files, "
      "each entry under a digest that is chained to all others and signed. Where paper and files "
      "differ, the files count.",
      kBodyStyle);
  flow.Space(6);
  int number = 0;
  Step(++number,
       "That the files are those from which this was printed: in the folder that holds bagit.txt, "
       "the first of these commands prints the bundle digest that stands at the foot of every "
       "page, and the second says OK for every file.",
       "sha256sum data/core-sha256.txt\ncd data; sha256sum -c core-sha256.txt", flow);
  Step(++number,
       "Whose they are: ask " + facts.origin +
           " for the fingerprint of its key in another way \xe2\x80\x93 by letter, by telephone, "
           "from its public site \xe2\x80\x93 and compare it, digit by digit, with the one that "
           "stands under Particulars.",
       "", flow);
  // Nor is the page that carries its record made for so many.
  if (!facts.too_large) {
    Step(
        ++number,
        "That nothing was changed since it was signed: open data/index.html in a browser. It needs "
        "no network, checks every entry in front of the reader, and takes that fingerprint.",
        "", flow);
  }
  Step(++number,
       "The same and more, for an expert of either side: with the project\xe2\x80\x99s verifier, "
       "offline, and the verifier key that was got in another way.",
       "reqledger-verify BUNDLE --vkey=VKEY", flow);
}

void DrawContents(const std::vector<ContentsLine>& contents, Flow& flow) {
  flow.Need(80);
  flow.Heading("Contents", "Contents");
  flow.Space(4);
  for (const ContentsLine& line : contents) {
    const double left = kLeft + 14.0 * line.level;
    const Face face = line.level == 0 ? Face::kSerifBold : Face::kSerif;
    const Style style{face, 9, 14, kInk};
    const Glyphs title =
        flow.type().Fit(line.title, face, style.size, kRight - kPageWidthOfContents - left);
    flow.Set(title, style, left);
    if (line.page == 0) continue;
    const Glyphs page = flow.type().Shape(std::to_string(line.page), Face::kSerif);
    const double page_left = kRight - Typesetter::Width(page, style.size);
    const double base = flow.y() - style.leading * 0.28;
    const double from = left + Typesetter::Width(title, style.size) + 6;
    flow.canvas().Rule({from, base}, {page_left - 6, base}, 0.3, kEdge);
    flow.canvas().Text({page_left, base}, page, style.size, kInk);
  }
}

}  // namespace

void DrawFront(const Facts& facts, std::uint64_t opened, const std::vector<ContentsLine>& contents,
               Flow& flow) {
  flow.Bookmark("First pages");
  flow.Space(14);
  flow.Text("Record of government data demands", kTitleStyle);
  flow.Space(4);
  flow.Text(facts.audience, kForStyle);
  flow.Text("The record of " + facts.origin + ", made " + InstantText(facts.created_at),
            kBodyStyle);
  flow.Space(10);
  flow.Rule(kInk, 1);
  flow.Space(18);
  if (facts.too_large) {
    Panel("The entries are not printed: they are too many for paper.",
          "They stand in the files of the bundle: data/records.csv is their table, "
          "data/entries.jsonl and data/disclosures.jsonl are what is signed, and reqledger-verify "
          "checks it.",
          kOpen, flow);
  }
  Panel(
      facts.checked.empty() ? "Not checked while it was written." : "Checked while it was written.",
      facts.checked + (facts.checked.empty() ? "" : " ") +
          "Paper cannot check itself: this says what the program found that wrote it. How a "
          "reader finds out without believing it stands under How to check.",
      facts.checked.empty() ? kOpen : kDone, flow);
  Panel("Signed by whom: for the reader to check.",
        "A key that comes with a record proves nothing about who sent it. Get the fingerprint of "
        "the provider\xe2\x80\x99s key in another way, and compare it with the one below.",
        kOpen, flow);
  DrawFacts(facts, opened, flow);
  flow.Need(72);
  flow.Space(10);
  flow.Heading("What is withheld", "What is withheld");
  flow.Space(3);
  flow.Text(facts.statement, kBodyStyle);
  flow.NewPage();
  DrawChecks(facts, flow);
  flow.Space(12);
  DrawContents(contents, flow);
}

}  // namespace reqledger::paper
