// A docket as the model in tests/rules writes it.
//
// Source: tests/rules/docket_model.py.
#pragma once

#include <map>
#include <string>

#include "ledger/docket/entity.h"
#include "ledger/docket/rule_book.h"

namespace reqledger::docket {

using Entities = std::map<EntityName, Entity>;

// Canonical JSON: {"deadlines":[…],"entities":[…]}.
std::string DocketJson(const RuleBook& book, const Entities& entities);

}  // namespace reqledger::docket
