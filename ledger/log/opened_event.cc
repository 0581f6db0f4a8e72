#include "ledger/log/opened_event.h"

#include <algorithm>
#include <string>
#include <utility>

namespace reqledger::log {
namespace {

// Under the schema that a core member names: `{"sha256":"<64 hex digits>",…}`.
std::optional<docket::Identifiers> IdentifiersOf(const std::string* schema,
                                                 const IdentifierFinder& identifiers) {
  constexpr std::string_view kBefore = R"({"sha256":")";
  if (schema == nullptr || !schema->starts_with(kBefore)) return std::nullopt;
  const auto digest = crypto::HashFromHex(std::string_view(*schema).substr(kBefore.size(), 64));
  return digest ? identifiers(*digest) : std::nullopt;
}

bool IsCore(std::string_view name) {
  return std::ranges::find(event::kCoreNames, name) != event::kCoreNames.end();
}

// The text of an opened string whose characters are never escaped.
std::string Unquoted(const std::string* value) {
  if (value == nullptr || value->size() < 2) return {};
  return value->substr(1, value->size() - 2);
}

}  // namespace

IdentifierFinder FinderIn(const event::SchemaCatalogue& catalogue) {
  return [&catalogue](const crypto::Hash& digest) -> std::optional<docket::Identifiers> {
    const event::Schema* const schema = catalogue.FindByDigest(digest);
    if (schema == nullptr) return std::nullopt;
    return docket::IdentifiersUnder(*schema);
  };
}

base::Result<docket::FoldEvent> FoldEventOf(std::uint64_t seq, const MemberFinder& core,
                                            const std::vector<event::Member>& members,
                                            const IdentifierFinder& identifiers) {
  docket::FoldEvent nothing;
  nothing.seq = seq;
  const std::string* const occurred_at = core("occurred_at");
  if (occurred_at == nullptr) return nothing;
  auto identified = IdentifiersOf(core("schema"), identifiers);
  const auto recorded_at = base::ParseRecordedAt(Unquoted(core("recorded_at")));
  if (!identified || !recorded_at) {
    return base::Fail(base::Code::kCorrupt,
                      "entry " + std::to_string(seq) + ": its schema or its time is not in form");
  }
  event::Event event;
  event.type = Unquoted(core("type"));
  event.matter = Unquoted(core("matter"));
  event.occurred_at = *occurred_at;
  for (const event::Member& member : members) {
    if (!IsCore(member.name)) event.members.push_back(member);
  }
  return docket::MakeFoldEvent(event, *std::move(identified), seq, *recorded_at);
}

}  // namespace reqledger::log
