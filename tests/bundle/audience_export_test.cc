// Bundles for audiences that see some entries only: what is opened in them, found out by reading
// their files as a stranger would, and that they verify.
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <map>
#include <set>

#include "ledger/audience/audience.h"
#include "ledger/bundle/export.h"
#include "ledger/bundle/sink.h"
#include "tests/bundle/audience_fixture.h"
#include "tests/bundle/bundle_reading.h"
#include "tests/testing/temp_ledger.h"

namespace reqledger::bundle {
namespace {

namespace fs = std::filesystem;

using AudienceExportTest = AudienceFixture;

const std::set<std::string> kCoreShown = {"type", "schema", "matter", "occurred_at", "recorded_at"};

TEST_F(AudienceExportTest, EveryAudienceVerifiesTheWholeChainAndReadsItsOwn) {
  const std::uint64_t secret = Demand("m-1", "D1");
  const std::uint64_t secret_target = Target("m-1", "D1", "T1", "cust-1");
  const std::uint64_t order = Order("m-1", "S1", "D1");
  const std::uint64_t told = Demand("m-2", "D2", "2-mj-2");
  const std::uint64_t own_target = Target("m-2", "D2", "T2", "cust-1");
  const std::uint64_t other_target = Target("m-2", "D2", "T3", "cust-2");

  const Opened internal = OpenedFor("internal");
  EXPECT_TRUE(internal.at(secret).contains("matter_prev"));
  EXPECT_TRUE(internal.at(secret_target).contains("selectors"));

  const Opened uncleared = OpenedFor("auditor_uncleared");
  EXPECT_EQ(uncleared.size(), 1U);  // the genesis

  const Opened customer = OpenedFor("customer");
  EXPECT_EQ(customer.size(), 3U);
  EXPECT_FALSE(customer.contains(secret));
  EXPECT_FALSE(customer.contains(secret_target));
  EXPECT_FALSE(customer.contains(order));
  EXPECT_FALSE(customer.contains(other_target));
  std::set<std::string> expected = kCoreShown;
  expected.insert({"demand_id", "kind", "issuer", "persons", "mode"});
  EXPECT_EQ(NamesOf(customer.at(told)), expected);
  expected = kCoreShown;
  expected.insert({"demand_id", "target_id", "customer_ref", "selectors", "mode"});
  EXPECT_EQ(NamesOf(customer.at(own_target)), expected);

  for (const char* const audience : {"public", "court_public"}) {
    const Opened opened = OpenedFor(audience);
    expected = kCoreShown;
    expected.insert({"demand_id", "kind", "issuer"});
    EXPECT_EQ(NamesOf(opened.at(told)), expected);
    EXPECT_FALSE(opened.contains(secret)) << audience;
    EXPECT_FALSE(opened.contains(order)) << audience;
    EXPECT_EQ(NamesOf(opened.at(own_target)),
              (std::set<std::string>{"type", "schema", "matter", "occurred_at", "recorded_at",
                                     "demand_id"}));
  }

  const Opened court = OpenedFor("court_sealed");
  EXPECT_TRUE(court.at(secret).contains("persons"));
  EXPECT_TRUE(court.at(secret_target).contains("selectors"));
  EXPECT_FALSE(court.at(told).contains("matter_seq"));
  EXPECT_FALSE(court.at(own_target).contains("selectors"));  // of another docket
}

TEST_F(AudienceExportTest, AReleasedOrderIsShownAndALapsedOneIsNot) {
  const std::uint64_t released = Demand("m-1", "D1");
  const std::uint64_t order = Order("m-1", "S1", "D1");
  const std::uint64_t lapsed = Demand("m-2", "D2");
  Order("m-2", "S2", "D2");
  Release("m-1", "S1");
  Record(Event("secrecy.expired", "m-2", R"("secrecy_id":"S2")"));
  const Opened opened = OpenedFor("public");
  EXPECT_TRUE(opened.contains(released));
  EXPECT_TRUE(opened.at(order).contains("secrecy_kind"));
  EXPECT_FALSE(opened.contains(lapsed));
}

TEST_F(AudienceExportTest, ASecondOrderBindsAfterTheFirstIsReleased) {
  const std::uint64_t demand = Demand("m-1", "D1");
  Order("m-1", "S1", "D1");
  Order("m-2", "S2", "D1");
  Release("m-1", "S1");
  EXPECT_FALSE(OpenedFor("public").contains(demand));
  Release("m-2", "S2");
  EXPECT_TRUE(OpenedFor("public").contains(demand));
}

TEST_F(AudienceExportTest, AnOrderForAWholeCaseBindsDemandsThatItDoesNotName) {
  Demand("m-1", "D1");
  Order("m-1", "S1", "D1", R"(,"applicability":"case_wide_omnibus")");
  const std::uint64_t later = Demand("m-1", "D2");
  EXPECT_FALSE(OpenedFor("public").contains(later));
}

TEST_F(AudienceExportTest, NationalSecurityProcessIsNotCountedInPublic) {
  const std::uint64_t letter = Demand("m-1", "D1", "none", "us_nsl_2709");
  EXPECT_FALSE(OpenedFor("public").contains(letter));
  EXPECT_FALSE(OpenedFor("oversight").contains(letter));
}

TEST_F(AudienceExportTest, AChallengeIsPublicFromItsDay) {
  Demand("m-1", "D1");
  Order("m-1", "S1", "D1");
  const auto challenge = [&](const std::string& id, const std::string& more) {
    return Record(Event("challenge.filed", "m-1",
                        R"("challenge_id":")" + id +
                            R"(","challenge_kind":"motion_to_modify_secrecy","secrecy_ids":["S1"],)"
                            R"("demand_ids":["D1"])" +
                            more));
  };
  const std::uint64_t open = challenge("C1", R"(,"public_from":"2019-10-01","sealed":true)");
  const std::uint64_t later = challenge("C2", R"(,"public_from":"2999-01-01")");
  const std::uint64_t unsaid = challenge("C3", "");
  const Opened opened = OpenedFor("public");
  EXPECT_TRUE(opened.at(open).contains("challenge_kind"));
  EXPECT_FALSE(opened.contains(later));
  EXPECT_FALSE(opened.contains(unsaid));
}

// A challenge of an order of another court, which went up: each court reads all of it.
TEST_F(AudienceExportTest, ACourtKeepsAChallengeThatWentToAnother) {
  const auto challenge = [&](const std::string& type, const std::string& more) {
    return Record(Event(type, "m-1", R"("challenge_id":"C1")" + more));
  };
  const std::string below =
      R"(,"proceeding":{"court":"Example District Court","docket_number":"1-mj-1"})";
  const std::string above = R"(,"proceeding":{"court":"Court Above","docket_number":"2-3"})";
  const std::uint64_t demand = Demand("m-1", "D1", "7-mj-7");
  Order("m-1", "S1", "D1");
  const std::uint64_t filed = challenge(
      "challenge.filed",
      R"(,"challenge_kind":"motion_to_modify_secrecy","demand_ids":["D1"],"secrecy_ids":["S1"])" +
          below);
  challenge("challenge.ruled", R"(,"outcome":"denied")");
  const std::uint64_t appeal = challenge("challenge.appeal_noticed", above);
  ExportRequest request = RequestFor("court_sealed");
  for (const auto& [court, docket] :
       {std::pair("Example District Court", "1-mj-1"), std::pair("Court Above", "2-3")}) {
    request.recipient.court = court;
    request.recipient.docket_number = docket;
    const Opened opened = ReadOpened(Export(request));
    EXPECT_TRUE(opened.contains(filed)) << court;
    EXPECT_TRUE(opened.contains(appeal)) << court;
    EXPECT_FALSE(opened.contains(demand)) << court;
  }
  // A court that was named by mistake keeps nothing.
  Record(Event("ledger.correction", "m-1",
               R"("corrects":)" + std::to_string(appeal) +
                   R"(,"reason":"misread","members":{"proceeding":{"court":"Court Aside"}})"));
  EXPECT_FALSE(ReadOpened(Export(request)).contains(filed));
  request.recipient.docket_number = "1-mj-1";
  EXPECT_FALSE(ReadOpened(Export(request)).contains(filed));
}

TEST_F(AudienceExportTest, AHoldDoesNotTellOfASealedChallenge) {
  Demand("m-1", "D1");
  Record(Event(
      "challenge.filed", "m-1",
      R"("challenge_id":"C1","challenge_kind":"motion_to_quash_or_modify","demand_ids":["D1"],)"
      R"("sealed":true)"));
  const std::uint64_t held =
      Record(Event("demand.held", "m-1",
                   R"("demand_id":"D1","why":"challenge_pending","challenge_ids":["C1"])"));
  const Opened opened = OpenedFor("public");
  EXPECT_TRUE(opened.contains(held));
  EXPECT_FALSE(opened.at(held).contains("why"));
}

TEST_F(AudienceExportTest, ACorrectionIsShownWithWhatItCorrects) {
  const std::uint64_t told = Demand("m-1", "D1");
  const std::uint64_t target = Target("m-1", "D1", "T1", "cust-1");
  const std::string at = R"("corrects":)" + std::to_string(told) + R"(,"reason":"misread",)";
  const std::uint64_t kind =
      Record(Event("ledger.correction", "m-1", at + R"("members":{"kind":"us_sca_d_order"})"));
  const std::uint64_t staff = Record(
      Event("ledger.correction", "m-1", at + R"("personal_members":{"note":"seen by A. Clerk"})"));
  Opened opened = OpenedFor("public");
  EXPECT_TRUE(opened.at(kind).contains("members"));
  EXPECT_FALSE(opened.at(kind).contains("reason"));
  EXPECT_TRUE(opened.at(staff).contains("corrects"));
  EXPECT_FALSE(opened.at(staff).contains("personal_members"));

  // Words that withdraw nothing leave it whose it is.
  Record(
      Event("ledger.correction", "m-1",
            R"("corrects":)" + std::to_string(target) +
                R"(,"reason":"misread","withdraws":false,)"
                R"("personal_members":{"selectors":[{"type":"email","value":"x@example.org"}]})"));
  // A target that was another's is shown to neither: each would learn of the other.
  EXPECT_TRUE(OpenedFor("customer").contains(target));
  Record(Event("ledger.correction", "m-1",
               R"("corrects":)" + std::to_string(target) +
                   R"(,"reason":"misread","personal_members":{"customer_ref":"cust-9"})"));
  EXPECT_EQ(OpenedFor("customer").size(), 1U);
  ExportRequest request = RequestFor("customer");
  request.recipient.customer_ref = "cust-9";
  opened = ReadOpened(Export(request));
  EXPECT_TRUE(opened.contains(told));
  EXPECT_FALSE(opened.contains(target));
}

TEST_F(AudienceExportTest, OfOneMatterOnlyWhatMayBeShownIsThere) {
  Demand("m-1", "D1");
  Order("m-1", "S1", "D1");
  const std::uint64_t told = Demand("m-2", "D2");
  for (const auto& [matter, entries] :
       {std::pair("m-1", std::set<std::uint64_t>{0}), std::pair("m-2", std::set{0UL, told})}) {
    ExportRequest request = RequestFor("public");
    request.matters = {{.matter = matter, .last_seq = ledger_->sequencer().head()->tree.size - 1}};
    std::set<std::uint64_t> opened;
    for (const auto& [seq, members] : ReadOpened(Export(request))) opened.insert(seq);
    EXPECT_EQ(opened, entries) << matter;
  }
}

// Records an order when it comes to the file.
class LateOrderSink final : public Sink {
 public:
  LateOrderSink(Sink& sink, std::function<void()> record)
      : sink_(sink), record_(std::move(record)) {}
  base::Result<void> Begin(const std::string& path) override {
    if (path.ends_with("records.csv")) record_();
    return sink_.Begin(path);
  }
  base::Result<void> Write(std::string_view bytes) override { return sink_.Write(bytes); }
  base::Result<void> End() override { return sink_.End(); }
  base::Result<void> Finish() override {
    finished = true;
    return sink_.Finish();
  }
  bool finished = false;

 private:
  Sink& sink_;
  const std::function<void()> record_;
};

TEST_F(AudienceExportTest, AnOrderThatComesMeanwhileStopsTheBundle) {
  Demand("m-1", "D1");
  const auto sink = OpenFolderSink(out_.path("late"));
  LateOrderSink late(**sink, [&] { Order("m-1", "S1", "D1"); });
  const auto written = WriteBundle(Source(), RequestFor("public"), late);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, base::Code::kConflict);
  EXPECT_FALSE(late.finished);
  EXPECT_FALSE(fs::exists(out_.path("late")));
}

TEST_F(AudienceExportTest, TakesWhatTheAudienceTakes) {
  ExportRequest request = RequestFor("public");
  request.audience = "customer";
  EXPECT_EQ(ViewOf(request).error().violations.at(0).pointer, "/customer_ref");
  request = RequestFor("customer");
  request.audience = "public";
  EXPECT_EQ(ViewOf(request).error().violations.at(0).pointer, "/customer_ref");
  request = RequestFor("auditor_uncleared");
  request.matters = {{.matter = "m-1"}};
  EXPECT_EQ(ViewOf(request).error().violations.at(0).pointer, "/matters");
  request.audience = "everybody";
  EXPECT_EQ(ViewOf(request).error().violations.at(0).pointer, "/audience");
}

// Two ledgers that differ in a renewal that nobody may know of, within one publish multiple.
TEST_F(AudienceExportTest, AHiddenRenewalLeavesNoTrace) {
  constexpr std::uint64_t kMultiple = 32;
  std::map<std::string, std::array<Shape, 2>> shapes;
  for (const bool renewed : {false, true}) {
    Begin(kMultiple);
    Demand("m-1", "D1");
    Target("m-1", "D1", "T1", "cust-1");
    Order("m-1", "S1", "D1");
    if (renewed) Record(Event("secrecy.renewed", "m-1", R"("secrecy_id":"S1")"));
    Demand("m-2", "D2");
    Target("m-2", "D2", "T2", "cust-1");
    for (const std::string& audience : audience::AudienceBook::BuiltIn().Names()) {
      if (audience == "court_sealed") continue;  // the court that made the order may read it
      shapes[audience].at(renewed ? 1 : 0) = ShapeOf(Write(RequestFor(audience)));
    }
  }
  for (const auto& [audience, shape] : shapes) {
    // That this can tell: whoever sees everything sees the renewal.
    const bool sees_all = audience == "internal" || audience == "auditor";
    EXPECT_EQ(shape[0] == shape[1], !sees_all) << audience;
  }
}

}  // namespace
}  // namespace reqledger::bundle
