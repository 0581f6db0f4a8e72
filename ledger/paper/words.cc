#include "ledger/paper/words.h"

#include <boost/json.hpp>
#include <map>
#include <set>
#include <utility>

namespace reqledger::paper {
namespace {

namespace json = boost::json;

// The member that names a kind, and the list of the rules that says what each kind is called.
constexpr std::pair<std::string_view, std::string_view> kKindLists[] = {
    {"kind", "demand_kinds"},
    {"secrecy_kind", "secrecy_kinds"},
    {"challenge_kind", "challenge_kinds"}};

base::Result<json::object> ParseObject(std::string_view what, std::string_view bytes) {
  boost::system::error_code error;
  json::value value = json::parse(json::string_view(bytes.data(), bytes.size()), error);
  if (error || !value.is_object()) {
    return base::Fail(base::Code::kCorrupt, std::string(what) + ": no JSON object");
  }
  return std::move(value.get_object());
}

const json::array* ArrayAt(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(json::string_view(name.data(), name.size()));
  return value == nullptr ? nullptr : value->if_array();
}

std::string TextAt(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(json::string_view(name.data(), name.size()));
  const json::string* text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string() : std::string(text->data(), text->size());
}

// Calls `visit` with each object of the list `name`, if there is one.
template <typename Visit>
void ForEachObject(const json::object& parent, std::string_view name, const Visit& visit) {
  const json::array* list = ArrayAt(parent, name);
  if (list == nullptr) return;
  for (const json::value& item : *list) {
    if (item.is_object()) visit(item.get_object());
  }
}

}  // namespace

struct Words::State {
  std::map<std::string, json::object, std::less<>> schemas;
  std::map<std::string, std::map<std::string, std::string, std::less<>>, std::less<>> kinds;
  std::set<std::string, std::less<>> ends;

  void AddRules(const json::object& rules) {
    ForEachObject(rules, "machines", [this](const json::object& machine) {
      std::set<std::string> closed;
      ForEachObject(machine, "states", [&closed](const json::object& state) {
        const json::value* open = state.if_contains("open");
        if (open != nullptr && open->is_bool() && !open->get_bool()) {
          closed.insert(TextAt(state, "state"));
        }
      });
      ForEachObject(machine, "transitions", [this, &closed](const json::object& transition) {
        if (closed.contains(TextAt(transition, "to"))) ends.insert(TextAt(transition, "type"));
      });
    });
    for (const auto& [member, list] : kKindLists) {
      ForEachObject(rules, list, [this, name = std::string(member)](const json::object& kind) {
        kinds[name][TextAt(kind, "kind")] = TextAt(kind, "title");
      });
    }
  }
};

Words::Words(std::unique_ptr<const State> state) : state_(std::move(state)) {}
Words::~Words() = default;
Words::Words(Words&&) noexcept = default;
Words& Words::operator=(Words&&) noexcept = default;

base::Result<Words> Words::Make(const event::SchemaCatalogue& catalogue,
                                const docket::RuleBook& rules) {
  auto state = std::make_unique<State>();
  for (const std::string& type : catalogue.Types()) {
    const event::Schema* schema = catalogue.Latest(type);
    if (schema == nullptr) continue;
    ASSIGN_OR_RETURN(state->schemas[type], ParseObject("schema of " + type, schema->bytes()));
  }
  for (const auto& [name, bytes] : rules.files()) {
    ASSIGN_OR_RETURN(const json::object file, ParseObject(name, bytes));
    state->AddRules(file);
  }
  return Words(std::move(state));
}

std::string Words::TypeTitle(std::string_view type) const {
  const auto found = state_->schemas.find(type);
  const std::string title =
      found == state_->schemas.end() ? std::string() : TextAt(found->second, "title");
  return title.empty() ? std::string(type) : title;
}

const json::object* Words::Properties(std::string_view type) const {
  const auto found = state_->schemas.find(type);
  if (found == state_->schemas.end()) return nullptr;
  const json::value* properties = found->second.if_contains("properties");
  return properties == nullptr ? nullptr : properties->if_object();
}

std::string Words::KindTitle(std::string_view member, std::string_view value) const {
  const auto list = state_->kinds.find(member);
  if (list == state_->kinds.end()) return {};
  const auto found = list->second.find(value);
  return found == list->second.end() ? std::string() : found->second;
}

bool Words::Ends(std::string_view type) const { return state_->ends.contains(type); }

}  // namespace reqledger::paper
