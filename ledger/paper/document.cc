#include "ledger/paper/document.h"

#include <utility>

namespace reqledger::paper {
namespace {

constexpr std::size_t kPagesOfNode = 100;  // an array of PDF 1.4 has at most 8191 places
constexpr std::size_t kBookmarksMax = 2000;

std::string PagesEntries(const std::vector<int>& kids, std::size_t count) {
  std::string entries = "/Type/Pages/Kids[";
  for (const int kid : kids) entries += Reference(kid) + " ";
  return entries + "]/Count " + std::to_string(count);
}

}  // namespace

Document::Document(PdfFile& file, Typesetter& type)
    : file_(file),
      type_(type),
      tree_(file.Reserve()),
      resources_(file.Reserve()),
      total_(file.Reserve()) {
  for (int& font : fonts_) font = file.Reserve();
}

void Document::AddPage(Part part, int page, const std::string& content) {
  std::vector<Node>& nodes = part == Part::kFront ? front_ : body_;
  if (nodes.empty() || nodes.back().pages.size() == kPagesOfNode) {
    nodes.push_back({.number = file_.Reserve(), .pages = {}});
  }
  nodes.back().pages.push_back(page);
  ++pages_;
  const int stream = file_.Reserve();
  file_.Stream(stream, "", content, Packing::kDeflate);
  std::string box;
  AppendNumber(kPageWidth, box);
  box += ' ';
  AppendNumber(kPageHeight, box);
  file_.Object(page, "<</Type/Page/Parent " + Reference(nodes.back().number) + "/MediaBox[0 0 " +
                         box + "]/Resources " + Reference(resources_) + "/Contents " +
                         Reference(stream) + ">>");
}

void Document::Bookmark(Part part, int level, std::string title, int page, double top) {
  std::vector<Mark>& marks = part == Part::kFront ? front_marks_ : marks_;
  if (marks.size() >= kBookmarksMax && level > 0) return;
  marks.push_back({.level = level, .title = std::move(title), .page = page, .top = top});
}

void Document::WriteTotal() {
  Canvas canvas;
  const Glyphs digits = type_.Shape(std::to_string(pages_), kTotalFace);
  canvas.Text({0, kPageHeight}, digits, kTotalSize, kSoft);
  file_.Stream(total_,
               "/Type/XObject/Subtype/Form/BBox[-2 -4 60 12]/Resources<</Font<<" +
                   FaceName(kTotalFace) + " " +
                   Reference(fonts_[static_cast<std::size_t>(kTotalFace)]) + ">>>>",
               canvas.Take(), Packing::kDeflate);
}

void Document::WriteTree() {
  std::vector<int> kids;
  for (const std::vector<Node>* nodes : {&front_, &body_}) {
    for (const Node& node : *nodes) {
      kids.push_back(node.number);
      file_.Object(node.number, "<<" + PagesEntries(node.pages, node.pages.size()) + "/Parent " +
                                    Reference(tree_) + ">>");
    }
  }
  file_.Object(tree_, "<<" + PagesEntries(kids, static_cast<std::size_t>(pages_)) + ">>");
}

// Two levels: sections, and what is in them.
int Document::WriteOutline() {
  const int root = file_.Reserve();
  marks_.insert(marks_.begin(), front_marks_.begin(), front_marks_.end());
  std::vector<int> numbers;
  numbers.reserve(marks_.size());
  for (std::size_t i = 0; i < marks_.size(); ++i) numbers.push_back(file_.Reserve());
  std::vector<std::string> links(marks_.size());
  std::vector<std::size_t> sections;
  for (std::size_t i = 0; i < marks_.size(); ++i) {
    if (marks_[i].level == 0) sections.push_back(i);
  }
  for (std::size_t s = 0; s < sections.size(); ++s) {
    const std::size_t at = sections[s];
    const std::size_t end = s + 1 < sections.size() ? sections[s + 1] : marks_.size();
    links[at] += "/Parent " + Reference(root);
    if (s > 0) links[at] += "/Prev " + Reference(numbers[sections[s - 1]]);
    if (s + 1 < sections.size()) links[at] += "/Next " + Reference(numbers[sections[s + 1]]);
    if (at + 1 == end) continue;
    links[at] += "/First " + Reference(numbers[at + 1]) + "/Last " + Reference(numbers[end - 1]) +
                 "/Count -" + std::to_string(end - at - 1);
    for (std::size_t i = at + 1; i < end; ++i) {
      links[i] += "/Parent " + Reference(numbers[at]);
      if (i > at + 1) links[i] += "/Prev " + Reference(numbers[i - 1]);
      if (i + 1 < end) links[i] += "/Next " + Reference(numbers[i + 1]);
    }
  }
  for (std::size_t i = 0; i < marks_.size(); ++i) {
    std::string top;
    AppendNumber(kPageHeight - marks_[i].top, top);
    file_.Object(numbers[i], "<</Title " + TextString(marks_[i].title) + links[i] + "/Dest[" +
                                 Reference(marks_[i].page) + "/XYZ 0 " + top + " null]>>");
  }
  std::string entries = "<</Type/Outlines";
  if (!sections.empty()) {
    entries += "/First " + Reference(numbers[sections.front()]) + "/Last " +
               Reference(numbers[sections.back()]) + "/Count " + std::to_string(sections.size());
  }
  file_.Object(root, entries + ">>");
  return root;
}

void Document::Finish(const About& about) {
  WriteTotal();
  WriteFonts();
  std::string names;
  for (std::size_t i = 0; i < kFaces; ++i) {
    names += FaceName(static_cast<Face>(i)) + " " + Reference(fonts_[i]);
  }
  file_.Object(resources_, "<</Font<<" + names + ">>/XObject<<" + std::string(kTotal) + " " +
                               Reference(total_) + ">>/ProcSet[/PDF/Text]>>");
  WriteTree();
  const int outline = WriteOutline(), info = WriteInfo(about), metadata = WriteMetadata(about);
  const int profile = WriteProfile(), catalog = file_.Reserve();
  const std::string name = "(sRGB IEC61966-2.1)";
  file_.Object(catalog,
               "<</Type/Catalog/Pages " + Reference(tree_) + "/Metadata " + Reference(metadata) +
                   "/Outlines " + Reference(outline) +
                   "/PageMode/UseOutlines/Lang(en)/ViewerPreferences<</DisplayDocTitle true>>"
                   "/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier" +
                   name + "/Info" + name + "/DestOutputProfile " + Reference(profile) + ">>]>>");
  file_.Finish(catalog, info);
}

}  // namespace reqledger::paper
