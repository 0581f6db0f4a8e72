// What holds of a demand when everything that is known of it is taken together: whom all its orders
// of secrecy let be told, and which notices are still to be given,
// what its instrument does not suffice for.
//
// Source: docs/docket.md; schemas/rules/machines.v*.json.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/docket/entity.h"
#include "ledger/docket/rule_book.h"

namespace reqledger::docket {

// The classes of recipients that an order permits.
std::set<std::string> PermittedBy(const Entity& obligation);

// What binds where several orders cover one demand: what any of them forbids, to whom any of them
// forbids it, and only those whom each of them permits. An order of which it is not recorded whom
// it permits, permits nobody.
struct EffectiveSecrecy {
  std::set<std::string> binding;  // ids of the orders; without one nothing is forbidden
  std::set<std::string> forbids;
  std::set<std::string> protected_from;
  std::set<std::string> permitted;  // classes of recipients
};

// The order of an id; null where it is not known.
using ObligationFinder = std::function<const Entity*(const std::string&)>;
EffectiveSecrecy EffectiveSecrecyOf(const RuleBook& book, const Entity& demand,
                                    const ObligationFinder& find);

// The ids of the demand's notices that were decided, delayed or failed, and are still to be given
// once nothing binds.
std::vector<std::string> NoticesToGive(const RuleBook& book, const Entity& demand);

// The categories of data that the demand asks for and that its kind does not suffice for, by the
// pack that describes the kind. Nothing is said of a category that the pack is silent about.
std::vector<std::string> CategoriesNotCovered(const RuleBook& book, const Entity& demand);

}  // namespace reqledger::docket
