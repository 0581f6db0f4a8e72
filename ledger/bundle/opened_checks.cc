#include "ledger/bundle/opened_checks.h"

#include <utility>

namespace reqledger::bundle {
namespace {

namespace code = log::code;
namespace reason = log::reason;

constexpr std::string_view kGenesis = "ledger.genesis";
constexpr std::string_view kExportOpened = "ledger.export_opened";

std::optional<std::set<std::string>> MattersToCheck(const std::optional<ExportRecord>& record) {
  if (!record || !record->sees_chains()) return std::set<std::string>();
  if (record->complete) return std::nullopt;
  return record->has_whole_matters() ? record->matters : std::set<std::string>();
}

}  // namespace

OpenedChecks::OpenedChecks(const Expected& expected, log::FindingLog& findings)
    : record_(expected.record),
      findings_(findings),
      genesis_(expected.origin, findings),
      lineage_(expected.lineage),
      order_(findings),
      matters_(MattersToCheck(expected.record), findings),
      erasures_(findings) {}

void OpenedChecks::Append(log::Opening& opening, const merkle::Hash& leaf_hash) {
  for (log::Finding& finding : opening.findings) findings_.Add(std::move(finding));
  if (opening.schema_not_found) {
    findings_.AddNotChecked(code::kEventSchema, reason::kSchemaNotFound, true);
    findings_.AddNotChecked(code::kDisclosureWrongSlot, reason::kSchemaNotFound, true);
  }
  genesis_.Append(opening);
  lineage_.Append(opening);
  order_.Append(opening);
  matters_.Append(opening, leaf_hash);
  erasures_.Append(opening);
  const bool may_show = opening.type == kGenesis || opening.type == kExportOpened;
  if (opening.matter_position && !may_show && !first_position_shown_) {
    first_position_shown_ = opening.seq;
  }
  NoteSelected(opening);
}

// What keeps a bundle together is there whatever was selected.
void OpenedChecks::NoteSelected(const log::Opening& opening) {
  if (!record_ || record_->complete || first_not_selected_) return;
  const bool always =
      opening.seq == 0 || opening.type == log::kKeyRotated || opening.type == log::kErasureApplied;
  if (always) return;
  const EntryFilter& filter = record_->filter;
  const std::set<std::string>& matters = record_->matters;
  const bool fits = (!opening.type || filter.FitsType(*opening.type)) &&
                    (!opening.recorded_at || filter.FitsTime(*opening.recorded_at)) &&
                    (!opening.matter || matters.empty() || matters.contains(*opening.matter));
  if (!fits) first_not_selected_ = opening.seq;
}

void OpenedChecks::Untrue(std::string expected, std::string got) {
  findings_.Add({code::kExportUntrue, std::nullopt, std::move(expected), std::move(got)});
}

void OpenedChecks::NoteNotChecked() {
  if (!record_ || !record_->sees_all()) {
    findings_.AddNotChecked(code::kSlotUnopened, reason::kNotInExport, false);
  }
  if (!record_ || !record_->sees_chains() || !record_->has_whole_matters()) {
    findings_.AddNotChecked(code::kMatterSequence, reason::kNotInExport, false);
  }
}

std::vector<log::ErasureNote> OpenedChecks::Finish() {
  genesis_.Finish();
  lineage_.Close();
  NoteNotChecked();
  if (record_) CheckExport();
  return erasures_.Finish();
}

void OpenedChecks::CheckExport() {
  if (decoys_ && !record_->sees_all()) {
    Untrue("decoys only for an auditor", "decoys for " + record_->audience);
  }
  if (first_position_shown_ && !record_->sees_chains()) {
    Untrue("no matter_seq or matter_prev for " + record_->audience,
           "one at entry " + std::to_string(*first_position_shown_));
  }
  if (first_not_selected_) {
    Untrue("entries of the selection", "entry " + std::to_string(*first_not_selected_));
  }
  if (record_->complete || !record_->sees_all() || !record_->has_whole_matters()) return;
  for (const std::string& matter : matters_.NotEndingIn(kExportOpened)) {
    Untrue("matter " + matter + " to end with ledger.export_opened", "another end");
  }
}

}  // namespace reqledger::bundle
