#include "ledger/log/genesis_check.h"

#include <algorithm>
#include <boost/json/value.hpp>
#include <utility>

#include "ledger/base/limits.h"
#include "ledger/event/json.h"
#include "ledger/log/core_value.h"

namespace reqledger::log {
namespace {

constexpr std::string_view kGenesis = "ledger.genesis";

bool Names(std::string_view vkeys, std::string_view vkey) {
  const auto json = event::ParseStrict(vkeys, event::Names::kEvent, base::kEventDepthMax);
  if (!json || !json->is_array()) return false;
  return std::ranges::any_of(json->get_array(), [&](const boost::json::value& item) {
    return item.is_string() && std::string_view(item.get_string()) == vkey;
  });
}

}  // namespace

GenesisCheck::GenesisCheck(Expected expected, FindingLog& findings)
    : expected_(std::move(expected)), findings_(findings) {}

void GenesisCheck::Append(const Opening& opening) {
  if (opening.seq != 0 || std::exchange(seen_, true)) return;
  if (opening.type != kGenesis) {
    findings_.Add({code::kGenesisMissing, 0, "an entry opened as ledger.genesis",
                   opening.type ? *opening.type : "an entry that is not opened"});
  } else {
    CheckOrigin(opening);
  }
  CheckKeys(opening);
}

void GenesisCheck::CheckOrigin(const Opening& opening) {
  if (!expected_.origin) return;
  const std::string* value = opening.Find("origin");
  const auto origin = value == nullptr ? std::nullopt : StringValue(*value);
  if (origin == expected_.origin) return;
  findings_.Add(
      {code::kGenesisMissing, 0, "origin " + *expected_.origin, origin ? *origin : "no origin"});
}

void GenesisCheck::CheckKeys(const Opening& opening) {
  const std::string* vkeys = opening.Find("vkeys");
  if (vkeys == nullptr || !expected_.key) return;
  const std::string vkey = expected_.key->Serialize();
  if (!Names(*vkeys, vkey)) findings_.Add({code::kKeyRotation, 0, vkey, "other keys"});
}

void GenesisCheck::Finish() {
  if (!seen_) findings_.Add({code::kGenesisMissing, 0, "a first entry", "none"});
}

}  // namespace reqledger::log
