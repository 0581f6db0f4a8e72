#include "ledger/log/recorder.h"

#include <utility>

namespace reqledger::log {
namespace {

std::unexpected<base::Error> Deny(std::string message, base::Violation violation) {
  return base::Fail(base::Error{
      base::Code::kPermissionDenied, std::move(message), {std::move(violation)}, "role_missing"});
}

bool Lists(const Recorder& recorder, std::string_view type) {
  return recorder.records && (!recorder.types || recorder.types->contains(type));
}

base::Result<void> CheckMode(const Recorder& recorder, const event::Event& event) {
  if (!event::IsHistorical(event) || recorder.imports) return {};
  return Deny("events of mode historical are for the role importer: the event was not recorded",
              {"/mode", "role", "mode live, or the role importer"});
}

}  // namespace

Recorder Recorder::Unlimited(std::string name) {
  Recorder recorder;
  recorder.name = std::move(name);
  recorder.records = true;
  recorder.imports = true;
  recorder.all_roles = true;
  recorder.knows_matters = true;
  return recorder;
}

base::Result<void> CheckMayRecord(const Recorder& recorder, const event::Event& event,
                                  const event::Schema& schema) {
  RETURN_IF_ERROR(CheckMode(recorder, event));
  const std::string& role = schema.recorded_by();
  if (!role.empty()) {
    if (recorder.Has(role)) return {};
    return Deny("events of type " + event.type + " are for the role " + role +
                    " alone, live or imported: the event was not recorded",
                {"/type", "role", "a type of yours, or the role " + role});
  }
  if (event::IsHistorical(event) || Lists(recorder, event.type)) return {};
  // What it corrects may be a role's own.
  const bool corrects =
      event::PrivilegeOf(event.type, event.matter) == event::Privilege::kCorrection;
  if (corrects && (recorder.all_roles || !recorder.roles.empty())) return {};
  return Deny("events of type " + event.type +
                  " are not yours to record as they happen: the event was not recorded",
              {"/type", "role", "a type that the roles file lists for you"});
}

base::Result<void> CheckMayCorrect(const Recorder& recorder, const event::Event& correction,
                                   const event::Schema& corrected) {
  const std::string& role =
      corrected.corrected_by().empty() ? corrected.recorded_by() : corrected.corrected_by();
  if (!role.empty()) {
    if (recorder.Has(role)) return {};
    return Deny("an entry of type " + corrected.type() + " is corrected by the role " + role +
                    " alone: the event was not recorded",
                {"/corrects", "role", "an entry of another type, or the role " + role});
  }
  if (event::IsHistorical(correction) || Lists(recorder, correction.type)) return {};
  return Deny("corrections are not yours to record: the event was not recorded",
              {"/type", "role", "a type that the roles file lists for you"});
}

}  // namespace reqledger::log
