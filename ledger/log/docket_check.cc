#include "ledger/log/docket_check.h"

#include <utility>

#include "ledger/log/rows.h"

namespace reqledger::log {
namespace {

IdentifierFinder FinderIn(const SchemasByDigest& schemas) {
  return [&schemas](const crypto::Hash& digest) -> std::optional<docket::Identifiers> {
    const auto found = schemas.find(digest);
    if (found == schemas.end()) return std::nullopt;
    return docket::IdentifiersUnder(found->second);
  };
}

}  // namespace

DocketCheck::DocketCheck(const Ground& ground, docket::RuleBook rules)
    : ground_(ground),
      reader_(ground.store, ground.vault),
      events_(reader_, FinderIn(ground.schemas)),
      process_(std::move(rules), {FinderIn(ground.schemas), events_}) {}

base::Result<void> DocketCheck::Finish(FindingLog& findings) {
  std::uint64_t rows = 0;
  RETURN_IF_ERROR(ground_.store.Rows(store::RowSpace::kDocket, "",
                                     [&](std::string_view, std::string_view) -> base::Result<void> {
                                       ++rows;
                                       return {};
                                     }));
  const ProcessCheck::Entities& entities = process_.entities();
  for (const auto& [name, entity] : entities) RETURN_IF_ERROR(CheckRow(entity, findings));
  if (rows > entities.size()) {
    findings.Add({code::kDerivedMismatch, std::nullopt, "only rows that the entries make",
                  std::to_string(rows - entities.size()) + " docket rows too many"});
  }
  process_.Finish(findings);
  return {};
}

base::Result<void> DocketCheck::CheckRow(const docket::Entity& entity, FindingLog& findings) const {
  const crypto::Hash handle = ground_.vault.IdentifierHandleOf(entity.name.entity, entity.name.id);
  ASSIGN_OR_RETURN(const auto row, FindRow(ground_.store, store::RowSpace::kDocket, handle.view()));
  const auto stored = row ? OpenDocketRow(ground_.vault, handle.view(), *row)
                          : base::Result<docket::Entity>(base::Fail(base::Code::kNotFound, "none"));
  if (stored && stored->Serialize() == entity.Serialize()) return {};
  findings.Add({code::kDerivedMismatch, entity.seqs.empty() ? 0 : entity.seqs.back(),
                "the docket's row of a " + entity.name.entity + " as the entries make it",
                stored ? "another" : Printable(stored.error().message)});
  return {};
}

}  // namespace reqledger::log
