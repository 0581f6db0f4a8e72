// The parts of a PDF/A-1b document that its pages share: fonts, the tree of pages, the outline,
// what the file says of itself.
//
// Errors: stay in the file's status.
// Limits: 8 bytes a page and the title of each bookmark are held.
// Threads: one at a time.
// Source: ISO 19005-1, level B; PDF Reference 1.4 chapters 3.6, 5.6 to 5.9, 8.2 and 9.2; XMP
// Specification of 2004.
#pragma once

#include <string>
#include <vector>

#include "ledger/paper/canvas.h"
#include "ledger/paper/pdf_file.h"
#include "ledger/paper/typesetter.h"

namespace reqledger::paper {

// Pages of the front stand before all others, whenever they are drawn.
enum class Part { kFront, kBody };

// What stands both in the information dictionary and in the metadata; valid UTF-8 without
// controls. `created` is `YYYY-MM-DDTHH:MM:SSZ`.
struct About {
  std::string title, author, subject, creator, producer, created;
};

class Document {
 public:
  Document(PdfFile& file, Typesetter& type);

  int ReservePage() { return file_.Reserve(); }
  void AddPage(Part part, int page, const std::string& content);
  int pages() const { return pages_; }

  // `top` is where on `page` the section begins. Of many parts of sections, those after the first
  // are left out.
  void Bookmark(Part part, int level, std::string title, int page, double top);

  // The number of all pages, which no page knows while it is drawn: drawn by this name.
  static constexpr const char* kTotal = "/Total";
  static constexpr double kTotalSize = 7.5;
  static constexpr Face kTotalFace = Face::kSans;

  // All that is still missing. Nothing else is called afterwards.
  void Finish(const About& about);

 private:
  struct Node {
    int number = 0;
    std::vector<int> pages;
  };
  struct Mark {
    int level = 0;
    std::string title;
    int page = 0;
    double top = 0;
  };
  void WriteFonts();
  void WriteFont(Face face);
  void WriteTotal();
  void WriteTree();
  int WriteOutline();
  int WriteInfo(const About& about);
  int WriteMetadata(const About& about);
  int WriteProfile();

  PdfFile& file_;
  Typesetter& type_;
  int tree_ = 0;
  int resources_ = 0;
  int total_ = 0;
  int fonts_[kFaces] = {};
  std::vector<Node> front_, body_;
  std::vector<Mark> front_marks_, marks_;
  int pages_ = 0;
};

}  // namespace reqledger::paper
