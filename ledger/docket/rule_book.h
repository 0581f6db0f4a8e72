// The rule book: all data files of schemas/rules, read once: machines, calendars, holidays, packs.
//
// Errors: invalid_argument naming file and place; a rule that names a calendar, holiday set, zone
// or entity that is not there.
// Threads: many at once, once made.
// Limits: kRuleFileBytesMax a file, and as much as RuleBook::Add says in all.
// Trust: none is needed. Files may come from a stranger's bundle: whatever they hold is read once,
// within these limits, and nothing in them repeats or calls itself.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/docket/calendar.h"
#include "ledger/docket/machine.h"
#include "ledger/docket/rule_pack.h"

namespace reqledger::docket {

inline constexpr std::size_t kRuleFileBytesMax =
    1024 * 1024;  // a pack that a person can still read is far below

class RuleBook {
 public:
  // Every *.json of `folder`.
  static base::Result<RuleBook> Load(const std::string& folder);
  // The same of files by name.
  static base::Result<RuleBook> Read(const std::map<std::string, std::string>& files);
  // One file more; `file_name` for people. Check() comes after the last.
  base::Result<void> Add(const std::string& file_name, std::string_view bytes);
  base::Result<void> Check() const;

  const Machine* FindMachine(std::string_view entity) const;
  const std::map<std::string, Machine, std::less<>>& machines() const { return machines_; }

  // From now on only packs of these digests are asked; without it all are.
  void UseOnly(std::set<crypto::Hash> digests) { in_use_ = std::move(digests); }
  bool HasPack(const crypto::Hash& sha256) const;
  // The packs that hold on `day`: of each name the highest version that does.
  std::vector<const RulePack*> PacksOn(LocalDay day) const;
  const std::vector<std::unique_ptr<const RulePack>>& packs() const { return packs_; }
  // How many packs and rules there are: what each event is held against.
  std::size_t size() const { return packs_.size() + rules_; }
  // The rule that a pack of this label (`us_federal.v1`) holds; null where there is none.
  const DeadlineRule* FindRule(std::string_view pack_label, std::string_view rule) const;
  const RulePack* FindPack(std::string_view label) const;

  // The files as they were read, by name: whoever folds elsewhere needs the same bytes.
  const std::map<std::string, std::string>& files() const { return files_; }

  // Calendars and holidays by name; the empty set where a rule names none.
  const Calendar* FindCalendar(std::string_view name) const;
  const HolidaySet& Holidays(std::string_view name) const;

 private:
  base::Result<void> AddMachines(const Fields& fields);
  base::Result<void> AddCalendars(const Fields& fields);
  base::Result<void> CheckCounting(const RulePack& pack, const DeadlineRule& rule) const;

  std::map<std::string, Machine, std::less<>> machines_;
  std::map<std::string, Calendar, std::less<>> calendars_;
  std::map<std::string, HolidaySet, std::less<>> holidays_;
  std::map<std::string, std::string> files_;
  std::size_t bytes_ = 0;
  std::size_t rules_ = 0;
  HolidaySet no_holidays_{.name = "", .from = LocalDay::min(), .to = LocalDay::max(), .days = {}};
  struct Labelled {
    const RulePack* pack = nullptr;
    std::map<std::string_view, const DeadlineRule*> rules;
  };
  std::vector<std::unique_ptr<const RulePack>> packs_;
  std::map<std::string, Labelled, std::less<>> by_label_;  // into packs_
  std::optional<std::set<crypto::Hash>> in_use_;
};

}  // namespace reqledger::docket
