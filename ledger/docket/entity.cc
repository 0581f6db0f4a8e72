#include "ledger/docket/entity.h"

#include <array>
#include <boost/json.hpp>
#include <utility>

#include "ledger/base/check.h"
#include "ledger/docket/data_file.h"
#include "ledger/docket/place.h"
#include "ledger/event/json.h"

namespace reqledger::docket {
namespace {

namespace json = boost::json;

constexpr int kDepthMax = 12;
constexpr std::array<std::string_view, 6> kStatusNames = {"open",   "suspended", "met",
                                                          "missed", "extended",  "cancelled"};

json::array Numbers(const std::vector<std::uint64_t>& numbers) {
  json::array array;
  for (const std::uint64_t number : numbers) array.emplace_back(static_cast<std::int64_t>(number));
  return array;
}

json::array Strings(const std::set<std::string>& strings) {
  json::array array;
  for (const std::string& text : strings) array.emplace_back(text);
  return array;
}

json::value Parsed(std::string_view canonical) {
  auto value = event::ParseStrict(canonical, event::Names::kEvent, kDepthMax);
  REQ_CHECK(value);  // it was canonical when it was kept
  return *std::move(value);
}

json::object DeadlineJson(const Deadline& deadline) {
  json::object object{{"id", deadline.id},
                      {"rule", deadline.rule},
                      {"pack", deadline.pack},
                      {"trigger_seq", static_cast<std::int64_t>(deadline.trigger_seq)},
                      {"trigger_at", deadline.trigger_at},
                      {"time_zone", deadline.time_zone},
                      {"strict_due", deadline.strict_due.micros},
                      {"legal_due", deadline.legal_due.micros},
                      {"holidays_known", deadline.holidays_known},
                      {"live", deadline.live},
                      {"status", json::string(StatusName(deadline.status))},
                      {"late", deadline.late}};
  if (deadline.closed_by) object["closed_by"] = static_cast<std::int64_t>(*deadline.closed_by);
  if (deadline.suspended_at) object["suspended_at"] = deadline.suspended_at->micros;
  return object;
}

json::object ToldJson(const Told& told) {
  return {{"seq", static_cast<std::int64_t>(told.seq)},
          {"class", told.recipient_class},
          {"told_at", Parsed(told.told_at)},
          {"told_of_duty", told.told_of_duty}};
}

json::object FactsJson(const Members& facts) {
  json::object object;
  for (const auto& [fact, value] : facts) object[fact] = Parsed(value);
  return object;
}

json::array NoticesJson(const std::map<std::string, Notice>& notices) {
  json::array array;
  for (const auto& [id, notice] : notices) {
    array.push_back({{"id", id},
                     {"seq", static_cast<std::int64_t>(notice.seq)},
                     {"facts", FactsJson(notice.facts)}});
  }
  return array;
}

json::array RelatedJson(const std::set<EntityName>& related) {
  json::array array;
  for (const EntityName& name : related) {
    array.emplace_back(json::object{{"entity", name.entity}, {"id", name.id}});
  }
  return array;
}

base::Result<std::int64_t> Int(const Fields& fields, std::string_view name) {
  const auto* const value = fields.Find(name);
  if (value == nullptr || !value->is_int64())
    return base::Fail(fields.Wrong(name, "a number is expected"));
  return value->get_int64();
}

base::Result<std::vector<std::uint64_t>> Seqs(const Fields& fields, std::string_view name) {
  std::vector<std::uint64_t> seqs;
  const auto* const value = fields.Find(name);
  if (value == nullptr || !value->is_array())
    return base::Fail(fields.Wrong(name, "an array is expected"));
  for (const auto& item : value->get_array()) {
    if (!item.is_int64()) return base::Fail(fields.Wrong(name, "an array of numbers is expected"));
    seqs.push_back(static_cast<std::uint64_t>(item.get_int64()));
  }
  return seqs;
}

base::Result<DeadlineStatus> StatusIn(const Fields& fields) {
  ASSIGN_OR_RETURN(const std::string text, fields.Text("status"));
  const auto status = StatusOf(text);
  if (!status) return base::Fail(fields.Wrong("status", "no status of a deadline"));
  return *status;
}

base::Result<Deadline> ParseDeadline(const Fields& fields) {
  Deadline deadline;
  ASSIGN_OR_RETURN(deadline.id, fields.Text("id"));
  ASSIGN_OR_RETURN(deadline.rule, fields.Text("rule"));
  ASSIGN_OR_RETURN(deadline.pack, fields.Text("pack"));
  ASSIGN_OR_RETURN(const std::int64_t trigger_seq, Int(fields, "trigger_seq"));
  deadline.trigger_seq = static_cast<std::uint64_t>(trigger_seq);
  ASSIGN_OR_RETURN(deadline.trigger_at, fields.Text("trigger_at"));
  ASSIGN_OR_RETURN(deadline.time_zone, fields.Text("time_zone"));
  ASSIGN_OR_RETURN(deadline.strict_due.micros, Int(fields, "strict_due"));
  ASSIGN_OR_RETURN(deadline.legal_due.micros, Int(fields, "legal_due"));
  ASSIGN_OR_RETURN(deadline.holidays_known, fields.FlagOr("holidays_known", true));
  ASSIGN_OR_RETURN(deadline.live, fields.FlagOr("live", false));
  ASSIGN_OR_RETURN(deadline.status, StatusIn(fields));
  ASSIGN_OR_RETURN(deadline.late, fields.FlagOr("late", false));
  if (fields.Has("closed_by")) {
    ASSIGN_OR_RETURN(const std::int64_t seq, Int(fields, "closed_by"));
    deadline.closed_by = static_cast<std::uint64_t>(seq);
  }
  if (fields.Has("suspended_at")) {
    ASSIGN_OR_RETURN(const std::int64_t micros, Int(fields, "suspended_at"));
    deadline.suspended_at = base::Instant{micros};
  }
  return deadline;
}

base::Result<Told> ParseTold(const Fields& fields) {
  Told told;
  ASSIGN_OR_RETURN(const std::int64_t seq, Int(fields, "seq"));
  told.seq = static_cast<std::uint64_t>(seq);
  ASSIGN_OR_RETURN(told.recipient_class, fields.Text("class"));
  const auto* const at = fields.Find("told_at");
  if (at == nullptr) return base::Fail(fields.Wrong("told_at", "a time is expected"));
  told.told_at = event::Canonical(*at);
  ASSIGN_OR_RETURN(told.told_of_duty, fields.FlagOr("told_of_duty", false));
  return told;
}

base::Result<Members> ParseFacts(const Fields& fields) {
  const auto* const object = fields.Find("facts");
  if (object == nullptr || !object->is_object())
    return base::Fail(fields.Wrong("facts", "an object is expected"));
  Members facts;
  for (const auto& fact : object->get_object())
    facts.emplace(fact.key(), event::Canonical(fact.value()));
  return facts;
}

base::Result<void> ParseNotices(const Fields& fields, Entity& entity) {
  ASSIGN_OR_RETURN(const auto rows, fields.Objects("notices"));
  for (const Fields& row : rows) {
    Notice notice;
    ASSIGN_OR_RETURN(const std::string id, row.Text("id"));
    ASSIGN_OR_RETURN(const std::int64_t seq, Int(row, "seq"));
    notice.seq = static_cast<std::uint64_t>(seq);
    ASSIGN_OR_RETURN(notice.facts, ParseFacts(row));
    entity.notices.emplace(id, std::move(notice));
  }
  return {};
}

base::Result<void> ParseLists(const Fields& fields, Entity& entity) {
  ASSIGN_OR_RETURN(entity.seqs, Seqs(fields, "seqs"));
  ASSIGN_OR_RETURN(entity.irregular, Seqs(fields, "irregular"));
  ASSIGN_OR_RETURN(entity.corrections, Seqs(fields, "corrections"));
  ASSIGN_OR_RETURN(const auto deadlines, fields.Objects("deadlines"));
  for (const Fields& row : deadlines) {
    ASSIGN_OR_RETURN(Deadline deadline, ParseDeadline(row));
    entity.deadlines.push_back(std::move(deadline));
  }
  ASSIGN_OR_RETURN(const auto told, fields.Objects("told"));
  for (const Fields& row : told) {
    ASSIGN_OR_RETURN(Told line, ParseTold(row));
    entity.told.push_back(std::move(line));
  }
  ASSIGN_OR_RETURN(const auto obligations, fields.Texts("obligations"));
  entity.obligations.insert(obligations.begin(), obligations.end());
  ASSIGN_OR_RETURN(const auto stays, fields.Texts("stays"));
  entity.stays.insert(stays.begin(), stays.end());
  ASSIGN_OR_RETURN(const auto related, fields.Objects("related"));
  for (const Fields& row : related) {
    EntityName name;
    ASSIGN_OR_RETURN(name.entity, row.Text("entity"));
    ASSIGN_OR_RETURN(name.id, row.Text("id"));
    entity.related.insert(std::move(name));
  }
  return {};
}

base::Result<Entity> ParseEntity(const Fields& fields) {
  Entity entity;
  ASSIGN_OR_RETURN(entity.name.entity, fields.Text("entity"));
  ASSIGN_OR_RETURN(entity.name.id, fields.Text("id"));
  ASSIGN_OR_RETURN(entity.matter, fields.Text("matter"));
  ASSIGN_OR_RETURN(const std::int64_t defined, Int(fields, "defined_seq"));
  entity.defined_seq = static_cast<std::uint64_t>(defined);
  ASSIGN_OR_RETURN(entity.state, fields.Text("state"));
  ASSIGN_OR_RETURN(entity.previous, fields.Text("previous"));
  ASSIGN_OR_RETURN(entity.facts, ParseFacts(fields));
  RETURN_IF_ERROR(ParseNotices(fields, entity));
  RETURN_IF_ERROR(ParseLists(fields, entity));
  return entity;
}

}  // namespace

std::string_view StatusName(DeadlineStatus status) {
  return kStatusNames[static_cast<std::size_t>(status)];
}

std::optional<DeadlineStatus> StatusOf(std::string_view name) {
  for (std::size_t i = 0; i < kStatusNames.size(); ++i) {
    if (kStatusNames[i] == name) return static_cast<DeadlineStatus>(i);
  }
  return std::nullopt;
}

std::string Entity::Serialize() const {
  json::object object{{"entity", name.entity},
                      {"id", name.id},
                      {"matter", matter},
                      {"defined_seq", static_cast<std::int64_t>(defined_seq)},
                      {"state", state},
                      {"previous", previous},
                      {"seqs", Numbers(seqs)},
                      {"irregular", Numbers(irregular)},
                      {"corrections", Numbers(corrections)},
                      {"obligations", Strings(obligations)},
                      {"stays", Strings(stays)},
                      {"related", RelatedJson(related)}};
  object["facts"] = FactsJson(facts);
  object["notices"] = NoticesJson(notices);
  json::array& due = object["deadlines"].emplace_array();
  for (const Deadline& deadline : deadlines) due.push_back(DeadlineJson(deadline));
  json::array& lines = object["told"].emplace_array();
  for (const Told& line : told) lines.push_back(ToldJson(line));
  return event::Canonical(object);
}

base::Result<Entity> Entity::Parse(std::string_view text) {
  auto read = [&]() -> base::Result<Entity> {
    ASSIGN_OR_RETURN(const json::value value,
                     event::ParseStrict(text, event::Names::kEvent, kDepthMax));
    ASSIGN_OR_RETURN(const Fields fields, Fields::Of(value, ""));
    return ParseEntity(fields);
  }();
  // What it says is sealed: the error tells no place.
  if (!read) return base::Fail(base::Code::kCorrupt, "a row of the docket is not in form");
  return read;
}

}  // namespace reqledger::docket
