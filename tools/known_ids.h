// The identifiers that a matter has already, to suggest from.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tools/daemon_client.h"

namespace reqledger::tools {

class KnownIds {
 public:
  KnownIds() = default;
  // Of what the daemon has under `matter`; empty where it has none, or does not answer.
  KnownIds(const DaemonClient& daemon, std::string_view matter);

  // Identifiers of "demand", "secrecy", "challenge" or "target", oldest first.
  const std::vector<std::string>& Of(std::string_view entity) const;
  // A free one in the project's habit: the matter, "-", D, S, C or T, a number.
  std::string Suggest(std::string_view entity) const;

 private:
  std::string matter_;
  std::map<std::string, std::vector<std::string>, std::less<>> ids_;
};

}  // namespace reqledger::tools
