#include "daemon/approvals.h"

#include <boost/json.hpp>
#include <memory>
#include <ranges>

#include "ledger/base/limits.h"
#include "ledger/event/json.h"

namespace reqledger::daemon {
namespace {

using base::Code;
using base::Error;
using base::Fail;
using base::Result;

constexpr std::string_view kType = "access.approved";

// The same request has the same digest, however its JSON is written.
Result<crypto::Hash> DigestOf(std::string_view body) {
  ASSIGN_OR_RETURN(auto json, event::ParseStrict(body, event::Names::kAny, base::kEventDepthMax));
  if (auto* const object = json.if_object()) object->erase("idempotency_key");
  return crypto::Sha256::Digest(event::Canonical(json));
}

Error Needed() {
  return {Code::kPermissionDenied,
          "this takes a second person: somebody else with the role counsel approves it first, by "
          "the same command with --approve (POST /v1/approvals); nothing was done",
          {},
          "second_person_needed"};
}

log::OwnEvent EventOf(const std::string& request, const crypto::Hash& digest,
                      base::Instant expires_at, const std::string& person) {
  return {.type = std::string(kType),
          .matter = std::string(event::kLedgerMatter),
          .members = {{"request", event::CanonicalString(request)},
                      {"request_sha256", event::CanonicalString(crypto::ToHex(digest))},
                      {"expires_at", event::CanonicalString(base::FormatInstant(expires_at))}},
          .recorded_by = person};
}

}  // namespace

// From the end back to what no approval that holds can be older than.
Result<void> Approvals::Load() {
  const base::Instant now = clock_.Wall();
  const std::uint64_t size = sequencer_.head()->tree.size;
  ASSIGN_OR_RETURN(const auto seqs, reader_.MatterEntries(event::kLedgerMatter, size));
  for (const std::uint64_t seq : std::views::reverse(seqs)) {
    ASSIGN_OR_RETURN(const log::OpenedEntry entry, reader_.Open(seq));
    const auto recorded_at = base::ParseRecordedAt(entry.Text("recorded_at"));
    if (recorded_at && recorded_at->micros + kApprovalMicros < now.micros) break;
    if (entry.Text("type") != kType) continue;
    const auto digest = crypto::HashFromHex(entry.Text("request_sha256"));
    const auto expires_at = base::ParseRecordedAt(entry.Text("expires_at"));
    if (!digest || !expires_at) {
      return Fail(Code::kCorrupt, "entry " + std::to_string(seq) + " is an approval of nothing");
    }
    Remember({entry.Text("request"), *digest}, entry.Text("recorded_by"), *expires_at);
  }
  return {};
}

void Approvals::Record(std::string_view request, std::string_view body, const std::string& person,
                       Done done) {
  const auto digest = DigestOf(body);
  if (!digest) return done(Fail(digest.error()));
  const base::Instant expires_at{clock_.Wall().micros + kApprovalMicros};
  const Subject subject(request, *digest);
  const auto shared = std::make_shared<Done>(std::move(done));
  auto submitted = sequencer_.SubmitOwn(
      {EventOf(subject.first, subject.second, expires_at, person)},
      [this, subject, person, expires_at, shared](auto recorded) {
        if (!recorded) return (*shared)(Fail(std::move(recorded).error()));
        if (!Remember(subject, person, expires_at)) {
          return (*shared)(Fail(Code::kUnavailable,
                                "recorded, but too many approvals hold already: this one does not "
                                "before the daemon starts anew"));
        }
        (*shared)(Approved{recorded->front().placed.seq, subject.second, expires_at});
      });
  if (!submitted) (*shared)(Fail(std::move(submitted).error()));
}

Result<void> Approvals::CheckEvent(const Access& access, std::string_view type,
                                   std::string_view body) const {
  if (!access.second_person || !access.second_person->types.contains(type)) return {};
  return Check(access, kEventRequest, body);
}

Result<void> Approvals::CheckErasure(const Access& access, std::string_view body) const {
  if (!access.second_person || !access.second_person->erasure) return {};
  return Check(access, kErasureRequest, body);
}

Result<void> Approvals::CheckExportUnderSeal(const Access& access, std::string_view body) const {
  if (!access.second_person || !access.second_person->export_under_seal) return {};
  return Check(access, kExportRequest, body);
}

Result<void> Approvals::Check(const Access& access, std::string_view request,
                              std::string_view body) const {
  ASSIGN_OR_RETURN(const crypto::Hash digest, DigestOf(body));
  const base::Instant now = clock_.Wall();
  const base::MutexLock lock(mutex_);
  const auto found = approvals_.find({std::string(request), digest});
  if (found == approvals_.end()) return Fail(Needed());
  for (const auto& [person, expires_at] : found->second) {
    if (person != access.recorder.name && now < expires_at) return {};
  }
  return Fail(Needed());
}

bool Approvals::Remember(Subject subject, const std::string& person, base::Instant expires_at) {
  const base::Instant now = clock_.Wall();
  const base::MutexLock lock(mutex_);
  if (approvals_.size() >= kApprovalsMax) {
    std::erase_if(approvals_, [&](const auto& item) {
      return std::ranges::all_of(item.second | std::views::values,
                                 [&](base::Instant each) { return each <= now; });
    });
  }
  if (approvals_.size() >= kApprovalsMax && !approvals_.contains(subject)) return false;
  base::Instant& until = approvals_[std::move(subject)][person];
  until = std::max(until, expires_at);
  return true;
}

}  // namespace reqledger::daemon
