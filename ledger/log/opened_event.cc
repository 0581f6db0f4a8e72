#include "ledger/log/opened_event.h"

#include <algorithm>
#include <string>
#include <utility>

namespace reqledger::log {
namespace {

// The schema that a core member names: `{"sha256":"<64 hex digits>",…}`.
const event::Schema* SchemaOf(const std::string* value, const SchemaFinder& schemas) {
  constexpr std::string_view kBefore = R"({"sha256":")";
  if (value == nullptr || !value->starts_with(kBefore)) return nullptr;
  const auto digest = crypto::HashFromHex(std::string_view(*value).substr(kBefore.size(), 64));
  return digest ? schemas(*digest) : nullptr;
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

SchemaFinder FinderIn(const event::SchemaCatalogue& catalogue) {
  return [&catalogue](const crypto::Hash& digest) { return catalogue.FindByDigest(digest); };
}

base::Result<docket::FoldEvent> FoldEventOf(std::uint64_t seq, const MemberFinder& core,
                                            const std::vector<event::Member>& members,
                                            const SchemaFinder& schemas) {
  docket::FoldEvent nothing;
  nothing.seq = seq;
  const std::string* const occurred_at = core("occurred_at");
  if (occurred_at == nullptr) return nothing;
  const event::Schema* const schema = SchemaOf(core("schema"), schemas);
  const auto recorded_at = base::ParseRecordedAt(Unquoted(core("recorded_at")));
  if (schema == nullptr || !recorded_at) {
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
  return docket::MakeFoldEvent(event, *schema, seq, *recorded_at);
}

}  // namespace reqledger::log
