#include "ledger/log/retention.h"

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <set>
#include <utility>

#include "ledger/docket/deadlines.h"
#include "ledger/docket/moment.h"
#include "ledger/event/json.h"
#include "ledger/log/fold_entry.h"

namespace reqledger::log {
namespace {

namespace json = boost::json;
using base::Code;
using base::Fail;
using base::Result;

constexpr int kDepth = 3;

std::unexpected<base::Error> Refuse(std::string_view where, std::string_view expected) {
  return Fail(Code::kInvalidArgument,
              "retention policy: " + std::string(where) + ": expected " + std::string(expected));
}

bool IsPackName(std::string_view name) {
  return !name.empty() && name.size() <= 64 && name.front() >= 'a' && name.front() <= 'z' &&
         std::ranges::all_of(name, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
         });
}

Result<docket::Duration> PeriodOf(std::string_view where, const json::value& value) {
  const auto* const text = value.if_string();
  const auto period = text == nullptr ? Result<docket::Duration>(Fail(Code::kInvalidArgument, ""))
                                      : docket::ParseDuration(std::string_view(*text));
  if (!period || period->of_hours()) return Refuse(where, "days, months or years, such as P2Y");
  return *period;
}

Result<RetentionPeriods> PeriodsOf(const std::string& pack, const json::value& value) {
  if (!value.is_object() || value.get_object().empty()) {
    return Refuse(pack, "an object of personal and all");
  }
  RetentionPeriods periods;
  for (const auto& [name, period] : value.get_object()) {
    const std::string where = pack + "." + std::string(std::string_view(name));
    if (name != "personal" && name != "all") return Refuse(where, "personal or all");
    ASSIGN_OR_RETURN((name == "all" ? periods.all : periods.personal), PeriodOf(where, period));
  }
  return periods;
}

docket::LocalDay After(docket::LocalDay day, const docket::Duration& period) {
  using std::chrono::days, std::chrono::months, std::chrono::years;
  std::chrono::year_month_day date{std::chrono::sys_days(day.time_since_epoch())};
  date += years(period.years);
  date += months(period.months);
  if (!date.ok()) date = date.year() / date.month() / std::chrono::last;
  return docket::LocalDay(std::chrono::sys_days(date).time_since_epoch() + days(period.days));
}

// What is known of a matter as a whole.
struct Kept {
  bool closed = true;
  bool demands = false;
  std::set<std::string> kinds;
  std::set<std::uint64_t> seqs;
};

// The pack that describes a kind of demand; empty where none does.
std::string PackOf(const docket::RuleBook& rules, const std::string& kind) {
  for (const auto& pack : rules.packs()) {
    if (pack->enabled && pack->demand_kinds.contains(kind)) return pack->name;
  }
  return {};
}

// The longest period of all the packs; nothing where one has none.
std::optional<docket::Duration> PeriodFor(const docket::RuleBook& rules,
                                          const RetentionPolicy& policy, const Kept& kept,
                                          vault::ErasureScope scope) {
  std::optional<docket::Duration> longest;
  for (const std::string& kind : kept.kinds) {
    const auto periods = policy.find(PackOf(rules, kind));
    if (periods == policy.end()) return std::nullopt;
    const auto& period =
        scope == vault::ErasureScope::kMatter ? periods->second.all : periods->second.personal;
    if (!period) return std::nullopt;
    if (!longest || docket::IsLonger(*period, *longest)) longest = period;
  }
  return longest;
}

Result<docket::LocalDay> LastDay(EntryEvents& events, const Kept& kept) {
  docket::LocalDay last = docket::LocalDay::min();
  for (const std::uint64_t seq : kept.seqs) {
    ASSIGN_OR_RETURN(const docket::FoldEvent event, events.EventAt(seq));
    if (!event.type.empty()) last = std::max(last, docket::UtcDayOf(docket::MomentOf(event)));
  }
  return last;
}

Result<std::map<std::string, Kept>> ClosedMatters(const DocketReader& docket) {
  std::map<std::string, Kept> matters;
  RETURN_IF_ERROR(docket.ForEach([&](const docket::Entity& entity) -> Result<void> {
    Kept& kept = matters[entity.matter];
    const docket::Machine* const machine = docket.rules().FindMachine(entity.name.entity);
    kept.closed = kept.closed && machine != nullptr && machine->IsTerminal(entity.state);
    kept.seqs.insert(entity.seqs.begin(), entity.seqs.end());
    if (entity.name.entity != "demand") return {};
    kept.demands = true;
    kept.kinds.insert(docket::ValueAt(entity.facts, "kind").value_or(""));
    return {};
  }));
  std::erase_if(matters,
                [](const auto& each) { return !each.second.closed || !each.second.demands; });
  return matters;
}

}  // namespace

Result<RetentionPolicy> ParseRetention(std::string_view text) {
  ASSIGN_OR_RETURN(const json::value body, event::ParseStrict(text, event::Names::kAny, kDepth));
  const auto* const object = body.if_object();
  const auto* const packs = object == nullptr ? nullptr : object->if_contains("packs");
  if (packs == nullptr || !packs->is_object() || object->size() != 1) {
    return Refuse("the file", "one object with the one member packs");
  }
  RetentionPolicy policy;
  for (const auto& [key, value] : packs->get_object()) {
    const std::string name(key);
    if (!IsPackName(name)) return Refuse("packs", "names of rule packs, such as us_federal");
    ASSIGN_OR_RETURN(policy[name], PeriodsOf(name, value));
  }
  return policy;
}

std::string RetentionJson(const RetentionPolicy& policy) {
  json::array packs;
  for (const auto& [name, periods] : policy) {
    json::object pack{{"name", name}};
    if (periods.all) pack["all"] = docket::DurationText(*periods.all);
    if (periods.personal) pack["personal"] = docket::DurationText(*periods.personal);
    packs.push_back(std::move(pack));
  }
  return event::Canonical(packs);
}

Result<std::vector<DueErasure>> DueErasures(const ErasureView& view, const RetentionPolicy& policy,
                                            std::uint64_t size, base::Instant now) {
  const docket::RuleBook& rules = view.docket.rules();
  EntryEvents events(view.reader, FinderIn(view.catalogue));
  std::vector<DueErasure> due;
  ASSIGN_OR_RETURN(const auto matters, ClosedMatters(view.docket));
  const docket::LocalDay today = docket::UtcDayOf(docket::Moment(now));
  for (const auto& [matter, kept] : matters) {
    for (const auto scope : {vault::ErasureScope::kMatter, vault::ErasureScope::kPersonal}) {
      const auto period = PeriodFor(rules, policy, kept, scope);
      if (!period) continue;
      ASSIGN_OR_RETURN(const docket::LocalDay last, LastDay(events, kept));
      const docket::LocalDay end = After(last, *period);
      if (end >= today) continue;
      ASSIGN_OR_RETURN(const ErasurePlan plan, PlanErasure(view, matter, scope, size));
      if (!plan.blocked() && !plan.seqs.empty()) {
        due.push_back({matter, scope, docket::FormatDay(last), docket::FormatDay(end)});
      }
      break;
    }
  }
  return due;
}

}  // namespace reqledger::log
