#include "ledger/log/schema_file.h"

#include <algorithm>
#include <array>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <map>
#include <utility>

#include "ledger/base/limits.h"
#include "ledger/base/utf8.h"
#include "ledger/event/json.h"
#include "ledger/event/pattern.h"
#include "ledger/log/core_value.h"

namespace reqledger::log {
namespace {

using boost::json::object;
using boost::json::value;

constexpr int kSchemaDepthMax = 32;
constexpr std::array<std::pair<std::string_view, boost::json::kind>, 5> kKinds = {
    {{"object", boost::json::kind::object},
     {"array", boost::json::kind::array},
     {"string", boost::json::kind::string},
     {"integer", boost::json::kind::int64},
     {"boolean", boost::json::kind::bool_}}};

std::string TextOf(const value* text) {
  if (text == nullptr || !text->is_string()) return {};
  return {text->get_string().data(), text->get_string().size()};
}

// What the members of a schema identify; an annotation of another form says nothing.
docket::Identifiers IdentifiersIn(const object& properties) {
  docket::Identifiers identifiers;
  for (const auto& [name, schema] : properties) {
    const value* const said =
        schema.is_object() ? schema.get_object().if_contains("x-identifier") : nullptr;
    if (said == nullptr || !said->is_object() || CoreSlotOf(std::string(name))) continue;
    const std::string entity = TextOf(said->get_object().if_contains("entity"));
    const std::string role = TextOf(said->get_object().if_contains("role"));
    if (entity.empty() || role.empty()) continue;
    identifiers.emplace(std::string(name), event::Identifier{entity, role == "defines"});
  }
  return identifiers;
}

// `"x-personal": true`; an annotation of another form says no.
bool IsAnnotatedPersonal(const object& properties, const std::string& name) {
  const value* const member = properties.if_contains(name);
  if (member == nullptr || !member->is_object()) return false;
  const value* const said = member->get_object().if_contains("x-personal");
  return said != nullptr && said->is_bool() && said->get_bool();
}

}  // namespace

// One schema object, compiled.
struct SchemaFile::Rule {
  using Rules = std::map<std::string, Rule, std::less<>>;
  struct Bounds {
    std::optional<std::int64_t> least;
    std::optional<std::int64_t> most;
    bool Hold(std::int64_t number) const {
      return (!least || number >= *least) && (!most || number <= *most);
    }
  };

  std::optional<boost::json::kind> kind;
  std::optional<value> constant;
  std::optional<std::vector<value>> choices;
  Rules properties;
  std::vector<std::string> required;
  bool closed = false;  // additionalProperties is false
  std::unique_ptr<Rule> items;
  Bounds item_count;
  Bounds length;
  Bounds range;
  std::optional<event::Pattern> pattern;
  std::unique_ptr<Rule> condition;
  std::unique_ptr<Rule> consequence;
  std::unique_ptr<Rule> alternative;
  std::vector<Rule> all_of;
};

// Reads keywords; any of another form makes the whole file none.
class SchemaFile::Compiler {
 public:
  bool ok() const { return ok_; }

  Rule Compile(const value& schema) {
    Rule rule;
    if (!schema.is_object()) return Refuse(std::move(rule));
    const object& keywords = schema.get_object();
    CompileKind(keywords, rule);
    CompileObject(keywords, rule);
    CompileString(keywords, rule);
    rule.item_count = CompileBounds(keywords, "minItems", "maxItems");
    rule.length = CompileBounds(keywords, "minLength", "maxLength");
    rule.range = CompileBounds(keywords, "minimum", "maximum");
    rule.items = CompileChild(keywords, "items");
    rule.condition = CompileChild(keywords, "if");
    rule.consequence = CompileChild(keywords, "then");
    rule.alternative = CompileChild(keywords, "else");
    for (const value& one : ListAt(keywords, "allOf")) rule.all_of.push_back(Compile(one));
    return rule;
  }

 private:
  Rule Refuse(Rule rule) {
    ok_ = false;
    return rule;
  }

  std::span<const value> ListAt(const object& keywords, std::string_view name) {
    const value* list = keywords.if_contains(name);
    if (list == nullptr) return {};
    if (list->is_array()) return {list->get_array().data(), list->get_array().size()};
    ok_ = false;
    return {};
  }

  void CompileKind(const object& keywords, Rule& rule) {
    const value* type = keywords.if_contains("type");
    if (type == nullptr) return;
    const auto kind = std::ranges::find(kKinds, TextOf(type), &decltype(kKinds)::value_type::first);
    if (kind == kKinds.end()) {
      ok_ = false;
    } else {
      rule.kind = kind->second;
    }
  }

  void CompileObject(const object& keywords, Rule& rule) {
    if (const value* properties = keywords.if_contains("properties")) {
      if (!properties->is_object()) {
        ok_ = false;
        return;
      }
      for (const auto& property : properties->get_object()) {
        rule.properties.emplace(std::string(property.key()), Compile(property.value()));
      }
    }
    for (const value& name : ListAt(keywords, "required")) {
      if (!name.is_string()) ok_ = false;
      rule.required.push_back(TextOf(&name));
    }
    const value* additional = keywords.if_contains("additionalProperties");
    if (additional != nullptr && !additional->is_bool()) ok_ = false;
    rule.closed = additional != nullptr && additional->is_bool() && !additional->get_bool();
  }

  void CompileString(const object& keywords, Rule& rule) {
    if (const value* constant = keywords.if_contains("const")) rule.constant = *constant;
    if (keywords.contains("enum")) {
      const auto choices = ListAt(keywords, "enum");
      rule.choices.emplace(choices.begin(), choices.end());
    }
    if (const value* pattern = keywords.if_contains("pattern")) {
      rule.pattern = event::Pattern::Parse(TextOf(pattern));
      if (!rule.pattern) ok_ = false;
    }
  }

  Rule::Bounds CompileBounds(const object& keywords, std::string_view least,
                             std::string_view most) {
    return {CompileBound(keywords, least), CompileBound(keywords, most)};
  }

  std::optional<std::int64_t> CompileBound(const object& keywords, std::string_view name) {
    const value* bound = keywords.if_contains(name);
    if (bound == nullptr) return std::nullopt;
    if (bound->is_int64()) return bound->get_int64();
    ok_ = false;
    return std::nullopt;
  }

  std::unique_ptr<Rule> CompileChild(const object& keywords, std::string_view name) {
    const value* child = keywords.if_contains(name);
    return child == nullptr ? nullptr : std::make_unique<Rule>(Compile(*child));
  }

  bool ok_ = true;
};

class SchemaFile::Judge {
 public:
  static bool Accepts(const Rule& rule, const value& v) {
    if (rule.kind && v.kind() != *rule.kind) return false;
    if (rule.constant && *rule.constant != v) return false;
    if (rule.choices && std::ranges::find(*rule.choices, v) == rule.choices->end()) return false;
    if (v.is_string() && !AcceptsText(rule, TextOf(&v))) return false;
    if (v.is_int64() && !rule.range.Hold(v.get_int64())) return false;
    if (v.is_array() && !AcceptsItems(rule, v.get_array())) return false;
    if (v.is_object() && !AcceptsMembers(rule, v.get_object())) return false;
    if (!AcceptsBranch(rule, v)) return false;
    return std::ranges::all_of(rule.all_of, [&](const Rule& one) { return Accepts(one, v); });
  }

 private:
  static bool AcceptsText(const Rule& rule, const std::string& text) {
    if (rule.pattern && !rule.pattern->Matches(text)) return false;
    if (!rule.length.least && !rule.length.most) return true;
    return rule.length.Hold(static_cast<std::int64_t>(base::CountCodePoints(text)));
  }

  static bool AcceptsItems(const Rule& rule, const boost::json::array& items) {
    if (!rule.item_count.Hold(static_cast<std::int64_t>(items.size()))) return false;
    if (rule.items == nullptr) return true;
    return std::ranges::all_of(items,
                               [&](const value& item) { return Accepts(*rule.items, item); });
  }

  static bool AcceptsMembers(const Rule& rule, const object& members) {
    for (const std::string& name : rule.required) {
      if (!members.contains(name)) return false;
    }
    for (const auto& member : members) {
      const auto property = rule.properties.find(std::string_view(member.key()));
      if (property == rule.properties.end()) {
        if (rule.closed) return false;
      } else if (!Accepts(property->second, member.value())) {
        return false;
      }
    }
    return true;
  }

  static bool AcceptsBranch(const Rule& rule, const value& v) {
    if (rule.condition == nullptr) return true;
    const auto& branch = Accepts(*rule.condition, v) ? rule.consequence : rule.alternative;
    return branch == nullptr || Accepts(*branch, v);
  }
};

SchemaFile::SchemaFile() = default;
SchemaFile::~SchemaFile() = default;
SchemaFile::SchemaFile(SchemaFile&&) noexcept = default;
SchemaFile& SchemaFile::operator=(SchemaFile&&) noexcept = default;

std::optional<SchemaFile> SchemaFile::Parse(std::string_view bytes) {
  if (bytes.size() > base::kSchemaBytesMax) return std::nullopt;
  const auto json = event::ParseStrict(bytes, event::Names::kAny, kSchemaDepthMax);
  if (!json || !json->is_object()) return std::nullopt;
  const object& schema = json->get_object();
  const value* properties = schema.if_contains("properties");
  if (properties == nullptr || !properties->is_object()) return std::nullopt;
  Compiler compiler;
  SchemaFile file;
  file.rule_ = std::make_unique<const Rule>(compiler.Compile(*json));
  if (!compiler.ok()) return std::nullopt;
  file.identifiers_ = IdentifiersIn(properties->get_object());
  file.type_ = TextOf(schema.if_contains("x-type"));
  const value* version = schema.if_contains("x-version");
  if (version != nullptr && version->is_int64()) file.version_ = version->get_int64();
  for (const auto& [name, rule] : file.rule_->properties) {
    if (CoreSlotOf(name) || file.names_.size() == base::kMemberSlots) continue;
    file.names_.push_back(name);
    file.personal_.push_back(IsAnnotatedPersonal(properties->get_object(), name));
  }
  return file;
}

bool SchemaFile::IsPersonal(int slot) const {
  const int member = slot - base::kCoreSlots;
  return member >= 0 && static_cast<std::size_t>(member) < personal_.size() &&
         personal_[static_cast<std::size_t>(member)];
}

std::optional<int> SchemaFile::SlotOf(std::string_view name) const {
  const auto found = std::ranges::lower_bound(names_, name);
  if (found == names_.end() || *found != name) return std::nullopt;
  return base::kCoreSlots + static_cast<int>(found - names_.begin());
}

bool SchemaFile::Accepts(std::span<const event::Member> members) const {
  std::string json = "{";
  for (const event::Member& member : members) {
    if (json.size() > 1) json += ',';
    json += '"' + member.name + "\":" + member.value;
  }
  json += '}';
  // The values are canonical already, so this parser need not be a strict one.
  boost::json::monotonic_resource memory;
  boost::json::error_code failure;
  const value event = boost::json::parse(json, failure, &memory);
  return !failure && Judge::Accepts(*rule_, event);
}

}  // namespace reqledger::log
