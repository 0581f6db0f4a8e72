#include "ledger/bundle/process.h"

#include <map>
#include <string>
#include <utility>

#include "ledger/docket/correction.h"
#include "ledger/docket/rule_book.h"

namespace reqledger::bundle {
namespace {

namespace reason = log::reason;

log::IdentifierFinder FinderIn(const log::SchemaSet& schemas) {
  return [&schemas](const crypto::Hash& digest) -> std::optional<docket::Identifiers> {
    const log::SchemaFile* const schema = schemas.Find(digest);
    if (schema == nullptr) return std::nullopt;
    return schema->identifiers();
  };
}

// The ledger's own entries name nothing that a docket keeps, but for what they correct.
bool IsReadAgain(const log::Opening& opening) {
  if (!opening.type) return false;
  return !opening.type->starts_with("ledger.") || *opening.type == docket::kCorrectionType;
}

// What keeps everything from being read, if anything does.
std::optional<std::string_view> Unread(const log::FindingLog& findings) {
  for (const auto& [code_and_why, count] : findings.not_checked()) {
    const std::string& why = code_and_why.second;
    if (why == reason::kUnknownVersion) return reason::kUnknownVersion;
    if (why == reason::kSchemaNotFound) return reason::kSchemaNotFound;
  }
  return std::nullopt;
}

}  // namespace

Process::Process(const Ground& ground)
    : ground_(ground), events_(ground.folder, FinderIn(ground.schemas)) {}

base::Result<void> Process::Begin(const std::optional<ExportRecord>& record) {
  if (!record || !record->complete || !record->sees_chains()) return {};
  std::map<std::string, std::string> files;
  for (const auto& [path, bytes] : ground_.folder.files()) {
    if (!path.starts_with(kRulesFolder) || !path.ends_with(".json")) continue;
    ASSIGN_OR_RETURN(files[path.substr(kRulesFolder.size())],
                     ground_.folder.ReadWhole(path, docket::kRuleFileBytesMax));
  }
  auto rules = docket::RuleBook::Read(files);
  if (!rules) {
    why_not_ = reason::kRulesMalformed;
    return {};
  }
  check_.emplace(*std::move(rules),
                 log::ProcessCheck::Ground{.identifiers = FinderIn(ground_.schemas),
                                           .earlier = events_,
                                           .work = log::ProcessCheck::Work::kBounded});
  return {};
}

base::Result<void> Process::Append(const log::Opening& opening, const EventLines::Place& place) {
  if (ground_.findings.count(log::Severity::kBroken) > 0) return {};
  if (IsReadAgain(opening)) events_.Note(opening.seq, place);
  return check_->Append(opening);
}

void Process::Finish(log::FindingLog& findings) const {
  const bool applies = check_ || why_not_ != reason::kNotInExport;
  if (applies && findings.count(log::Severity::kBroken) > 0) {
    return NoteProcessNotChecked(reason::kRecordBroken, findings);
  }
  if (const auto unread = Unread(findings); applies && unread) {
    return NoteProcessNotChecked(*unread, findings);
  }
  if (!check_) return NoteProcessNotChecked(why_not_, findings);
  check_->Finish(findings);
}

}  // namespace reqledger::bundle
