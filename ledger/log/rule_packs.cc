#include "ledger/log/rule_packs.h"

namespace reqledger::log {

std::string_view RulePacksMember(std::string_view type) {
  if (type == "ledger.genesis") return "rule_packs";
  return type == "ledger.rule_pack_changed" ? "packs" : "";
}

const std::string* RulePacksIn(const event::Event& event) {
  const std::string_view name = RulePacksMember(event.type);
  return name.empty() ? nullptr : event::FindMember(event, name);
}

std::optional<Remembered> RememberedOf(std::string_view type) {
  if (const auto member = RulePacksMember(type); !member.empty()) {
    return Remembered{RulePacksName(), member};
  }
  if (type == "ledger.retention_changed") return Remembered{RetentionName(), "packs"};
  return std::nullopt;
}

docket::EntityName RetentionName() { return {"ledger", "retention"}; }

docket::EntityName RulePacksName() { return {"ledger", "rule_packs"}; }

}  // namespace reqledger::log
