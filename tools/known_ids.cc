#include "tools/known_ids.h"

#include <algorithm>
#include <array>
#include <boost/json/value.hpp>

#include "ledger/base/limits.h"
#include "tools/json_view.h"

namespace reqledger::tools {
namespace {

struct Entity {
  std::string_view name;
  std::string_view member;  // that defines it
  char letter;
};

constexpr std::array<Entity, 4> kEntities = {{{"demand", "demand_id", 'D'},
                                              {"secrecy", "secrecy_id", 'S'},
                                              {"challenge", "challenge_id", 'C'},
                                              {"target", "target_id", 'T'}}};

}  // namespace

KnownIds::KnownIds(const DaemonClient& daemon, std::string_view matter) : matter_(matter) {
  const auto answer = daemon.Get("/v1/matters/" + PercentEncode(matter));
  if (!answer) return;
  for (const boost::json::value& entry : ItemsAt(*answer, "entries")) {
    const boost::json::value* members = MemberAt(entry, "members");
    if (members == nullptr) continue;
    for (const Entity& entity : kEntities) {
      const std::string id(TextAt(*members, entity.member));
      auto& ids = ids_[std::string(entity.name)];
      if (!id.empty() && std::ranges::find(ids, id) == ids.end()) ids.push_back(id);
    }
  }
}

const std::vector<std::string>& KnownIds::Of(std::string_view entity) const {
  static const std::vector<std::string> kNone;
  const auto found = ids_.find(entity);
  return found == ids_.end() ? kNone : found->second;
}

std::string KnownIds::Suggest(std::string_view entity) const {
  constexpr std::size_t kTailBytesMax = 8;
  const auto known = std::ranges::find(kEntities, entity, &Entity::name);
  const char letter = known == kEntities.end() ? 'X' : known->letter;
  std::string stem = matter_.substr(0, base::kIdentifierBytesMax - kTailBytesMax);
  std::ranges::replace(stem, '/', '-');  // a matter may hold it, an identifier may not
  const auto& taken = Of(entity);
  for (std::size_t number = taken.size() + 1;; ++number) {
    const std::string id = stem + "-" + letter + std::to_string(number);
    if (std::ranges::find(taken, id) == taken.end()) return id;
  }
}

}  // namespace reqledger::tools
