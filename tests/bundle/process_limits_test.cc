// Entries that a stranger wrote so that folding them takes for ever, or all memory.
#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <string>
#include <utility>

#include "ledger/log/opened_event.h"
#include "ledger/log/process_check.h"

namespace reqledger::bundle {
namespace {

// Some seconds are usual, a minute where every access is checked.
constexpr std::chrono::seconds kGenerous(240);

class Memory final : public docket::EventSource {
 public:
  base::Result<docket::FoldEvent> EventAt(std::uint64_t seq) override { return events.at(seq); }
  std::map<std::uint64_t, docket::FoldEvent> events;
};

class ProcessLimitsTest : public ::testing::Test {
 protected:
  ProcessLimitsTest()
      : check_(*docket::RuleBook::Load(REQLEDGER_SOURCE_DIR "/schemas/rules"),
               {.identifiers = Identified,
                .earlier = memory_,
                .work = log::ProcessCheck::Work::kBounded}) {}

  // As the schemas of a stranger may have it.
  static std::optional<docket::Identifiers> Identified(const crypto::Hash& /*schema*/) {
    return docket::Identifiers{{"demand_id", {.entity = "demand", .defines = true}},
                               {"demand_ids", {.entity = "demand", .defines = true}}};
  }

  void Append(const std::string& type, const std::vector<event::Member>& members) {
    log::Opening opening;
    opening.seq = ++seq_;
    opening.members = {{"type", '"' + type + '"'},
                       {"matter", R"("M-1")"},
                       {"schema", R"({"sha256":")" + std::string(64, '0') + "\"}"},
                       {"mode", R"("historical")"},
                       {"occurred_at", R"({"precision":"day","value":"2026-02-20"})"},
                       {"recorded_at", R"("2026-03-01T00:00:00.000000Z")"}};
    opening.members.insert(opening.members.end(), members.begin(), members.end());
    memory_.events.emplace(
        seq_, *log::FoldEventOf(
                  seq_, [&](std::string_view name) { return opening.Find(name); }, opening.members,
                  Identified));
    ASSERT_TRUE(check_.Append(opening));
  }

  void ExpectTooMuchWork() const {
    log::FindingLog findings;
    check_.Finish(findings);
    for (const std::string_view code : log::kProcessCodes) {
      const std::pair<std::string, std::string> why{code, log::reason::kTooMuchWork};
      EXPECT_TRUE(findings.not_checked().contains(why)) << code;
    }
    EXPECT_EQ(findings.count(log::Severity::kProcess), 0U);
    EXPECT_LT(std::chrono::steady_clock::now() - start_, kGenerous);
  }

  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  Memory memory_;
  log::ProcessCheck check_;
  std::uint64_t seq_ = 0;
};

TEST_F(ProcessLimitsTest, CorrectionsOfALongHistory) {
  Append("demand.received", {{"demand_id", R"("D1")"}, {"kind", R"("us_sca_warrant")"}});
  for (int i = 0; i < 3000; ++i) Append("demand.resumed", {{"demand_id", R"("D1")"}});
  for (int i = 0; i < 3000; ++i) {
    Append("ledger.correction", {{"corrects", "2"}, {"withdraws", "true"}});
  }
  ExpectTooMuchWork();
}

// Each names thousands that no other names: all pairs of them would fill the memory.
TEST_F(ProcessLimitsTest, EventsThatNameThousands) {
  for (int i = 0; i < 50; ++i) {
    std::string ids;
    for (int j = 0; j < 5000; ++j) {
      ids += (j == 0 ? "\"" : ",\"") + std::to_string(i) + "." + std::to_string(j) + '"';
    }
    Append("demand.received", {{"demand_ids", "[" + ids + "]"}});
  }
  ExpectTooMuchWork();
  EXPECT_LT(check_.entities().size(), 20'000U);
}

}  // namespace
}  // namespace reqledger::bundle
