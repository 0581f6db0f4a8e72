#include "ledger/log/genesis_check.h"

#include <utility>

#include "ledger/log/core_value.h"

namespace reqledger::log {
namespace {

constexpr std::string_view kGenesis = "ledger.genesis";

}  // namespace

GenesisCheck::GenesisCheck(std::optional<std::string> origin, FindingLog& findings)
    : origin_(std::move(origin)), findings_(findings) {}

void GenesisCheck::Append(const Opening& opening) {
  if (opening.seq != 0 || std::exchange(seen_, true)) return;
  if (opening.type != kGenesis) {
    findings_.Add({code::kGenesisMissing, 0, "an entry opened as ledger.genesis",
                   opening.type ? *opening.type : "an entry that is not opened"});
  } else {
    CheckOrigin(opening);
  }
}

void GenesisCheck::CheckOrigin(const Opening& opening) {
  if (!origin_) return;
  const std::string* value = opening.Find("origin");
  const auto origin = value == nullptr ? std::nullopt : StringValue(*value);
  if (origin == origin_) return;
  findings_.Add({code::kGenesisMissing, 0, "origin " + *origin_, origin ? *origin : "no origin"});
}

void GenesisCheck::Finish() {
  if (!seen_) findings_.Add({code::kGenesisMissing, 0, "a first entry", "none"});
}

}  // namespace reqledger::log
