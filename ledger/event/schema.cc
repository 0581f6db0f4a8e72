#include "ledger/event/schema.h"

#include <algorithm>
#include <array>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "ledger/event/json.h"
#include "ledger/event/refusal.h"
#include "ledger/event/schema_explain.h"
#include "ledger/event/schema_judge.h"

namespace reqledger::event {
namespace {

constexpr int kSchemaDepthMax = 32;

std::string_view View(boost::json::string_view text) { return {text.data(), text.size()}; }

// The text of a member that the lint has made sure of.
std::string TextAt(const boost::json::object& object, std::string_view name) {
  return std::string(View(object.at(name).get_string()));
}

std::vector<std::string> EnumerationOf(const boost::json::object& schema) {
  if (const auto* items = schema.if_contains("items")) return EnumerationOf(items->get_object());
  std::vector<std::string> texts;
  if (const auto* list = schema.if_contains("enum")) {
    for (const auto& one : list->get_array()) texts.emplace_back(View(one.get_string()));
  }
  return texts;
}

Lookup ReadLookup(const boost::json::object& annotation) {
  Lookup lookup;
  if (TextAt(annotation, "kind") == "customer") lookup.kind = LookupKind::kCustomer;
  const std::pair<std::string_view, LookupRule> rules[] = {{"lower_case", LookupRule::kLowerCase},
                                                           {"digits", LookupRule::kDigits}};
  for (const auto& [name, rule] : rules) {
    const auto* types = annotation.if_contains(name);
    if (types == nullptr) continue;
    for (const auto& type : types->get_array()) {
      lookup.rules.emplace(View(type.get_string()), rule);
    }
  }
  return lookup;
}

MemberSchema ReadMember(std::string_view name, const boost::json::object& schema) {
  MemberSchema member;
  member.name = name;
  member.title = TextAt(schema, "title");
  member.description = TextAt(schema, "description");
  member.audience = TextAt(schema, "x-audience");
  member.order = static_cast<int>(schema.at("x-order").get_int64());
  member.personal = schema.at("x-personal").get_bool();
  member.type = TextAt(schema, "type");
  member.enumeration = EnumerationOf(schema);
  if (const auto* identifier = schema.if_contains("x-identifier")) {
    const auto& object = identifier->get_object();
    member.identifier = Identifier{TextAt(object, "entity"), TextAt(object, "role") == "defines"};
  }
  if (const auto* lookup = schema.if_contains("x-lookup")) {
    member.lookup = ReadLookup(lookup->get_object());
  }
  return member;
}

// The members whose lack an event with only `given` is told of.
std::vector<std::string> MissingFrom(const boost::json::object& schema,
                                     const boost::json::object& given) {
  std::vector<std::string> names;
  for (const auto& violation : ExplainViolations(schema, given)) {
    if (violation.rule == "required") names.push_back(violation.pointer.substr(1));
  }
  return names;
}

bool Contains(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

std::vector<MemberSchema> ReadMembers(const boost::json::object& schema) {
  std::vector<MemberSchema> members;
  for (const auto& property : schema.at("properties").get_object()) {
    members.push_back(ReadMember(View(property.key()), property.value().get_object()));
  }
  std::ranges::sort(members, {}, &MemberSchema::name);
  const auto live = MissingFrom(schema, {});
  std::vector<std::string> always;
  if (const auto* required = schema.if_contains("required")) {
    for (const auto& name : required->get_array()) always.emplace_back(View(name.get_string()));
  }
  for (std::size_t i = 0; i < members.size(); ++i) {
    members[i].slot = base::kCoreSlots + static_cast<int>(i);
    members[i].required = Contains(always, members[i].name);
    members[i].required_live = members[i].required || Contains(live, members[i].name);
  }
  return members;
}

}  // namespace

struct Schema::State {
  State(std::string bytes_in, boost::json::value json_in, SchemaJudge judge_in)
      : bytes(std::move(bytes_in)), json(std::move(json_in)), judge(std::move(judge_in)) {}

  std::string bytes;
  boost::json::value json;
  SchemaJudge judge;
  crypto::Hash sha256;
  std::string type;
  int version = 0;
  std::string title;
  std::string recorded_by;
  std::string corrected_by;
  std::vector<MemberSchema> members;
  std::string core_member;
};

Schema::Schema(std::unique_ptr<const State> state) : state_(std::move(state)) {}
Schema::~Schema() = default;
Schema::Schema(Schema&&) noexcept = default;
Schema& Schema::operator=(Schema&&) noexcept = default;

base::Result<Schema> Schema::Parse(std::string bytes) {
  RETURN_IF_ERROR(LintSchema(bytes));
  ASSIGN_OR_RETURN(auto json, ParseStrict(bytes, Names::kAny, kSchemaDepthMax));
  ASSIGN_OR_RETURN(auto judge, SchemaJudge::Compile(json));
  auto state = std::make_unique<State>(std::move(bytes), std::move(json), std::move(judge));
  const auto& schema = state->json.get_object();
  state->sha256 = crypto::Sha256::Digest(state->bytes);
  state->type = TextAt(schema, "x-type");
  state->version = static_cast<int>(schema.at("x-version").get_int64());
  state->title = TextAt(schema, "title");
  if (schema.contains("x-recorded-by")) state->recorded_by = TextAt(schema, "x-recorded-by");
  if (schema.contains("x-corrected-by")) state->corrected_by = TextAt(schema, "x-corrected-by");
  state->members = ReadMembers(schema);
  state->core_member = "{\"sha256\":\"" + crypto::ToHex(state->sha256) + "\",\"type\":\"" +
                       state->type + "\",\"version\":" + std::to_string(state->version) + '}';
  return Schema(std::move(state));
}

const std::string& Schema::bytes() const { return state_->bytes; }
const crypto::Hash& Schema::sha256() const { return state_->sha256; }
const std::string& Schema::type() const { return state_->type; }
int Schema::version() const { return state_->version; }
const std::string& Schema::title() const { return state_->title; }
const std::string& Schema::recorded_by() const { return state_->recorded_by; }
const std::string& Schema::corrected_by() const { return state_->corrected_by; }
const std::vector<MemberSchema>& Schema::members() const { return state_->members; }
const std::string& Schema::CoreMember() const { return state_->core_member; }

const MemberSchema* Schema::FindMember(std::string_view name) const {
  const auto& members = state_->members;
  const auto found = std::ranges::lower_bound(
      members, name, {}, [](const MemberSchema& member) { return std::string_view(member.name); });
  return found != members.end() && found->name == name ? &*found : nullptr;
}

std::optional<int> Schema::SlotOf(std::string_view name) const {
  const auto core = std::ranges::find(kCoreNames, name);
  if (core != kCoreNames.end()) return static_cast<int>(core - kCoreNames.begin());
  const MemberSchema* member = FindMember(name);
  return member == nullptr ? std::nullopt : std::optional(member->slot);
}

base::Result<void> Schema::Validate(const Event& event) const {
  constexpr std::size_t kArenaBytes = 8 * 1024;
  std::array<unsigned char, kArenaBytes> arena;  // most events need no heap
  boost::json::monotonic_resource resource(arena.data(), arena.size());
  boost::json::error_code failure;
  const auto& text = event.canonical;
  auto json =
      boost::json::parse(boost::json::string_view(text.data(), text.size()), failure, &resource);
  if (failure || !json.is_object()) {
    return base::Fail(Refusal(state_->type, {{"", "syntax", "an event as ParseEvent gives it"}}));
  }
  for (const std::string_view name : kCoreNames) json.get_object().stable_erase(name);
  if (state_->judge.Accepts(json)) return {};
  auto violations = ExplainViolations(state_->json.get_object(), json);
  if (violations.empty()) {  // the judge sees something that our own walk does not
    violations.push_back({"", "schema", "what the schema of " + state_->type + " allows"});
  }
  return base::Fail(Refusal(state_->type, std::move(violations)));
}

}  // namespace reqledger::event
