#include "ledger/log/erasure_plan.h"

#include <algorithm>
#include <map>
#include <utility>

#include "ledger/docket/correction.h"
#include "ledger/log/fold_entry.h"

namespace reqledger::log {
namespace {

using base::Code;
using base::Fail;
using base::Result;

constexpr std::uint8_t kPersonalClass = static_cast<std::uint8_t>(vault::KeyClass::kPersonal);

void AddSeq(std::uint64_t seq, std::vector<vault::ErasedRange>& ranges) {
  if (!ranges.empty() && ranges.back().last + 1 == seq) {
    ranges.back().last = seq;
  } else {
    ranges.push_back({seq, seq});
  }
}

Result<bool> HasPersonal(const store::Store& store, std::uint64_t seq) {
  const auto row = store.Vault(seq, kPersonalClass);
  if (row) return true;
  if (row.error().code == Code::kNotFound) return false;
  return Fail(row.error());
}

Result<std::uint64_t> CountRows(const store::Store& store, store::RowSpace space,
                                std::string_view prefix) {
  std::uint64_t count = 0;
  RETURN_IF_ERROR(
      store.Rows(space, prefix, [&](std::string_view, std::string_view) -> Result<void> {
        ++count;
        return {};
      }));
  return count;
}

// Holds as their corrections have them: one that was withdrawn never was, nor was a release.
class Holds {
 public:
  void Add(docket::FoldEvent event) { events_.emplace(event.seq, std::move(event)); }

  std::vector<Obstacle> Standing() const {
    std::map<std::uint64_t, std::vector<const docket::FoldEvent*>> corrections;
    for (const auto& [seq, event] : events_) {
      if (!docket::IsCorrection(event)) continue;
      if (const auto corrected = docket::CorrectedSeq(event)) {
        corrections[*corrected].push_back(&event);
      }
    }
    std::map<std::string, std::uint64_t> standing;
    for (const auto& [seq, event] : events_) {
      if (docket::IsCorrection(event)) continue;
      const auto effective = docket::Corrected(event, corrections[seq]);
      const auto id = effective ? docket::ValueAt(effective->members, "hold_id") : std::nullopt;
      if (!id) continue;
      if (effective->type == "retention.hold_released") {
        standing.erase(*id);
      } else {
        standing.emplace(*id, seq);
      }
    }
    std::vector<Obstacle> holds;
    holds.reserve(standing.size());
    for (const auto& [id, seq] : standing) holds.push_back({id, seq});
    return holds;
  }

 private:
  std::map<std::uint64_t, docket::FoldEvent> events_;
};

bool SaysOfHolds(const std::string& type) {
  return type == "retention.hold_applied" || type == "retention.hold_released" ||
         type == docket::kCorrectionType;
}

Result<std::vector<Obstacle>> OrdersOverOthers(const DocketReader& docket,
                                               const std::string& matter, std::uint64_t size) {
  ASSIGN_OR_RETURN(const auto entities, docket.OfMatter(matter, size, std::nullopt));
  std::vector<Obstacle> orders;
  for (const auto& [name, order] : entities) {
    if (name.entity != "secrecy" || order.matter != matter) continue;
    const docket::Machine* const machine = docket.rules().FindMachine(name.entity);
    if (machine == nullptr || !machine->IsBinding(order.state)) continue;
    const bool covers = std::ranges::any_of(entities, [&](const auto& each) {
      return each.second.matter != matter && each.second.obligations.contains(name.id);
    });
    if (covers) orders.push_back({name.id, order.defined_seq});
  }
  return orders;
}

Result<MatterState> StateOf(const Reader& reader, std::string_view handle_prefix) {
  const std::string key(handle_prefix);
  ASSIGN_OR_RETURN(const auto row, FindRow(reader.store(), store::RowSpace::kMatter, key));
  if (!row) return Fail(Code::kNotFound, "no entry of such a matter is recorded");
  return OpenMatterRow(reader.vault(), key, *row);
}

// Text members of an entry that never hold a character which is escaped.
bool Names(const OpenedEntry& entry, const std::string& matter) {
  const std::string* const matters = entry.Find("matters");
  return matters != nullptr && matters->find('"' + matter + '"') != std::string::npos;
}

std::uint64_t NumberOf(const std::string* value) {
  return value == nullptr ? 0 : std::stoull(*value);
}

}  // namespace

Result<ErasurePlan> PlanErasure(const ErasureView& view, const std::string& matter,
                                vault::ErasureScope scope, std::uint64_t size) {
  const Reader& reader = view.reader;
  if (const auto by = reader.vault().WholeErasedBy(matter)) return Fail(vault::Erased(*by));
  const crypto::Hash handle = reader.vault().HandleOf(matter);
  const std::string_view prefix = vault::HandlePrefix(handle);
  ErasurePlan plan;
  ASSIGN_OR_RETURN(plan.state, StateOf(reader, prefix));
  ASSIGN_OR_RETURN(const auto seqs, reader.MatterEntries(matter, size));
  EntryEvents events(reader, FinderIn(view.catalogue));
  Holds holds;
  plan.entries = seqs.size();
  for (const std::uint64_t seq : seqs) {
    ASSIGN_OR_RETURN(const OpenedEntry entry, reader.Open(seq));
    if (SaysOfHolds(entry.Text("type"))) {
      ASSIGN_OR_RETURN(docket::FoldEvent event, events.EventAt(seq));
      holds.Add(std::move(event));
    }
    ASSIGN_OR_RETURN(const bool personal, HasPersonal(reader.store(), seq));
    if (scope == vault::ErasureScope::kPersonal && !personal) continue;
    AddSeq(seq, plan.seqs);
    ++plan.erased;
  }
  plan.holds = holds.Standing();
  ASSIGN_OR_RETURN(plan.orders, OrdersOverOthers(view.docket, matter, size));
  ASSIGN_OR_RETURN(plan.lookups, CountRows(reader.store(), store::RowSpace::kLookup, prefix));
  ASSIGN_OR_RETURN(plan.idempotency,
                   CountRows(reader.store(), store::RowSpace::kIdempotency, prefix));
  return plan;
}

base::Error Held(const ErasurePlan& plan) {
  base::Error error{Code::kConflict, "nothing was erased: ", {}, "held"};
  const auto name = [&](const std::vector<Obstacle>& obstacles, std::string_view what,
                        std::string_view expected) {
    for (const Obstacle& each : obstacles) {
      error.violations.push_back({"/matter", std::string(what), std::string(expected)});
      error.message += (error.message.ends_with(": ") ? "" : ", ") + std::string(what) + " " +
                       each.id + " (entry " + std::to_string(each.seq) + ")";
    }
  };
  name(plan.holds, "hold", "its release, retention.hold_released");
  name(plan.orders, "secrecy", "the release of an order that covers demands of other matters");
  error.message +=
      plan.holds.empty() || plan.orders.empty() ? " stands in the way" : " stand in the way";
  return error;
}

Result<std::vector<EarlierExport>> ExportsWith(const ErasureView& view, const std::string& matter,
                                               const ErasurePlan& plan, std::uint64_t size) {
  std::vector<EarlierExport> exports;
  if (plan.seqs.empty()) return exports;
  ASSIGN_OR_RETURN(const auto seqs, view.reader.MatterEntries(event::kLedgerMatter, size));
  for (const std::uint64_t seq : seqs) {
    if (seq < plan.seqs.front().first) continue;
    ASSIGN_OR_RETURN(const OpenedEntry entry, view.reader.Open(seq));
    if (entry.Text("type") != "ledger.export_created") continue;
    EarlierExport found{.seq = seq,
                        .recorded_at = entry.Text("recorded_at"),
                        .audience = entry.Text("audience"),
                        .bundle_sha256 = entry.Text("bundle_sha256"),
                        .size = NumberOf(entry.Find("size")),
                        .whole = entry.Find("matters") == nullptr};
    if (found.size <= plan.seqs.front().first) continue;
    if (found.whole || Names(entry, matter)) exports.push_back(std::move(found));
  }
  return exports;
}

}  // namespace reqledger::log
