// Records sequences of events in a ledger and prints what it took, what it refused and the docket
// of each sequence, as its rows and as its entries have it: what the model in tests/rules is
// compared with.
//
// Standard input: one submitted event a line, or the word `due`, at which the clock is asked what
// it brought about; an empty line ends a sequence. `corrects` counts the events of the sequence,
// from 1. No two sequences share a matter or an identifier. Standard output: one JSON object a
// sequence. Arguments: the folder schemas/.
#include <boost/json.hpp>
#include <iostream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "ledger/event/json.h"
#include "ledger/log/docket_reader.h"
#include "ledger/log/process_check.h"
#include "tests/docket/docket_json.h"
#include "tests/log/sequence_recorder.h"

namespace reqledger::log {
namespace {

namespace json = boost::json;

// What the ledger holds of one sequence.
struct Found {
  json::array entries;
  docket::Entities live;
  docket::Entities rebuilt;
};

json::object EntryJson(const OpenedEntry& entry, const std::vector<event::Member>& members) {
  const auto parsed = [](const std::string& value) {
    return event::ParseStrict(value, event::Names::kEvent, base::kEventDepthMax).value();
  };
  json::object submitted;
  for (const event::Member& member : members) {
    const bool added = member.name == "schema" || member.name.starts_with("matter_") ||
                       member.name.starts_with("recorded_");
    if (!added) submitted[member.name] = parsed(member.value);
  }
  return {{"seq", static_cast<std::int64_t>(entry.seq)},
          {"recorded_at", entry.Text("recorded_at")},
          {"recorded_by", entry.Text("recorded_by")},
          {"event", std::move(submitted)}};
}

// All that `ledger` holds, by matter.
class Collector {
 public:
  Collector(const SequenceRecorder& recorder, testing::TempLedger& ledger)
      : recorder_(recorder), ledger_(ledger), found_(recorder.sequences().size()) {}

  // `rules` are the recorder's: the fold narrows its own to the packs that the entries name.
  base::Result<std::vector<Found>> Collect(docket::RuleBook rules) {
    for (std::size_t i = 0; i < found_.size(); ++i) {
      for (const std::string& matter : recorder_.sequences()[i].matters) by_matter_[matter] = i;
    }
    RETURN_IF_ERROR(FoldEntries(std::move(rules)));
    const DocketReader rows(ledger_.reader(), recorder_.catalogue(), recorder_.rules());
    RETURN_IF_ERROR(rows.ForEach([&](const docket::Entity& entity) -> base::Result<void> {
      if (Found* const found = Of(entity.matter)) found->live.emplace(entity.name, entity);
      return {};
    }));
    return std::move(found_);
  }

 private:
  Found* Of(const std::string& matter) {
    const auto at = by_matter_.find(matter);
    return at == by_matter_.end() ? nullptr : &found_[at->second];
  }

  base::Result<void> FoldEntries(docket::RuleBook rules) {
    const IdentifierFinder identifiers = FinderIn(recorder_.catalogue());
    EntryEvents events(ledger_.reader(), identifiers);
    ProcessCheck fold(std::move(rules), {identifiers, events});
    const std::uint64_t size = ledger_.sequencer().head()->tree.size;
    for (std::uint64_t seq = 0; seq < size; ++seq) {
      ASSIGN_OR_RETURN(const OpenedEntry entry, ledger_.reader().Open(seq));
      Opening opening;
      opening.seq = seq;
      for (const vault::RebuiltSlot& slot : entry.slots) {
        if (slot.kind == vault::RebuiltSlot::Kind::kMember)
          opening.members.push_back({slot.name, slot.value});
      }
      if (Found* const found = Of(entry.Text("matter")))
        found->entries.push_back(EntryJson(entry, opening.members));
      RETURN_IF_ERROR(fold.Append(opening));
    }
    for (const auto& [name, entity] : fold.entities()) {
      if (Found* const found = Of(entity.matter)) found->rebuilt.emplace(name, entity);
    }
    return {};
  }

  const SequenceRecorder& recorder_;
  testing::TempLedger& ledger_;
  std::vector<Found> found_;
  std::map<std::string, std::size_t> by_matter_;
};

// Those whose rows are not, byte for byte, what the entries make.
json::array Differing(const Found& found) {
  json::array differing;
  for (const auto& [name, entity] : found.live) {
    const auto rebuilt = found.rebuilt.find(name);
    if (rebuilt == found.rebuilt.end() || rebuilt->second.Serialize() != entity.Serialize())
      differing.emplace_back(name.entity + " " + name.id);
  }
  return differing;
}

json::array OutcomesJson(const Sequence& sequence) {
  json::array outcomes;
  for (const Outcome& outcome : sequence.outcomes) {
    json::object object{{"refused", outcome.refused}};
    if (outcome.seq)
      object = {{"seq", static_cast<std::int64_t>(*outcome.seq)}, {"irregular", outcome.irregular}};
    outcomes.push_back(std::move(object));
  }
  return outcomes;
}

base::Result<std::vector<Found>> RecordAndCollect(const std::string& schemas,
                                                  SequenceRecorder& recorder,
                                                  testing::TempLedger& ledger) {
  RETURN_IF_ERROR(recorder.RecordAll());
  ASSIGN_OR_RETURN(docket::RuleBook rules, docket::RuleBook::Load(schemas + "/rules"));
  return Collector(recorder, ledger).Collect(std::move(rules));
}

int Run(const std::string& schemas) {
  testing::TempLedger ledger(testing::Backing::kMemory);
  if (!ledger.Open()) return 3;
  auto recorder = SequenceRecorder::Create(schemas, ledger);
  if (!recorder) {
    std::cerr << recorder.error().message << '\n';
    return 3;
  }
  for (std::string line; std::getline(std::cin, line);) recorder->AddLine(line);
  const auto found = RecordAndCollect(schemas, *recorder, ledger);
  if (!found) {
    std::cerr << found.error().message << '\n';
    return 1;
  }
  for (std::size_t i = 0; i < found->size(); ++i) {
    const Found& one = (*found)[i];
    std::cout << R"({"docket":)" << docket::DocketJson(recorder->rules(), one.live)
              << R"(,"rebuilt":)" << docket::DocketJson(recorder->rules(), one.rebuilt)
              << R"(,"rows_differ":)" << json::serialize(Differing(one)) << R"(,"entries":)"
              << json::serialize(one.entries) << R"(,"outcomes":)"
              << json::serialize(OutcomesJson(recorder->sequences()[i])) << "}\n";
  }
  return 0;
}

}  // namespace
}  // namespace reqledger::log

int main(int argc, char** argv) { return argc == 2 ? reqledger::log::Run(argv[1]) : 2; }
