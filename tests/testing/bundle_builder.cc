#include "tests/testing/bundle_builder.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>

#include "ledger/base/check.h"
#include "ledger/base/encoding.h"
#include "ledger/crypto/sha256.h"
#include "ledger/event/disclosure.h"
#include "ledger/event/entry.h"
#include "ledger/event/json.h"
#include "ledger/merkle/compact_range.h"
#include "ledger/note/checkpoint.h"

namespace reqledger::testing {
namespace {

using event::CanonicalString;

constexpr std::string_view kZeros =
    "0000000000000000000000000000000000000000000000000000000000000000";

std::string Schema(std::string_view type, std::string_view properties, std::string_view required) {
  return R"({"$schema":"http://json-schema.org/draft-07/schema#","additionalProperties":false,)"
         R"("properties":)" +
         std::string(properties) + R"(,"required":)" + std::string(required) +
         R"(,"title":"For tests","type":"object","x-type":")" + std::string(type) +
         R"(","x-version":1})";
}

std::vector<std::string> MemberNames(std::string_view type) {
  if (type == "ledger.genesis") return {"format_sha256", "origin", "publish_multiple", "vkeys"};
  if (type == "ledger.export_opened") return {"audience"};
  if (type == "demand.received") return {"demand_id", "note", "pages"};
  return {};
}

// recorded_at of entry `seq`: a minute after the one before.
std::string RecordedAt(std::uint64_t seq) {
  constexpr std::int64_t kStart = 1'772'323'200'000'000;  // 2026-03-01
  constexpr std::int64_t kMinute = 60'000'000;
  return '"' + base::FormatInstant({kStart + static_cast<std::int64_t>(seq) * kMinute}) + '"';
}

std::string Salt(std::uint64_t seq, std::size_t slot) {
  const auto hash =
      crypto::Sha256::Digest("salt " + std::to_string(seq) + " " + std::to_string(slot));
  return std::string(hash.view().substr(0, base::kSaltBytes));
}

}  // namespace

note::NoteSigner TestSigner(std::string_view name, char seed) {
  auto signer = note::NoteSigner::FromSeed(name, note::KeyType::kEd25519,
                                           crypto::SecretBytes(std::string(32, seed)));
  REQ_CHECK(signer.has_value());
  return std::move(*signer);
}

const std::map<std::string, std::string>& TestSchemas() {
  static const std::map<std::string, std::string> kSchemas = {
      {"ledger.genesis",
       Schema("ledger.genesis",
              R"({"format_sha256":{"type":"string"},"origin":{"type":"string"},)"
              R"("publish_multiple":{"type":"integer"},)"
              R"("vkeys":{"items":{"type":"string"},"maxItems":4,"type":"array"}})",
              R"(["origin","vkeys"])")},
      {"ledger.heartbeat", Schema("ledger.heartbeat", "{}", "[]")},
      {"ledger.clock_event", Schema("ledger.clock_event", "{}", "[]")},
      {"ledger.export_opened",
       Schema("ledger.export_opened", R"({"audience":{"type":"string"}})", "[]")},
      {"demand.received", Schema("demand.received",
                                 R"({"demand_id":{"pattern":"^[A-Z0-9]{1,8}$","type":"string"},)"
                                 R"("note":{"maxLength":40,"type":"string"},)"
                                 R"("pages":{"maximum":500,"minimum":1,"type":"integer"}})",
                                 R"(["demand_id"])")}};
  return kSchemas;
}

std::string SchemaMember(std::string_view type) {
  const std::string& bytes = TestSchemas().at(std::string(type));
  return R"({"sha256":")" + crypto::ToHex(crypto::Sha256::Digest(bytes)) + R"(","type":")" +
         std::string(type) + R"(","version":1})";
}

TestEvent GenesisEvent(const note::NoteSigner& signer) {
  TestEvent genesis;
  genesis.type = "ledger.genesis";
  genesis.matter = "ledger";
  genesis.members = {{"format_sha256", '"' + std::string(kZeros) + '"'},
                     {"origin", CanonicalString(signer.name())},
                     {"publish_multiple", "1"},
                     {"vkeys", "[" + CanonicalString(signer.verifier().Serialize()) + "]"}};
  return genesis;
}

TestLedger::TestLedger() : TestLedger(GenesisEvent(TestSigner(kTestOrigin, 'k'))) {}

TestLedger::TestLedger(const TestEvent& genesis) : signer_(TestSigner(kTestOrigin, 'k')) {
  Append(genesis);
}

void TestLedger::AppendDemands(int count) {
  for (int i = 0; i < count; ++i) {
    const std::string id = std::to_string(entries_.size());
    Append({.matter = "M-" + std::to_string(i % 2 + 1),
            .members = {{"demand_id", "\"D" + id + "\""}, {"note", "\"=a, \\\"b\\\"\""}}});
  }
}

Slots TestLedger::SlotsOf(const TestEvent& event) const {
  std::uint64_t matter_seq = 1;
  std::string matter_prev(kZeros);
  for (const TestEntry& entry : entries_) {
    if (entry.matter != event.matter) continue;
    ++matter_seq;
    matter_prev = crypto::ToHex(entry.leaf_hash);
  }
  std::map<std::string, std::string> core = {
      {"type", '"' + event.type + '"'},
      {"schema", SchemaMember(event.type)},
      {"matter", '"' + event.matter + '"'},
      {"matter_seq", std::to_string(matter_seq)},
      {"matter_prev", '"' + matter_prev + '"'},
      {"occurred_at", R"({"precision":"day","value":"2026-02-28"})"},
      {"recorded_at", RecordedAt(entries_.size())},
      {"recorded_by", "\"daemon\""}};
  for (const auto& [name, value] : event.core) core[name] = value;
  Slots slots;
  for (std::size_t i = 0; i < event::kCoreNames.size(); ++i) {
    const std::string name(event::kCoreNames[i]);
    slots[i] = {name, core.at(name)};
  }
  const auto names = MemberNames(event.type);
  for (const event::Member& member : event.members) {
    const auto found = std::ranges::find(names, member.name);
    REQ_CHECK(found != names.end());
    slots[static_cast<std::size_t>(base::kCoreSlots + (found - names.begin()))] = member;
  }
  if (event.plant) event.plant(slots);
  return slots;
}

void TestLedger::Append(const TestEvent& test_event) {
  TestEntry made;
  made.seq = entries_.size();
  made.matter = test_event.matter;
  made.slots = SlotsOf(test_event);
  event::Entry entry;
  entry.seq = made.seq;
  entry.prev = entries_.empty() ? event::GenesisPrev(kTestOrigin) : entries_.back().leaf_hash;
  for (std::size_t slot = 0; slot < made.slots.size(); ++slot) {
    const event::Member& member = made.slots[slot];
    const std::string salt = Salt(made.seq, slot);
    made.disclosures[slot] = member.name.empty()
                                 ? event::MakeDecoy(salt)
                                 : event::MakeDisclosure(salt, member.name, member.value);
    entry.digests[slot] = event::DisclosureDigest(made.disclosures[slot]);
  }
  made.line = event::SerializeEntry(entry);
  made.leaf_hash = merkle::LeafHash(made.line);
  entries_.push_back(std::move(made));
}

merkle::TreeHead TestLedger::Head(std::uint64_t size) const {
  merkle::CompactRange range;
  for (std::uint64_t i = 0; i < size; ++i) range.Append(entries_[i].leaf_hash);
  return range.Head();
}

std::string TestLedger::Checkpoint(std::uint64_t size) const {
  return note::SignCheckpoint(signer_, Head(size));
}

void WriteFiles(const Files& files, const std::string& folder) {
  for (const auto& [path, bytes] : files) {
    const std::filesystem::path file = std::filesystem::path(folder) / path;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << bytes;
  }
}

}  // namespace reqledger::testing
