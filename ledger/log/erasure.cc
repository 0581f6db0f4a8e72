// The order of the durable steps, and what a crash after each leaves:
//
//   1. kek.N+1 and its escrows, key_table.new: as a rewrap that was not finished
//   2. a tombstone, which is an intention: its entry is not there, so the next start withdraws it;
//      nothing was erased, and nobody was told so
//   3. ledger.erasure_applied, then the high-water mark: from here on there is no way back. The
//      next start finds the entry, hands the keys out to nobody, and does all that follows
//   4. key_table without the keys, under kek.N+1: the next start destroys kek.N and its escrows
//   5. kek.N and its escrows are destroyed: nothing opens the values any more; rows are still there
//   6. the rows are deleted, in several commits: the next start deletes what is left
//   7. the store is compacted, so that no file of it holds them: the next start does it again
//   8. the tombstone is marked as done
//
// The tombstone comes before the entry, since a ledger that says "erased" over keys that live, and
// has nothing that reminds the next start of it, would be worse than an intention that is
// forgotten. The entry comes before the keys go: what cannot be read any more is always explained.
#include "ledger/log/erasure.h"

#include <algorithm>
#include <utility>

#include "ledger/event/json.h"
#include "ledger/log/erasure_check.h"

namespace reqledger::log {
namespace {

using base::Code;
using base::Error;
using base::Fail;
using base::Result;

std::string RangesJson(const std::vector<vault::ErasedRange>& ranges, std::size_t begin) {
  std::string json = "[";
  const std::size_t end = std::min(ranges.size(), begin + vault::kErasedRangesAnEntry);
  for (std::size_t i = begin; i < end; ++i) {
    if (i != begin) json += ',';
    json += R"({"first":)" + std::to_string(ranges[i].first) + R"(,"last":)" +
            std::to_string(ranges[i].last) + '}';
  }
  return json + ']';
}

std::vector<OwnEvent> EventsOf(const ErasureRequest& request,
                               const std::vector<vault::ErasedRange>& seqs) {
  std::vector<OwnEvent> events;
  for (std::size_t begin = 0; begin < seqs.size(); begin += vault::kErasedRangesAnEntry) {
    OwnEvent own{.type = std::string(kErasureApplied),
                 .matter = std::string(event::kLedgerMatter),
                 .members = {{"authority", event::CanonicalString(request.authority)},
                             {"basis", event::CanonicalString(request.basis)},
                             {"scope", event::CanonicalString(vault::ScopeName(request.scope))},
                             {"seqs", RangesJson(seqs, begin)}},
                 .recorded_by = request.recorded_by};
    if (request.escrow_destroyed) {
      own.members.push_back({"escrow_destroyed", *request.escrow_destroyed ? "true" : "false"});
    }
    events.push_back(std::move(own));
  }
  return events;
}

Error NothingToErase() {
  return {Code::kConflict,
          "nothing was erased: no entry of the matter holds personal values any more",
          {{"/scope", "nothing_to_erase", "a matter that holds personal values"}},
          "nothing_to_erase"};
}

// The plan, where nothing forbids it.
Result<ErasurePlan> PlanToApply(const ErasureView& view, const ErasureRequest& request,
                                std::uint64_t size) {
  ASSIGN_OR_RETURN(ErasurePlan plan, PlanErasure(view, request.matter, request.scope, size));
  if (plan.blocked()) return Fail(Held(plan));
  if (plan.seqs.empty()) return Fail(NothingToErase());
  return plan;
}

// What has begun is finished by the next start, which an error of this code brings about.
Error NotFinished(Error error) {
  error = base::Wrap("the erasure is recorded and will be finished at the next start",
                     std::move(error));
  error.code = Code::kIo;
  error.reason.clear();
  return error;
}

Result<void> DeleteRows(const ErasureGround& ground, const vault::Tombstone& tombstone,
                        std::uint64_t size) {
  RETURN_IF_ERROR(EraseRows(ground, tombstone, size));
  RETURN_IF_ERROR(ground.store.Compact());
  return ground.vault.tombstones().MarkDone(tombstone.by_seq);
}

}  // namespace

Result<PreparedErasure> Eraser::Prepare(ErasureRequest request, std::uint64_t size) const {
  ASSIGN_OR_RETURN([[maybe_unused]] const ErasurePlan plan, PlanToApply(view_, request, size));
  const crypto::Hash handle = ground_.vault.HandleOf(request.matter);
  ASSIGN_OR_RETURN(const auto generation,
                   ground_.vault.keys().GenerationOf(vault::HandlePrefix(handle)));
  if (!generation) return Fail(Code::kNotFound, "the matter has no keys");
  ASSIGN_OR_RETURN(const bool escrowed, ground_.vault.keys().IsEscrowed());
  if (escrowed) {
    request.escrow_destroyed = request.escrow_destroyed.value_or(false);
  } else {
    request.escrow_destroyed.reset();
  }
  PreparedErasure prepared{.request = std::move(request), .generation = *generation, .rewrap = {}};
  ASSIGN_OR_RETURN(prepared.rewrap,
                   ground_.vault.BeginErasure(handle, prepared.request.scope, *generation));
  return prepared;
}

Result<Erased> Eraser::Apply(const PreparedErasure& prepared, std::uint64_t size,
                             const CommitOwn& commit) const {
  const ErasureRequest& request = prepared.request;
  // Once more: a hold may have come meanwhile.
  ASSIGN_OR_RETURN(const ErasurePlan plan, PlanToApply(view_, request, size));
  vault::Tombstones& tombstones = ground_.vault.tombstones();
  const vault::Tombstone tombstone{.handle = ground_.vault.HandleOf(request.matter),
                                   .scope = request.scope,
                                   .generation = prepared.generation,
                                   .matter_seq = plan.state.matter_seq,
                                   .last_leaf = plan.state.last_leaf,
                                   .by_seq = size,
                                   .done = false,
                                   .seqs = plan.seqs};
  if (auto intended = tombstones.Intend(tombstone); !intended) {
    return Fail(std::move(intended).error());
  }
  auto placed = commit(EventsOf(request, plan.seqs));
  if (!placed) {
    Error error = std::move(placed).error();
    // Of a write the outcome is unknown: the next start reads it.
    if (error.code != Code::kIo) RETURN_IF_ERROR(tombstones.Withdraw(size));
    return Fail(std::move(error));
  }
  tombstones.Carry(size);
  auto epoch = ground_.vault.FinishRewrap(*prepared.rewrap);
  if (!epoch) return Fail(NotFinished(std::move(epoch).error()));
  if (auto deleted = DeleteRows(ground_, tombstone, size + placed->size()); !deleted) {
    return Fail(NotFinished(std::move(deleted).error()));
  }
  return Erased{.seq = size, .entries = plan.erased, .epoch = *epoch};
}

Result<std::uint64_t> FinishErasures(const ErasureGround& ground, std::uint64_t size) {
  vault::Tombstones& tombstones = ground.vault.tombstones();
  for (const vault::Tombstone& tombstone : tombstones.Intended()) {
    RETURN_IF_ERROR(tombstones.Withdraw(tombstone.by_seq));
  }
  std::uint64_t finished = 0;
  const Reader reader(ground.store, ground.vault);
  for (const vault::Tombstone& tombstone : tombstones.InEffect()) {
    ASSIGN_OR_RETURN(const OpenedEntry entry, reader.Open(tombstone.by_seq));
    if (entry.Text("type") != kErasureApplied) {
      return Fail(Code::kCorrupt, "tombstones: entry " + std::to_string(tombstone.by_seq) +
                                      " is no ledger.erasure_applied");
    }
    if (tombstone.done) continue;
    RETURN_IF_ERROR(DeleteRows(ground, tombstone, size));
    ++finished;
  }
  return finished;
}

}  // namespace reqledger::log
