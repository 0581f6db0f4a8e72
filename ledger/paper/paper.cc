#include "ledger/paper/paper.h"

#include <utility>
#include <vector>

#include "ledger/base/time.h"
#include "ledger/event/event.h"
#include "ledger/paper/document.h"
#include "ledger/paper/flow.h"
#include "ledger/paper/front.h"
#include "ledger/paper/index.h"
#include "ledger/paper/pdf_file.h"
#include "ledger/paper/sections.h"
#include "ledger/paper/typesetter.h"

namespace reqledger::paper {
namespace {

constexpr std::size_t kContentsMattersMax = 24;
constexpr std::size_t kAboutCharactersMax = 200;

// The lines of the contents, and those of the matters by their place in the index.
struct Contents {
  std::vector<ContentsLine> lines;
  std::vector<std::pair<std::size_t, std::size_t>> matters;  // line, matter
  std::size_t matters_line = 0, table = 0, particulars = 0, certificate = 0, named = 0;

  std::size_t Add(std::string title, int level = 0) {
    lines.push_back({.title = std::move(title), .level = level});
    return lines.size() - 1;
  }
};

Contents Plan(const Facts& facts, const Index& index) {
  Contents contents;
  if (!facts.too_large) {
    contents.matters_line = contents.Add("Matters");
    std::size_t left_out = 0;
    for (std::size_t i = 0; i < index.matters.size(); ++i) {
      if (index.matters[i] == event::kLedgerMatter) continue;
      if (contents.matters.size() >= kContentsMattersMax) {
        ++left_out;
        continue;
      }
      contents.matters.emplace_back(contents.Add(index.matters[i], 1), i);
    }
    if (left_out > 0) contents.Add("and " + std::to_string(left_out) + " more", 1);
    contents.table = contents.Add("Table of entries");
    contents.particulars = contents.Add("Particulars of the entries");
  }
  if (!facts.certificate.empty()) contents.certificate = contents.Add("Certificate");
  contents.named = contents.Add("Characters that could not be printed");
  return contents;
}

About AboutOf(const Facts& facts, Typesetter& type) {
  const auto plain = [&type](std::string_view text) {
    return type.Plain(text, kAboutCharactersMax);
  };
  const auto instant = base::ParseRfc3339(facts.created_at);
  const std::string created = base::FormatInstant(instant.value_or(base::Instant{}));
  return {.title = "Record of government data demands",
          .author = plain(facts.origin),
          .subject = plain(facts.audience),
          .creator = plain(facts.tool),
          .producer = "reqledger",
          .created = created.substr(0, 19) + "Z"};
}

// All but the first pages.
base::Result<void> DrawBody(const Facts& facts, const Words& words, const EntrySource& source,
                            const Index& index, Contents& contents, Flow& flow) {
  std::vector<ContentsLine>& lines = contents.lines;
  if (!facts.too_large) {
    std::vector<int> pages;
    lines[contents.matters_line].page = DrawMatters(index, words, facts.created_at, flow, pages);
    for (const auto& [line, matter] : contents.matters) lines[line].page = pages[matter];
    lines[contents.table].page = DrawTable(index, words, flow);
    ASSIGN_OR_RETURN(lines[contents.particulars].page, DrawParticulars(index, words, source, flow));
  }
  if (!facts.certificate.empty()) {
    lines[contents.certificate].page = DrawCertificate(facts.certificate, flow);
  }
  lines[contents.named].page = DrawNamed(flow);
  return {};
}

// How many pages the front takes, drawn where nobody sees it. The characters that it has to name
// are counted here, and not again when it is drawn at last.
int FrontPages(const Facts& facts, std::uint64_t opened, const Contents& contents,
               const Furniture& furniture, Typesetter& type) {
  PdfFile nowhere([](std::string_view) -> base::Result<void> { return {}; });
  Document draft(nowhere, type);
  Flow flow(draft, type, furniture, Part::kFront, 1);
  flow.NewPage();
  DrawFront(facts, opened, contents.lines, flow);
  flow.Finish();
  return draft.pages();
}

}  // namespace

base::Result<void> WritePaper(const Facts& facts, const Words& words, const EntrySource& source,
                              const std::function<base::Result<void>(std::string_view)>& write) {
  ASSIGN_OR_RETURN(Typesetter type, Typesetter::Make());
  Index index;
  if (!facts.too_large) {
    ASSIGN_OR_RETURN(index, MakeIndex(source, words));
  }
  const Furniture furniture{
      .origin = facts.origin, .audience = facts.audience, .digest = facts.bundle_digest_hex};
  Contents contents = Plan(facts, index);
  type.Count(true);
  const int front = FrontPages(facts, index.rows.size(), contents, furniture, type);

  PdfFile file(write);
  Document document(file, type);
  Flow body(document, type, furniture, Part::kBody, front + 1);
  RETURN_IF_ERROR(DrawBody(facts, words, source, index, contents, body));
  body.Finish();

  Flow first(document, type, furniture, Part::kFront, 1);
  first.NewPage();
  DrawFront(facts, index.rows.size(), contents.lines, first);
  first.Finish();
  document.Finish(AboutOf(facts, type));
  return file.status();
}

}  // namespace reqledger::paper
