#include "ledger/docket/effective.h"

#include <algorithm>
#include <boost/json.hpp>
#include <iterator>

#include "ledger/base/limits.h"
#include "ledger/event/json.h"

namespace reqledger::docket {
namespace {

void KeepCommon(std::set<std::string>& classes, const std::set<std::string>& others) {
  std::erase_if(classes, [&](const std::string& each) { return !others.contains(each); });
}

}  // namespace

std::set<std::string> PermittedBy(const Entity& obligation) {
  std::set<std::string> classes;
  const auto member = obligation.facts.find("permitted_recipients");
  if (member == obligation.facts.end()) return classes;
  const auto list = event::ParseStrict(member->second, event::Names::kEvent, base::kEventDepthMax);
  if (!list || !list->is_array()) return classes;
  for (const auto& each : list->get_array()) {
    const auto* const name = each.is_object() ? each.get_object().if_contains("class") : nullptr;
    if (name != nullptr && name->is_string()) classes.emplace(name->get_string());
  }
  return classes;
}

EffectiveSecrecy EffectiveSecrecyOf(const RuleBook& book, const Entity& demand,
                                    const ObligationFinder& find) {
  EffectiveSecrecy effective;
  for (const std::string& id : demand.obligations) {
    const Entity* const obligation = find(id);
    if (obligation == nullptr) continue;
    const Machine* const machine = book.FindMachine(obligation->name.entity);
    if (machine == nullptr || !machine->IsBinding(obligation->state)) continue;
    const std::set<std::string> permitted = PermittedBy(*obligation);
    if (effective.binding.empty()) {
      effective.permitted = permitted;
    } else {
      KeepCommon(effective.permitted, permitted);
    }
    effective.binding.insert(id);
    std::ranges::move(StringsAt(obligation->facts, "prohibition.forbids"),
                      std::inserter(effective.forbids, effective.forbids.end()));
    std::ranges::move(StringsAt(obligation->facts, "prohibition.protected_from"),
                      std::inserter(effective.protected_from, effective.protected_from.end()));
  }
  return effective;
}

std::vector<std::string> NoticesToGive(const RuleBook& book, const Entity& demand) {
  std::vector<std::string> ids;
  const Machine* const machine = book.FindMachine(demand.name.entity);
  if (machine == nullptr) return ids;
  for (const auto& [id, notice] : demand.notices) {
    const Members& facts = notice.facts;
    const bool owed = std::ranges::any_of(machine->notices().owed, [&](const Guard& guard) {
      return guard.Holds(facts, demand.facts);
    });
    if (owed) ids.push_back(id);
  }
  return ids;
}

std::vector<std::string> CategoriesNotCovered(const RuleBook& book, const Entity& demand) {
  const std::string kind = ValueAt(demand.facts, "kind").value_or("");
  std::vector<std::string> not_covered;
  for (const auto& pack : book.packs()) {
    if (!pack->enabled || !pack->demand_kinds.contains(kind)) continue;
    for (const std::string& category : StringsAt(demand.facts, "data.categories")) {
      const auto kinds = pack->sufficiency.find(category);
      if (kinds != pack->sufficiency.end() && !kinds->second.contains(kind))
        not_covered.push_back(category);
    }
  }
  return not_covered;
}

}  // namespace reqledger::docket
