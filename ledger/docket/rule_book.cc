#include "ledger/docket/rule_book.h"

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <utility>

#include "ledger/base/file.h"
#include "ledger/docket/data_file.h"
#include "ledger/event/json.h"

namespace reqledger::docket {
namespace {

constexpr std::size_t kBookBytesMax = 16 << 20;  // all versions of all packs, for decades
constexpr std::size_t kRulesMax = 10'000;        // and packs: each event is held against them
constexpr std::size_t kHolidaysMax = 10'000;     // of one set: forty a year for 250 years
constexpr int kFileDepthMax = 12;

base::Result<Calendar> ParseCalendar(const Fields& fields) {
  Calendar calendar;
  ASSIGN_OR_RETURN(calendar.name, fields.Text("calendar"));
  ASSIGN_OR_RETURN(const std::string counts, fields.Text("counts"));
  if (counts == "working_days") {
    calendar.counts = Calendar::Counts::kWorkingDays;
  } else if (counts == "instant") {
    calendar.counts = Calendar::Counts::kInstant;
  } else if (counts != "days") {
    return base::Fail(fields.Wrong("counts", "days, working_days or instant is expected"));
  }
  ASSIGN_OR_RETURN(calendar.rolls, fields.FlagOr("rolls", false));
  ASSIGN_OR_RETURN(calendar.hours_roll, fields.FlagOr("hours_rolls", false));
  ASSIGN_OR_RETURN(calendar.hours_skip_first, fields.FlagOr("hours_skip_first", false));
  ASSIGN_OR_RETURN(calendar.working_days_min, fields.NumberOr("working_days_min", 0));
  return calendar;
}

base::Result<LocalDay> DayOf(const Fields& fields, std::string_view name, std::string_view text) {
  const auto day = ParseDay(text);
  if (!day) return base::Fail(fields.Wrong(name, "days such as 2026-01-31 are expected"));
  return *day;
}

base::Result<HolidaySet> ParseHolidays(const Fields& fields) {
  HolidaySet set;
  ASSIGN_OR_RETURN(set.name, fields.Text("set"));
  ASSIGN_OR_RETURN(const std::string from, fields.Text("from"));
  ASSIGN_OR_RETURN(set.from, DayOf(fields, "from", from));
  ASSIGN_OR_RETURN(const std::string to, fields.Text("to"));
  ASSIGN_OR_RETURN(set.to, DayOf(fields, "to", to));
  ASSIGN_OR_RETURN(const std::vector<std::string> days, fields.Texts("days"));
  if (days.size() > kHolidaysMax) return base::Fail(fields.Wrong("days", "fewer are expected"));
  for (const std::string& text : days) {
    ASSIGN_OR_RETURN(const LocalDay day, DayOf(fields, "days", text));
    set.days.insert(day);
  }
  return set;
}

// A newer file may say again what an older one said; one file may not contradict itself.
base::Result<void> EachOnce(const std::vector<Fields>& rows, std::string_view name) {
  std::set<std::string> seen;
  for (const Fields& row : rows) {
    ASSIGN_OR_RETURN(const std::string text, row.Text(name));
    if (!seen.insert(text).second) return base::Fail(row.Wrong(name, "each stands once"));
  }
  return {};
}

template <typename Map>
auto FindIn(const Map& map, std::string_view name) -> const typename Map::mapped_type* {
  const auto found = map.find(name);
  return found == map.end() ? nullptr : &found->second;
}

}  // namespace

base::Result<RuleBook> RuleBook::Load(const std::string& folder) {
  std::error_code error;
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".json") names.push_back(entry.path().filename().string());
  }
  if (error) return base::Fail(base::Code::kNotFound, folder + ": " + error.message());
  std::map<std::string, std::string> files;
  for (const std::string& name : names) {
    ASSIGN_OR_RETURN(files[name], base::ReadFile(folder + "/" + name, kRuleFileBytesMax));
  }
  return Read(files);
}

base::Result<RuleBook> RuleBook::Read(const std::map<std::string, std::string>& files) {
  // By length, then text: version 10 after version 2, so that the last of machines and calendars is
  // the newest.
  std::map<std::pair<std::size_t, std::string_view>, std::string_view> ordered;
  for (const auto& [name, bytes] : files)
    ordered.emplace(std::pair(name.size(), std::string_view(name)), bytes);
  RuleBook book;
  for (const auto& [order, bytes] : ordered) {
    RETURN_IF_ERROR(book.Add(std::string(order.second), bytes));
  }
  RETURN_IF_ERROR(book.Check());
  return book;
}

base::Result<void> RuleBook::Add(const std::string& file_name, std::string_view bytes) {
  const auto added = [&]() -> base::Result<void> {
    bytes_ += bytes.size();
    if (bytes_ > kBookBytesMax || bytes.size() > kRuleFileBytesMax) {
      return base::Fail(base::Code::kInvalidArgument, "the rules are too large");
    }
    ASSIGN_OR_RETURN(const auto json,
                     event::ParseStrict(bytes, event::Names::kEvent, kFileDepthMax));
    ASSIGN_OR_RETURN(const Fields fields, Fields::Of(json, ""));
    ASSIGN_OR_RETURN(const std::string kind, fields.Text("kind"));
    if (kind == "machines") return AddMachines(fields);
    if (kind == "calendars") return AddCalendars(fields);
    if (kind != "pack")
      return base::Fail(fields.Wrong("kind", "machines, calendars or pack is expected"));
    ASSIGN_OR_RETURN(RulePack pack, RulePack::Parse(bytes));
    if (FindPack(pack.Label()) != nullptr)
      return base::Fail(fields.Wrong("version", "this pack is there twice"));
    rules_ += pack.rules.size();
    packs_.push_back(std::make_unique<const RulePack>(std::move(pack)));
    const RulePack& kept = *packs_.back();
    Labelled& labelled = by_label_[kept.Label()];
    labelled.pack = &kept;
    for (const DeadlineRule& rule : kept.rules) labelled.rules.emplace(rule.rule, &rule);
    return {};
  }();
  if (!added) return base::Fail(base::Wrap("rules: " + file_name, added.error()));
  files_.insert_or_assign(file_name, std::string(bytes));
  return {};
}

base::Result<void> RuleBook::AddMachines(const Fields& fields) {
  ASSIGN_OR_RETURN(const std::vector<Fields> rows, fields.Objects("machines"));
  RETURN_IF_ERROR(EachOnce(rows, "entity"));
  for (const Fields& row : rows) {
    ASSIGN_OR_RETURN(Machine machine, Machine::Parse(row));
    const std::string entity = machine.entity();
    machines_.insert_or_assign(entity, std::move(machine));
  }
  return {};
}

base::Result<void> RuleBook::AddCalendars(const Fields& fields) {
  ASSIGN_OR_RETURN(const std::vector<Fields> calendars, fields.Objects("calendars"));
  RETURN_IF_ERROR(EachOnce(calendars, "calendar"));
  for (const Fields& row : calendars) {
    ASSIGN_OR_RETURN(Calendar calendar, ParseCalendar(row));
    const std::string name = calendar.name;
    calendars_.insert_or_assign(name, std::move(calendar));
  }
  ASSIGN_OR_RETURN(const std::vector<Fields> sets, fields.Objects("holiday_sets"));
  RETURN_IF_ERROR(EachOnce(sets, "set"));
  for (const Fields& row : sets) {
    ASSIGN_OR_RETURN(HolidaySet set, ParseHolidays(row));
    const std::string name = set.name;
    holidays_.insert_or_assign(name, std::move(set));
  }
  return {};
}

base::Result<void> RuleBook::Check() const {
  if (size() > kRulesMax) {
    return base::Fail(base::Code::kInvalidArgument, "rules: more than deadlines can be counted by");
  }
  for (const auto& pack : packs_) {
    const auto place = Place::Find(pack->time_zone);
    if (!place) return base::Fail(base::Wrap("rules: " + pack->Label(), place.error()));
    for (const DeadlineRule& rule : pack->rules) {
      if (rule.starts.empty()) continue;
      auto checked = CheckCounting(*pack, rule);
      if (!checked)
        return base::Fail(
            base::Wrap("rules: " + pack->Label() + ": " + rule.rule, checked.error()));
    }
  }
  return {};
}

base::Result<void> RuleBook::CheckCounting(const RulePack& pack, const DeadlineRule& rule) const {
  if (FindCalendar(rule.calendar) == nullptr) {
    return base::Fail(base::Code::kInvalidArgument, "there is no calendar " + rule.calendar);
  }
  if (!rule.holidays.empty() && !holidays_.contains(rule.holidays)) {
    return base::Fail(base::Code::kInvalidArgument, "there is no holiday set " + rule.holidays);
  }
  ASSIGN_OR_RETURN([[maybe_unused]] const Place place,
                   Place::Find(rule.time_zone.empty() ? pack.time_zone : rule.time_zone));
  return {};
}

bool RuleBook::HasPack(const crypto::Hash& sha256) const {
  return std::ranges::any_of(packs_, [&](const auto& pack) { return pack->sha256 == sha256; });
}

const Machine* RuleBook::FindMachine(std::string_view entity) const {
  return FindIn(machines_, entity);
}

const Calendar* RuleBook::FindCalendar(std::string_view name) const {
  return FindIn(calendars_, name);
}

const HolidaySet& RuleBook::Holidays(std::string_view name) const {
  const HolidaySet* const found = FindIn(holidays_, name);
  return found == nullptr ? no_holidays_ : *found;
}

std::vector<const RulePack*> RuleBook::PacksOn(LocalDay day) const {
  std::map<std::string_view, const RulePack*> best;
  for (const auto& pack : packs_) {
    if (!pack->HoldsOn(day) || (in_use_ && !in_use_->contains(pack->sha256))) continue;
    const RulePack*& chosen = best[pack->name];
    if (chosen == nullptr || chosen->version < pack->version) chosen = pack.get();
  }
  std::vector<const RulePack*> packs;
  packs.reserve(best.size());
  for (const auto& [name, pack] : best) packs.push_back(pack);
  return packs;
}

const RulePack* RuleBook::FindPack(std::string_view label) const {
  const Labelled* const found = FindIn(by_label_, label);
  return found == nullptr ? nullptr : found->pack;
}

const DeadlineRule* RuleBook::FindRule(std::string_view pack_label, std::string_view rule) const {
  const Labelled* const pack = FindIn(by_label_, pack_label);
  if (pack == nullptr) return nullptr;
  const auto found = pack->rules.find(rule);
  return found == pack->rules.end() ? nullptr : found->second;
}

}  // namespace reqledger::docket
