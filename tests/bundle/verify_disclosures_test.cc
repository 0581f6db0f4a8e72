// docs/formats.md section 8.4: what is opened, at its slot and in its form.
#include "ledger/base/limits.h"
#include "ledger/event/disclosure.h"
#include "tests/bundle/verify_fixture.h"

namespace reqledger::bundle {
namespace {

constexpr const char* kDisclosures = "data/disclosures.jsonl";

class VerifyDisclosuresTest : public VerifyTest {
 protected:
  First WithEvent(const testing::TestEvent& event) {
    ledger_.Append(event);
    return FirstOf(ledger_.Bundle());
  }
  // The bundle of the genesis and one demand, the demand's line of disclosures changed.
  First WithLineOf(const std::function<std::string(const std::string&)>& change) {
    ledger_.AppendDemands(1);
    testing::Files files = ledger_.Bundle();
    files[kDisclosures] = WithLine(files[kDisclosures], 1, change(LineOf(files[kDisclosures], 1)));
    return FirstOfMended(files);
  }
  const std::string& Disclosure(std::size_t slot) const {
    return ledger_.entries()[1].disclosures[slot];
  }
  testing::TestEvent Demand() const { return {.members = {{"demand_id", "\"D1\""}}}; }
};

TEST_F(VerifyDisclosuresTest, ALineOfAnotherFormIsMalformed) {
  ledger_.AppendDemands(1);
  testing::Files files = ledger_.Bundle();
  files[kDisclosures] += "{}\n";
  EXPECT_EQ(FirstOfMended(files), Null("disclosure.malformed"));
}

TEST_F(VerifyDisclosuresTest, LinesOutOfOrderAreNotReadFurther) {
  ledger_.AppendDemands(1);
  testing::Files files = ledger_.Bundle();
  files[kDisclosures] =
      LineOf(files[kDisclosures], 1) + "\n" + LineOf(files[kDisclosures], 0) + "\n";
  testing::MendBag(files);
  const log::Report report = Verify(files);
  EXPECT_TRUE(Has(report, "disclosure.malformed", std::nullopt));
  EXPECT_EQ(FirstOf(report), At("genesis.missing", 0));
}

TEST_F(VerifyDisclosuresTest, ADisclosureThatIsNoneIsMalformed) {
  EXPECT_EQ(
      WithLineOf([&](const std::string& line) { return Replaced(line, Disclosure(6), "WyJ4Il0"); }),
      At("disclosure.malformed", 1));
}

TEST_F(VerifyDisclosuresTest, AReservedNameIsNoMembers) {
  testing::TestEvent event = Demand();
  event.plant = [](testing::Slots& slots) { slots[20] = {"seq", "1"}; };
  EXPECT_EQ(WithEvent(event), At("disclosure.malformed", 1));
}

TEST_F(VerifyDisclosuresTest, ADecoyAmongTheDisclosuresIsMalformed) {
  EXPECT_EQ(WithLineOf([&](const std::string& line) {
              return Replaced(line, Disclosure(6), Disclosure(30));
            }),
            At("disclosure.malformed", 1));
}

TEST_F(VerifyDisclosuresTest, ADisclosureOverTheLimitIsNotRead) {
  ledger_.AppendDemands(1);
  testing::Files files = ledger_.Bundle();
  files[kDisclosures] =
      Replaced(files[kDisclosures], Disclosure(6), std::string(base::kDisclosureBytesMax + 1, 'A'));
  testing::MendBag(files);
  const log::Report report = Verify(files);
  EXPECT_TRUE(Has(report, "limit.exceeded", 1));
  EXPECT_EQ(FirstOf(report), At("disclosure.malformed", 1));
}

TEST_F(VerifyDisclosuresTest, AValueThatTheEntryDoesNotHoldIsUnreferenced) {
  const std::string forged =
      event::MakeDisclosure(std::string(base::kSaltBytes, 's'), "recorded_by", "\"uid:0\"");
  EXPECT_EQ(
      WithLineOf([&](const std::string& line) { return Replaced(line, Disclosure(7), forged); }),
      At("disclosure.unreferenced", 1));
}

TEST_F(VerifyDisclosuresTest, ALineOfNoEntryIsUnreferenced) {
  ledger_.AppendDemands(1);
  testing::Files files = ledger_.Bundle();
  files[kDisclosures] = Replaced(files[kDisclosures], "\"seq\":1", "\"seq\":7");
  testing::MendBag(files);
  EXPECT_TRUE(Has(Verify(files), "disclosure.unreferenced", 7));
}

TEST_F(VerifyDisclosuresTest, ADisclosureGivenTwiceIsADuplicate) {
  EXPECT_EQ(WithLineOf([&](const std::string& line) {
              return Replaced(line, '"' + Disclosure(6) + '"',
                              '"' + Disclosure(6) + "\",\"" + Disclosure(6) + '"');
            }),
            At("disclosure.duplicate", 1));
}

TEST_F(VerifyDisclosuresTest, ASecondFaceIsADuplicateOfTheName) {
  testing::TestEvent event = Demand();
  event.plant = [](testing::Slots& slots) { slots[20] = {"matter", "\"M-9\""}; };
  ledger_.Append(event);
  const log::Report report = Verify(ledger_.Bundle());
  EXPECT_EQ(FirstOf(report), At("disclosure.duplicate", 1));
  EXPECT_TRUE(Has(report, "disclosure.wrong_slot", 1));
}

TEST_F(VerifyDisclosuresTest, AMemberAtAnothersSlotIsFound) {
  testing::TestEvent event = Demand();
  event.plant = [](testing::Slots& slots) { std::swap(slots[8], slots[20]); };
  EXPECT_EQ(WithEvent(event), At("disclosure.wrong_slot", 1));
}

TEST_F(VerifyDisclosuresTest, AMemberThatTheSchemaLacksHasNoSlot) {
  testing::TestEvent event = Demand();
  event.plant = [](testing::Slots& slots) { slots[20] = {"zeal", "1"}; };
  EXPECT_EQ(WithEvent(event), At("disclosure.wrong_slot", 1));
}

TEST_F(VerifyDisclosuresTest, DisclosuresOutOfSlotOrderAreFound) {
  EXPECT_EQ(WithLineOf([&](const std::string& line) {
              const std::string pair = '"' + Disclosure(6) + "\",\"" + Disclosure(7) + '"';
              return Replaced(line, pair, '"' + Disclosure(7) + "\",\"" + Disclosure(6) + '"');
            }),
            At("disclosure.wrong_slot", 1));
}

TEST_F(VerifyDisclosuresTest, AnEntryOpenedWithoutItsTypeIsFound) {
  EXPECT_EQ(WithLineOf([&](const std::string& line) {
              return Replaced(line, '"' + Disclosure(0) + "\",", "");
            }),
            At("slot.core_missing", 1));
}

TEST_F(VerifyDisclosuresTest, ADecoyAtACoreSlotIsACoreMissing) {
  testing::TestEvent event = Demand();
  event.plant = [](testing::Slots& slots) { slots[5] = {}; };
  EXPECT_EQ(WithEvent(event), At("slot.core_missing", 1));
}

TEST_F(VerifyDisclosuresTest, ASlotLeftClosedToAnAuditorIsFound) {
  EXPECT_EQ(WithLineOf([&](const std::string& line) {
              return Replaced(line, ",\"" + Disclosure(30) + '"', "");
            }),
            At("slot.unopened", 1));
}

TEST_F(VerifyDisclosuresTest, AnEntryWithoutALineIsUnopened) {
  ledger_.AppendDemands(1);
  testing::Files files = ledger_.Bundle();
  files[kDisclosures] = WithLine(files[kDisclosures], 1, std::nullopt);
  EXPECT_EQ(FirstOfMended(files), At("slot.unopened", 1));
}

TEST_F(VerifyDisclosuresTest, EachCoreMemberHasItsForm) {
  const std::pair<std::string, std::string> wrong[] = {
      {"matter", "\"-M\""},
      {"matter_seq", "0"},
      {"matter_prev", "\"00\""},
      {"occurred_at", R"({"precision":"day","value":"2026-02-30"})"},
      {"recorded_at", "\"2026-03-01T00:00:60.000000Z\""},
      {"recorded_by", "\"uid:4294967296\""}};
  for (const auto& [name, value] : wrong) {
    testing::TestLedger ledger;
    testing::TestEvent event = Demand();
    event.core[name] = value;
    ledger.Append(event);
    EXPECT_EQ(FirstOf(ledger.Bundle()), At("event.value", 1)) << name;
  }
}

TEST_F(VerifyDisclosuresTest, AnEventMustSatisfyItsSchema) {
  EXPECT_EQ(WithEvent({.members = {{"demand_id", "\"d1\""}}}), At("event.schema", 1));
  EXPECT_EQ(WithEvent({.members = {{"note", "\"no id\""}}}), At("event.schema", 1));
}

TEST_F(VerifyDisclosuresTest, AnEventNamesTheSchemaOfItsType) {
  testing::TestEvent event = Demand();
  event.core["type"] = "\"demand.closed\"";
  EXPECT_EQ(WithEvent(event), At("event.schema", 1));
}

TEST_F(VerifyDisclosuresTest, ASchemaThatIsNotThereLeavesTheEventUnchecked) {
  ledger_.AppendDemands(1);
  testing::Files files = ledger_.Bundle();
  files.erase("data/schemas/demand.received.v1.schema.json");
  testing::MendBag(files);
  const log::Report report = Verify(files);
  EXPECT_EQ(FirstOf(report), Null("not_checked"));
  EXPECT_EQ(ExitStatus(report), 3);
  EXPECT_TRUE(NotChecked(report, "event.schema", "schema_not_found"));
  EXPECT_TRUE(NotChecked(report, "disclosure.wrong_slot", "schema_not_found"));
}

TEST_F(VerifyDisclosuresTest, TimeDoesNotGoBack) {
  testing::TestEvent event = Demand();
  event.core["recorded_at"] = "\"2026-02-01T00:00:00.000000Z\"";
  EXPECT_EQ(WithEvent(event), At("recorded_at.order", 1));
}

TEST_F(VerifyDisclosuresTest, TimeMayGoBackInAClockEvent) {
  EXPECT_EQ(WithEvent({.type = "ledger.clock_event",
                       .matter = "ledger",
                       .core = {{"recorded_at", "\"2026-02-01T00:00:00.000000Z\""}}}),
            Null("verified"));
}

TEST_F(VerifyDisclosuresTest, AMatterIsCountedAndChained) {
  for (const auto& [name, value] : {std::pair{"matter_seq", std::string("2")},
                                    {"matter_prev", '"' + std::string(64, 'a') + '"'}}) {
    testing::TestLedger ledger;
    testing::TestEvent event = Demand();
    event.core[name] = value;
    ledger.Append(event);
    EXPECT_EQ(FirstOf(ledger.Bundle()), At("matter.sequence", 1)) << name;
  }
}

}  // namespace
}  // namespace reqledger::bundle
