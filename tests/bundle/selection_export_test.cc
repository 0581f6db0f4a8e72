// Bundles of a selection by type and by time, documents that go with a bundle, and its certificate.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <string>

#include "ledger/bundle/certificate.h"
#include "ledger/bundle/export.h"
#include "ledger/crypto/sha256.h"
#include "tests/bundle/audience_fixture.h"
#include "tests/bundle/bundle_reading.h"

namespace reqledger::bundle {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

std::set<std::uint64_t> SeqsOf(const fs::path& bundle) {
  std::set<std::uint64_t> seqs;
  for (const auto& [seq, members] : ReadOpened(bundle)) seqs.insert(seq);
  return seqs;
}

class SelectionExportTest : public AudienceFixture {
 protected:
  std::set<std::uint64_t> Selected(const std::string& audience, const EntryFilter& filter,
                                   const std::vector<SelectedMatter>& matters = {}) {
    ExportRequest request = RequestFor(audience);
    request.filter = filter;
    request.matters = matters;
    return SeqsOf(Export(request));
  }
  base::Instant RecordedAt(std::uint64_t seq) {
    const auto entry = ledger_->reader().Open(seq);
    EXPECT_TRUE(entry);
    return base::ParseRecordedAt(entry->Text("recorded_at")).value();
  }
  std::uint64_t WithDocument(const std::string& matter, const std::string& id,
                             const std::string& bytes) {
    return Record(testing::DemandReceived(
        matter, id,
        R"(,"documents":[{"role":"instrument","media_type":"application/pdf","size":)" +
            std::to_string(bytes.size()) + R"(,"sha256":")" +
            crypto::ToHex(crypto::Sha256::Digest(bytes)) + "\"}]"));
  }
  std::string CertificateOf(const ExportRequest& request) {
    return Slurp(Write(request) / "data/certificate.txt");
  }
};

TEST_F(SelectionExportTest, ATypeIsSelected) {
  const std::uint64_t first = Demand("m-1", "D1");
  Target("m-1", "D1", "T1", "cust-1");
  const std::uint64_t second = Demand("m-2", "D2");
  EXPECT_EQ(Selected("auditor", {.types = {"demand.received"}}),
            (std::set<std::uint64_t>{0, first, second}));
  EXPECT_EQ(Selected("internal", {.types = {"demand.received"}}, {{"m-2", second}}),
            (std::set<std::uint64_t>{0, second}));
}

TEST_F(SelectionExportTest, TimeIsSelectedFromABeginToBeforeAnEnd) {
  const std::uint64_t first = Demand("m-1", "D1");
  const std::uint64_t second = Demand("m-1", "D2");
  const std::uint64_t third = Demand("m-1", "D3");
  const base::Instant begin = RecordedAt(second);
  ASSERT_LT(RecordedAt(first), begin);
  ASSERT_LT(begin, RecordedAt(third));
  EXPECT_EQ(Selected("auditor", {.types = {"demand.received"}, .since = begin}),
            (std::set<std::uint64_t>{0, second, third}));
  EXPECT_EQ(Selected("auditor", {.types = {"demand.received"}, .until = begin}),
            (std::set<std::uint64_t>{0, first}));
  EXPECT_EQ(Selected("auditor",
                     {.types = {"demand.received"}, .since = begin, .until = RecordedAt(third)}),
            (std::set<std::uint64_t>{0, second}));
}

// That an entry is among those of a type would tell its type.
TEST_F(SelectionExportTest, NothingIsSelectedByWhatItsAudienceIsNotShown) {
  Demand("m-1", "D1");
  Order("m-1", "S1", "D1");
  const std::uint64_t told = Demand("m-2", "D2", "2-mj-2");
  EXPECT_EQ(Selected("public", {.types = {"demand.received"}}), (std::set<std::uint64_t>{0, told}));
  EXPECT_EQ(Selected("public", {.types = {"secrecy.received"}}), (std::set<std::uint64_t>{0}));
  EXPECT_EQ(Selected("public", {.since = RecordedAt(1)}), (std::set<std::uint64_t>{0, told}));
}

TEST_F(SelectionExportTest, AnAudienceOfTheChainAloneSelectsNothing) {
  ExportRequest request = RequestFor("auditor_uncleared");
  request.filter.types = {"demand.received"};
  const auto refused = CheckExport(Source(), request);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().violations.at(0).pointer, "/types");
}

TEST_F(SelectionExportTest, DocumentsAreListedAndLeftToWhoeverAddsThem) {
  const std::string paper = "the warrant";
  WithDocument("m-1", "D1", paper);
  const crypto::Hash digest = crypto::Sha256::Digest(paper);
  ExportRequest request = RequestFor("auditor");
  request.documents = {digest};
  const fs::path bundle = Write(request);
  const std::string name = "documents/" + crypto::ToHex(digest) + ".pdf";
  EXPECT_THAT(Slurp(bundle / "data/core-sha256.txt"),
              HasSubstr(crypto::ToHex(digest) + "  " + name));
  EXPECT_FALSE(fs::exists(bundle / "data" / name));
  EXPECT_THAT(Slurp(bundle / "data/certificate.txt"),
              HasSubstr("In the bundle:      " + crypto::ToHex(digest)));
}

TEST_F(SelectionExportTest, ADocumentThatNoEventShownNamesIsRefused) {
  const std::string paper = "the warrant";
  WithDocument("m-1", "D1", paper);
  Order("m-1", "S1", "D1");
  ExportRequest request = RequestFor("public");
  request.documents = {crypto::Sha256::Digest(paper)};
  const auto sink = OpenFolderSink(out_.path("refused"));
  ASSERT_TRUE(sink);
  const auto refused = WriteBundle(Source(), request, **sink);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, base::Code::kInvalidArgument);
  EXPECT_EQ(refused.error().violations.at(0).pointer, "/documents/0");
}

TEST_F(SelectionExportTest, ParagraphsOfTheCertificateAreChosenOneByOne) {
  EXPECT_EQ(CertificateParagraphs(), (std::vector<std::string>{"902_11", "902_13", "902_14"}));
  ExportRequest request = RequestFor("auditor");
  const std::string all = CertificateOf(request);
  for (const char* rule : {"902(11) and 803(6)", "Rule of Evidence 902(13)",
                           "Rule of Evidence 902(14)", "28 U.S.C. 1746", "[signature]"}) {
    EXPECT_THAT(all, HasSubstr(rule));
  }
  request.certify = {"902_14"};
  const std::string one = CertificateOf(request);
  EXPECT_THAT(one, Not(HasSubstr("803(6)")));
  EXPECT_THAT(one, Not(HasSubstr("902(13))")));
  EXPECT_THAT(one, HasSubstr("\n8. Digital identification"));
  request.certify.emplace();
  EXPECT_FALSE(fs::exists(Write(request) / "data/certificate.txt"));
}

TEST_F(SelectionExportTest, TheCertificateSaysWhatIsKnownAndThatTheRestIsNot) {
  Demand("m-1", "D1");
  ExportRequest request = RequestFor("auditor");
  const fs::path bundle = Write(request);
  const std::string text = Slurp(bundle / "data/certificate.txt");
  const std::string core = Slurp(bundle / "data/core-sha256.txt");
  EXPECT_THAT(text, HasSubstr(crypto::ToHex(crypto::Sha256::Digest(core))));
  EXPECT_THAT(text, HasSubstr(ledger_->vkey()));
  EXPECT_THAT(text, HasSubstr("Whether its clock was synchronised is not known."));
  EXPECT_THAT(text, HasSubstr("has the SHA-256\n       not known"));
  EXPECT_EQ(text.find('{'), text.find("{\""));  // no name of the form is left
  request.maker = {.executable_sha256 = std::string(64, 'a'), .host = "h\x1b[2J", .clock = "Kept."};
  const std::string made = CertificateOf(request);
  EXPECT_THAT(made, HasSubstr(std::string(64, 'a')));
  EXPECT_THAT(made, HasSubstr("\n       h?[2J\n"));
  EXPECT_THAT(made, HasSubstr("\n   Kept.\n"));
}

// What it says of entries is what its audience is shown of them.
TEST_F(SelectionExportTest, TheCertificateTellsNoMoreThanTheBundle) {
  Demand("m-1", "D1");
  Order("m-1", "S1", "D1");
  const std::string told = CertificateOf(RequestFor("public"));
  EXPECT_THAT(told, HasSubstr("Opened here:              1\n"));
  EXPECT_THAT(told, HasSubstr("Events recorded after the fact, as they say themselves: none."));
  const std::string all = CertificateOf(RequestFor("internal"));
  EXPECT_THAT(all, HasSubstr("Events recorded after the fact, as they say themselves: 2."));
}

}  // namespace
}  // namespace reqledger::bundle
