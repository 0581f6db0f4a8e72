#include "ledger/log/prepare.h"

#include <boost/json.hpp>
#include <utility>

#include "ledger/base/check.h"
#include "ledger/event/json.h"
#include "ledger/log/reader.h"

namespace reqledger::log {
namespace {

std::unexpected<base::Error> Refuse(base::Code code, std::string message, base::Violation violation,
                                    std::string reason = {}) {
  return base::Fail(
      base::Error{code, std::move(message), {std::move(violation)}, std::move(reason)});
}

base::Result<void> CheckPrivilege(const event::Event& event) {
  switch (event::PrivilegeOf(event.type, event.matter)) {
    case event::Privilege::kAnyone:
    case event::Privilege::kCorrection:
      return {};
    case event::Privilege::kHistoricalOnly:
      if (event::IsHistorical(event)) return {};
      return Refuse(
          base::Code::kPermissionDenied,
          "the daemon raises " + event.type + " by itself; only a historical import may submit it",
          {"/type", "privileged_type", "another type, or mode historical"});
    case event::Privilege::kDaemonOnly:
      break;
  }
  if (event.matter == event::kLedgerMatter) {
    return Refuse(base::Code::kPermissionDenied, "matter ledger is the daemon's own",
                  {"/matter", "privileged_matter", "the case identifier of a matter"});
  }
  return Refuse(base::Code::kPermissionDenied,
                "events of type " + event.type + " are the daemon's own",
                {"/type", "privileged_type", "a type that reqledger types lists for recorders"});
}

}  // namespace

base::Result<PreparedEvent> Preparer::Prepare(std::string_view json,
                                              const Recorder& recorder) const {
  ASSIGN_OR_RETURN(event::Event event, event::ParseEvent(json));
  RETURN_IF_ERROR(CheckPrivilege(event));
  const event::Schema* const schema = catalogue_.Latest(event.type);
  if (schema == nullptr) {
    return Refuse(base::Code::kInvalidArgument, "no such event type",
                  {"/type", "unknown_type", "one of those that GET /v1/types lists"},
                  "unknown_type");
  }
  RETURN_IF_ERROR(CheckMayRecord(recorder, event, *schema));
  if (const auto by = vault_.WholeErasedBy(event.matter)) return base::Fail(vault::Erased(*by));
  RETURN_IF_ERROR(schema->Validate(event));
  PreparedEvent prepared{.event = {},
                         .schema = schema,
                         .recorder = recorder.name,
                         .knows_matters = recorder.knows_matters,
                         .sealed = vault::SealedEvent(event, *schema, recorder.name),
                         .identifiers = IdentifiersOf(event.members, *schema, vault_),
                         .lookups = LookupsOf(event.members, *schema),
                         .found_at = {},
                         .fold = docket::MakeFoldEvent(event, *schema, 0, {})};
  prepared.event = std::move(event);
  RETURN_IF_ERROR(CheckCorrection(prepared, recorder));
  return prepared;
}

// Whoever is found by a corrected value is found where the old one stands.
base::Result<void> Preparer::CheckCorrection(PreparedEvent& prepared,
                                             const Recorder& recorder) const {
  const event::Event& event = prepared.event;
  if (event::PrivilegeOf(event.type, event.matter) != event::Privilege::kCorrection) return {};
  const std::string* const corrects = event::FindMember(event, "corrects");
  REQ_CHECK(corrects != nullptr);  // the schema requires it
  const std::uint64_t seq = std::stoull(*corrects);
  const auto opened = reader_.Open(seq);
  const auto is_theirs = [&](const OpenedEntry& entry) {
    return entry.Text("matter") == event.matter &&
           (recorder.knows_matters || entry.Text("recorded_by") == recorder.name);
  };
  // One answer for "not there", "of another matter" and, where that would tell too much, "recorded
  // by another": none of them is theirs to correct.
  if ((!opened && opened.error().code == base::Code::kNotFound) ||
      (opened && !is_theirs(*opened))) {
    return Refuse(base::Code::kConflict, "this matter has no such entry to correct",
                  {"/corrects", "corrects", "the seq of an entry of the same matter"});
  }
  if (!opened) return base::Fail(opened.error());
  if (opened->Text("type") == event.type) {
    return Refuse(base::Code::kConflict, "a correction is not corrected: correct the entry anew",
                  {"/corrects", "corrects", "the seq of the entry that it corrected"});
  }
  const auto digest = event::ParseStrict(*opened->Find("schema"), event::Names::kEvent, 2);
  const auto sha256 = crypto::HashFromHex(digest->at("sha256").as_string());
  const event::Schema* const corrected = sha256 ? catalogue_.FindByDigest(*sha256) : nullptr;
  if (corrected == nullptr) {
    return base::Fail(base::Code::kCorrupt,
                      "entry " + std::to_string(seq) + ": its schema is not in the catalogue");
  }
  // Rights are those of today, whatever the version that accepted the entry says.
  RETURN_IF_ERROR(CheckMayCorrect(recorder, event, *catalogue_.Latest(corrected->type())));
  ASSIGN_OR_RETURN(CorrectionEffect effect, JudgeCorrection(event, *opened, *corrected, vault_));
  prepared.identifiers = std::move(effect.identifiers);
  prepared.lookups = std::move(effect.lookups);
  prepared.found_at = seq;
  return {};
}

}  // namespace reqledger::log
