// What the kinds of demand, secrecy and challenge are called, in the words of the rule packs.
//
// Errors: none; where the daemon does not say, a kind is shown by its own word.
#pragma once

#include <map>
#include <string>

#include "tools/daemon_client.h"
#include "tools/form.h"

namespace reqledger::tools {

// By member ("kind"), then word ("us_sca_warrant").
using KindTitles = std::map<std::string, std::map<std::string, std::string>, std::less<>>;

KindTitles FetchKindTitles(const DaemonClient& daemon);

// Gives the choices of `form` their titles.
void UseTitles(const KindTitles& titles, Form& form);

}  // namespace reqledger::tools
