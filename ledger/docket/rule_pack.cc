#include "ledger/docket/rule_pack.h"

#include <boost/json.hpp>
#include <set>
#include <utility>

#include "ledger/docket/data_file.h"
#include "ledger/event/json.h"

namespace reqledger::docket {
namespace {

constexpr int kFileDepthMax = 12;

using KindMap = std::map<std::string, Kind, std::less<>>;

base::Result<LocalDay> DayIn(const Fields& fields, std::string_view name) {
  ASSIGN_OR_RETURN(const std::string text, fields.Text(name));
  const auto day = ParseDay(text);
  if (!day) return base::Fail(fields.Wrong(name, "a day such as 2026-01-31 is expected"));
  return *day;
}

base::Result<std::optional<Duration>> DurationIn(const Fields& fields, std::string_view name) {
  if (!fields.Has(name)) return std::optional<Duration>();
  ASSIGN_OR_RETURN(const std::string text, fields.Text(name));
  const auto duration = ParseDuration(text);
  if (!duration) return base::Fail(fields.Wrong(name, duration.error().message));
  return std::optional<Duration>(*duration);
}

base::Result<std::vector<EventPattern>> PatternsIn(const Fields& fields, std::string_view name) {
  std::vector<EventPattern> patterns;
  ASSIGN_OR_RETURN(const std::vector<Fields> rows, fields.Objects(name));
  for (const Fields& row : rows) {
    EventPattern pattern;
    ASSIGN_OR_RETURN(pattern.type, row.Text("type"));
    ASSIGN_OR_RETURN(pattern.guard, row.GuardOr("if"));
    ASSIGN_OR_RETURN(pattern.at, row.Texts("at"));
    patterns.push_back(std::move(pattern));
  }
  return patterns;
}

base::Result<DeadlineRule> ParseRule(const Fields& fields, std::string_view pack_time_zone) {
  DeadlineRule rule;
  ASSIGN_OR_RETURN(rule.rule, fields.Text("rule"));
  ASSIGN_OR_RETURN(rule.title, fields.Text("title"));
  ASSIGN_OR_RETURN(rule.subject, fields.Text("subject"));
  ASSIGN_OR_RETURN(rule.starts, PatternsIn(fields, "starts"));
  ASSIGN_OR_RETURN(rule.met_by, PatternsIn(fields, "met_by"));
  ASSIGN_OR_RETURN(rule.ended_by, PatternsIn(fields, "ended_by"));
  ASSIGN_OR_RETURN(rule.duration, DurationIn(fields, "duration"));
  ASSIGN_OR_RETURN(rule.duration_at, fields.Texts("duration_at"));
  ASSIGN_OR_RETURN(rule.ends_at, fields.Texts("ends_at"));
  ASSIGN_OR_RETURN(rule.calendar, fields.TextOr("calendar", ""));
  ASSIGN_OR_RETURN(rule.holidays, fields.TextOr("holidays", ""));
  ASSIGN_OR_RETURN(rule.time_zone, fields.TextOr("time_zone", pack_time_zone));
  ASSIGN_OR_RETURN(rule.production, fields.FlagOr("production", false));
  ASSIGN_OR_RETURN(rule.not_before, fields.FlagOr("not_before", false));
  ASSIGN_OR_RETURN(rule.duty, fields.TextOr("duty", ""));
  ASSIGN_OR_RETURN(rule.weight, fields.TextOr("weight", ""));
  ASSIGN_OR_RETURN(rule.action, fields.TextOr("action", ""));
  ASSIGN_OR_RETURN(rule.on_expiry, fields.TextOr("on_expiry", ""));
  ASSIGN_OR_RETURN(rule.citation, fields.Texts("citation"));
  ASSIGN_OR_RETURN(rule.confidence, fields.TextOr("confidence", ""));
  const bool computes = rule.duration || !rule.duration_at.empty() || !rule.ends_at.empty();
  if (!rule.starts.empty() && !computes) {
    return base::Fail(
        fields.Wrong("starts", "a duration, duration_at or ends_at must stand beside it"));
  }
  return rule;
}

base::Result<KindMap> KindsIn(const Fields& fields, std::string_view name) {
  KindMap kinds;
  ASSIGN_OR_RETURN(const std::vector<Fields> rows, fields.Objects(name));
  const auto* const values = fields.Find(name);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Kind kind;
    ASSIGN_OR_RETURN(kind.kind, rows[i].Text("kind"));
    ASSIGN_OR_RETURN(kind.title, rows[i].Text("title"));
    ASSIGN_OR_RETURN(kind.national_security, rows[i].FlagOr("national_security", false));
    kind.json = event::Canonical(values->get_array()[i]);
    const std::string key = kind.kind;
    if (!kinds.emplace(key, std::move(kind)).second) {
      return base::Fail(rows[i].Wrong("kind", "each kind stands once"));
    }
  }
  return kinds;
}

base::Result<void> ParseSecrecyTerms(const Fields& fields, RulePack& pack) {
  ASSIGN_OR_RETURN(const std::vector<Fields> rows, fields.Objects("secrecy_kinds"));
  for (const Fields& row : rows) {
    SecrecyTerms terms;
    ASSIGN_OR_RETURN(const std::string kind, row.Text("kind"));
    ASSIGN_OR_RETURN(terms.calendar, row.TextOr("calendar", ""));
    ASSIGN_OR_RETURN(terms.holidays, row.TextOr("holidays", ""));
    ASSIGN_OR_RETURN(terms.cap, DurationIn(row, "cap"));
    ASSIGN_OR_RETURN(terms.renewal_cap, DurationIn(row, "renewal_cap"));
    ASSIGN_OR_RETURN(terms.counts_as_gag, row.FlagOr("counts_as_gag", true));
    ASSIGN_OR_RETURN(terms.register_leaves_out, row.Texts("register_leaves_out"));
    pack.secrecy_terms.emplace(kind, std::move(terms));
  }
  return {};
}

base::Result<void> ParseSufficiency(const Fields& fields, RulePack& pack) {
  ASSIGN_OR_RETURN(const std::vector<Fields> rows, fields.Objects("instrument_sufficiency"));
  for (const Fields& row : rows) {
    ASSIGN_OR_RETURN(const std::string category, row.Text("category"));
    ASSIGN_OR_RETURN(const std::vector<std::string> kinds, row.Texts("kinds"));
    pack.sufficiency[category].insert(kinds.begin(), kinds.end());
  }
  return {};
}

base::Result<void> ParseRecording(const Fields& fields, RulePack& pack) {
  const auto* const value = fields.Find("recording");
  if (value == nullptr) return {};
  ASSIGN_OR_RETURN(const Fields said, Fields::Of(*value, "/recording"));
  ASSIGN_OR_RETURN(const auto late_after, DurationIn(said, "late_after"));
  if (!late_after || late_after->of_hours()) {
    return base::Fail(said.Wrong("late_after", "a period of days, such as P7D, is expected"));
  }
  Recording recording{.late_after = *late_after, .citation = {}, .confidence = {}};
  ASSIGN_OR_RETURN(recording.citation, said.Texts("citation"));
  ASSIGN_OR_RETURN(recording.confidence, said.TextOr("confidence", ""));
  pack.recording = std::move(recording);
  return {};
}

base::Result<void> ParseRules(const Fields& fields, RulePack& pack) {
  ASSIGN_OR_RETURN(const std::vector<Fields> rows, fields.Objects("deadline_rules"));
  std::set<std::string> names;
  for (const Fields& row : rows) {
    ASSIGN_OR_RETURN(DeadlineRule rule, ParseRule(row, pack.time_zone));
    if (!names.insert(rule.rule).second) return base::Fail(row.Wrong("rule", "each stands once"));
    pack.rules.push_back(std::move(rule));
  }
  return {};
}

base::Result<void> ParseHead(const Fields& fields, RulePack& pack) {
  ASSIGN_OR_RETURN(pack.name, fields.Text("name"));
  ASSIGN_OR_RETURN(pack.version, fields.NumberOr("version", 0));
  ASSIGN_OR_RETURN(pack.title, fields.Text("title"));
  ASSIGN_OR_RETURN(pack.enabled, fields.FlagOr("enabled", false));
  ASSIGN_OR_RETURN(pack.effective_from, DayIn(fields, "effective_from"));
  if (fields.Has("effective_to")) {
    ASSIGN_OR_RETURN(pack.effective_to, DayIn(fields, "effective_to"));
  }
  ASSIGN_OR_RETURN(pack.time_zone, fields.Text("time_zone"));
  ASSIGN_OR_RETURN(pack.reviewed_by, fields.TextOr("reviewed_by", ""));
  ASSIGN_OR_RETURN(pack.reviewed_at, fields.TextOr("reviewed_at", ""));
  return {};
}

}  // namespace

base::Result<RulePack> RulePack::Parse(std::string_view bytes) {
  ASSIGN_OR_RETURN(const auto json, event::ParseStrict(bytes, event::Names::kEvent, kFileDepthMax));
  ASSIGN_OR_RETURN(const Fields fields, Fields::Of(json, ""));
  RulePack pack;
  pack.sha256 = crypto::Sha256::Digest(bytes);
  RETURN_IF_ERROR(ParseHead(fields, pack));
  ASSIGN_OR_RETURN(pack.demand_kinds, KindsIn(fields, "demand_kinds"));
  ASSIGN_OR_RETURN(pack.secrecy_kinds, KindsIn(fields, "secrecy_kinds"));
  RETURN_IF_ERROR(ParseSecrecyTerms(fields, pack));
  ASSIGN_OR_RETURN(pack.challenge_kinds, KindsIn(fields, "challenge_kinds"));
  RETURN_IF_ERROR(ParseSufficiency(fields, pack));
  RETURN_IF_ERROR(ParseRules(fields, pack));
  RETURN_IF_ERROR(ParseRecording(fields, pack));
  return pack;
}

}  // namespace reqledger::docket
