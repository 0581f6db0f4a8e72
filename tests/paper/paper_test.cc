#include "ledger/paper/paper.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "ledger/paper/sections.h"
#include "tests/paper/pdf_reader.h"
#include "tests/paper/sample.h"

namespace reqledger::paper {
namespace {

// Not a matcher: what it prints of a failure is a page at most.
bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string AllText(const PdfReader& pdf) {
  std::string all;
  for (const std::string& text : pdf.PageTexts()) all += text + "\n";
  return all;
}

// Without line breaks, which fall where they fall.
std::string Joined(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

TEST(Paper, EveryPageSaysWhoseForWhomAndOfWhichBundle) {
  const Facts facts = SampleFacts();
  const PdfReader pdf(Written(facts, SourceOf(SampleEntries())));
  const std::vector<std::string> pages = pdf.PageTexts();
  ASSERT_GT(pages.size(), 20U);
  for (std::size_t i = 0; i < pages.size(); ++i) {
    EXPECT_TRUE(Has(pages[i], "Bundle digest \n" + facts.bundle_digest_hex))
        << "Bundle digest \n" + facts.bundle_digest_hex;
    EXPECT_TRUE(Has(pages[i], facts.origin)) << facts.origin;
    EXPECT_TRUE(Has(pages[i], facts.audience)) << facts.audience;
    EXPECT_TRUE(
        Has(pages[i], "Page " + std::to_string(i + 1) + " of \n" + std::to_string(pages.size())))
        << "Page " + std::to_string(i + 1) + " of \n" + std::to_string(pages.size());
  }
}

TEST(Paper, TheTitlePageSaysWhatPaperCanAndCannot) {
  const Facts facts = SampleFacts();
  const auto pages = PdfReader(Written(facts, SourceOf(SampleEntries()))).PageTexts();
  const std::string title = Joined(pages[0]);
  for (const std::string& said :
       {std::string("Record of government data demands"), facts.fingerprint_hex, facts.root_hex,
        std::string("Paper cannot check itself"), std::string("8\u202f192 in the record"),
        std::string("something is opened of 123"), facts.tool, facts.checked.substr(0, 60),
        facts.statement.substr(0, 60)}) {
    EXPECT_TRUE(Has(title, said)) << said;
  }
  const std::string checks = Joined(pages[1]);
  for (const char* said : {"sha256sum data/core-sha256.txt", "data/index.html",
                           "reqledger-verify BUNDLE --vkey=VKEY", "Contents"}) {
    EXPECT_TRUE(Has(checks, said)) << said;
  }
}

TEST(Paper, ContentsNameThePagesOnWhichSectionsBegin) {
  const auto pages = PdfReader(Written(SampleFacts(), SourceOf(SampleEntries()))).PageTexts();
  for (const std::string section : {"Matters", "Table of entries", "Particulars of the entries",
                                    "Certificate", "Characters that could not be printed"}) {
    const std::size_t at = pages[1].find("\n" + section + "\n");
    ASSERT_NE(at, std::string::npos) << section;
    const auto page = std::strtol(pages[1].c_str() + at + section.size() + 2, nullptr, 10);
    ASSERT_GT(page, 2) << section;
    ASSERT_LE(page, static_cast<long>(pages.size()));
    EXPECT_TRUE(Has(pages[static_cast<std::size_t>(page) - 1], "\n" + section + "\n"))
        << "\n" + section + "\n";
    if (page == 3) continue;  // behind the contents themselves
    EXPECT_FALSE(Has(pages[static_cast<std::size_t>(page) - 2], "\n" + section + "\n"));
  }
}

TEST(Paper, TellsEntriesByTheWordsOfTheirSchemas) {
  const std::string text =
      Joined(AllText(PdfReader(Written(SampleFacts(), SourceOf(SampleEntries())))));
  for (const char* said :
       {"Matter brooklyn-secrecy-2018", "Demand received", "3 Aug 2018", "date unknown",
        "Offences named", "wire fraud", "Marilyn D. Go", "(us_sca_warrant)",
        "Each dot is an entry.", "Entry 3 \u2013 Demand received",
        "recorded 2 Mar 2026, 09:04 UTC by uid:998",
        "None. Every character of the values above is printed as itself.",
        "I declare under penalty of perjury"}) {
    EXPECT_TRUE(Has(text, said)) << said;
  }
}

TEST(Paper, TheTableHasEveryEntryAndItsHeadOnEveryPage) {
  std::vector<Entry> entries = SampleEntries();
  const auto pages = PdfReader(Written(SampleFacts(), SourceOf(entries))).PageTexts();
  std::string table;
  std::size_t heads = 0, table_pages = 0;
  bool inside = false;
  for (std::size_t i = 2; i < pages.size(); ++i) {
    if (pages[i].find("\nTable of entries\n") != std::string::npos) inside = true;
    if (pages[i].find("\nParticulars of the entries\n") != std::string::npos) inside = false;
    if (!inside) continue;
    ++table_pages;
    heads +=
        pages[i].find("\nNo.\nHappened\nRecorded\nMatter\nWhat\n") != std::string::npos ? 1 : 0;
    table += pages[i] + "\n";
  }
  EXPECT_GT(table_pages, 2U);
  EXPECT_EQ(heads, table_pages);
  for (const Entry& entry : entries) {
    EXPECT_TRUE(Has(table, "\n" + std::to_string(entry.seq) + "\n"))
        << "\n" + std::to_string(entry.seq) + "\n";
  }
}

TEST(Paper, TheSameInputGivesTheSameBytes) {
  const std::string once = Written(SampleFacts(), SourceOf(HostileEntries()));
  EXPECT_EQ(once, Written(SampleFacts(), SourceOf(HostileEntries())));
  Facts later = SampleFacts();
  later.created_at = "2026-03-04T16:20:12.000000Z";
  EXPECT_NE(once, Written(later, SourceOf(HostileEntries())));
}

TEST(Paper, HostileStringsArePrintedAndChangeNothing) {
  const std::string bytes = Written(SampleFacts(), SourceOf(HostileEntries()));
  const PdfReader pdf(bytes);
  const std::vector<std::string> pages = pdf.PageTexts();
  EXPECT_LT(pages.size(), 60U) << "what is printed of one value is capped";
  const std::string text = AllText(pdf);
  for (const char* never : {"\u202e", "\u200b", "\u05d0", "\u4e2d", "\ufeff"}) {
    EXPECT_FALSE(Has(text, never));
  }
  for (const char* said :
       {"[U+202E]", "[U+05D0]", "[U+4E2D]", "[byte FF]", "<script>alert(1)</script>",
        "endstream endobj", "Stra\u00dfe", "\u041c\u043e\u0441\u043a\u0432\u0430",
        "type not opened", "characters more; the whole is in the machine files.",
        "lines more; the whole"}) {
    EXPECT_TRUE(Has(text, said)) << said;
  }
  EXPECT_TRUE(Has(Joined(pages.back()), "U+202E printed")) << "U+202E printed";
  EXPECT_TRUE(Has(Joined(pages.back()), "byte FF printed")) << "byte FF printed";
  EXPECT_EQ(bytes.find("/Type /Catalog"), std::string::npos) << "values stand in packed streams";
}

// 40 000 characters: so many of them on paper as it says.
TEST(Paper, SaysHowMuchOfAValueIsLeftOut) {
  std::vector<Entry> entries(1);
  entries[0].members = {{.name = "note", .json = '"' + std::string(40'000, 'q') + '"'}};
  const std::string text = AllText(PdfReader(Written(SampleFacts(), SourceOf(entries))));
  const std::size_t at = text.find("Particulars of the entries\n", text.find("Page 3 of"));
  ASSERT_NE(at, std::string::npos);
  const std::string part = text.substr(text.find("Entry 0", at));
  // "required", "equal" and the like are not among what the paper itself says there.
  const auto printed = std::count(part.begin(), part.end(), 'q');
  std::string digits;
  for (std::size_t i = part.find("\u2026 ") + 4; part[i] != 'c'; ++i) {
    if (part[i] >= '0' && part[i] <= '9') digits += part[i];
  }
  EXPECT_GT(printed, 3000);
  EXPECT_EQ(printed + std::stol("0" + digits), 40'000);
}

TEST(Paper, ARecordTooLargeIsNotAskedFor) {
  Facts facts = SampleFacts();
  facts.too_large = true;
  const EntrySource source = [](const EntryVisitor&) -> base::Result<void> {
    ADD_FAILURE() << "asked";
    return {};
  };
  const auto pages = PdfReader(Written(facts, source)).PageTexts();
  EXPECT_EQ(pages.size(), 4U);
  EXPECT_TRUE(Has(Joined(pages[0]), "data/records.csv")) << "data/records.csv";
  EXPECT_TRUE(Has(Joined(pages[2]), "penalty of perjury")) << "penalty of perjury";
}

TEST(Paper, NothingOpenedIsSaid) {
  Facts facts = SampleFacts();
  facts.certificate.clear();
  const std::string text = AllText(PdfReader(Written(facts, SourceOf({}))));
  EXPECT_TRUE(Has(text, "No entry of a matter is opened for you."))
      << "No entry of a matter is opened for you.";
  EXPECT_TRUE(Has(text, "No entry is opened for you.")) << "No entry is opened for you.";
  EXPECT_FALSE(Has(text, "\nCertificate\n"));
}

TEST(Paper, ThePartsOfManyAreCappedAndThePaperSaysSo) {
  const PdfReader pdf(Written(SampleFacts(), SourceOf(ManyEntries(kParticularsMax + 7))));
  const std::string text = Joined(AllText(pdf));
  EXPECT_TRUE(Has(text, "Printed are the first 5\u202f000 of 5\u202f007 entries"))
      << "Printed are the first 5\u202f000 of 5\u202f007 entries";
  EXPECT_GT(pdf.PageTexts().size(), 101U) << "more than one node of pages";
}

base::Error ErrorOf(const EntrySource& source,
                    const std::function<base::Result<void>(std::string_view)>& write) {
  const auto result = WritePaper(SampleFacts(), SampleWords(), source, write);
  EXPECT_FALSE(result);
  return result ? base::Error{} : result.error();
}

TEST(Paper, ErrorsOfSourceAndDestinationAreTheCallers) {
  const auto nowhere = [](std::string_view) -> base::Result<void> { return {}; };
  EXPECT_EQ(ErrorOf(
                [](const EntryVisitor&) -> base::Result<void> {
                  return base::Fail(base::Code::kUnavailable, "gone");
                },
                nowhere)
                .message,
            "gone");
  EXPECT_EQ(ErrorOf(SourceOf(SampleEntries()),
                    [](std::string_view) -> base::Result<void> {
                      return base::Fail(base::Code::kIo, "disk full");
                    })
                .message,
            "disk full");
  std::vector<Entry> entries = SampleEntries();
  std::swap(entries[3], entries[4]);
  EXPECT_EQ(ErrorOf(SourceOf(entries), nowhere).code, base::Code::kCorrupt);
  int calls = 0;
  const EntrySource shrinking = [&calls](const EntryVisitor& visit) -> base::Result<void> {
    std::vector<Entry> all = SampleEntries();
    if (++calls > 1) all.pop_back();
    return SourceOf(all)(visit);
  };
  EXPECT_EQ(ErrorOf(shrinking, nowhere).code, base::Code::kCorrupt);
}

}  // namespace
}  // namespace reqledger::paper
