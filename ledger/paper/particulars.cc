#include "ledger/paper/particulars.h"

#include <algorithm>
#include <boost/json.hpp>
#include <limits>
#include <set>
#include <utility>

#include "ledger/base/limits.h"
#include "ledger/event/json.h"
#include "ledger/paper/characters.h"
#include "ledger/paper/dates.h"

namespace reqledger::paper {
namespace {

namespace json = boost::json;

// Core members, which stand above the particulars.
const std::set<std::string, std::less<>> kCore = {"type",        "schema",      "matter",
                                                  "matter_seq",  "matter_prev", "occurred_at",
                                                  "recorded_at", "recorded_by"};
// From this place of a schema's order on stands what every type has: notes, sources, papers.
constexpr std::int64_t kCommonOrder = 900;
constexpr std::int64_t kNoOrder = std::numeric_limits<std::int64_t>::max();
constexpr std::size_t kSummaryValueCharacters = 100;
constexpr int kSummaryDepthMax = 1;

json::value ParseLoosely(std::string_view text) {
  auto value = event::ParseStrict(text, event::Names::kAny, base::kEventDepthMax);
  return value ? *std::move(value) : json::value(json::string(text));
}

const json::object* ObjectAt(const json::object* parent, json::string_view name) {
  const json::value* value = parent == nullptr ? nullptr : parent->if_contains(name);
  return value == nullptr ? nullptr : value->if_object();
}

std::string TextAt(const json::object* parent, json::string_view name) {
  const json::value* value = parent == nullptr ? nullptr : parent->if_contains(name);
  const json::string* text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string() : std::string(text->data(), text->size());
}

std::string LabelOf(std::string_view name, const json::object* schema) {
  const std::string title = TextAt(schema, "title");
  return title.empty() ? NameText(name) : title;
}

std::int64_t OrderOf(const json::object* schema) {
  const json::value* order = schema == nullptr ? nullptr : schema->if_contains("x-order");
  return order != nullptr && order->is_int64() ? order->get_int64() : kNoOrder;
}

// Makes the lines of one entry.
class Teller {
 public:
  Teller(const Words& words, std::size_t items_max) : words_(words), items_max_(items_max) {}

  // `member` is the name at the top, by which kinds have titles.
  void Tell(std::string_view member, const std::string& label, const json::value& value,
            const json::object* schema, int depth) {
    if (const json::object* object = value.if_object()) {
      if (object->empty()) return Add(depth, label, "no value");
      Add(depth, label, "");
      return TellParts(member, *object, schema, depth + 1);
    }
    if (const json::array* array = value.if_array()) {
      return TellArray(member, label, *array, schema, depth);
    }
    TellScalar(member, label, value, schema, depth);
  }

  Particulars Take() { return std::move(told_); }

 private:
  void TellParts(std::string_view member, const json::object& object, const json::object* schema,
                 int depth) {
    const json::object* properties = ObjectAt(schema, "properties");
    std::vector<std::pair<std::size_t, const json::key_value_pair*>> parts;  // with their places
    for (const json::key_value_pair& part : object) {
      const auto* const found = properties == nullptr ? nullptr : properties->find(part.key());
      parts.emplace_back(
          found == nullptr ? 0 : static_cast<std::size_t>(found - properties->begin()), &part);
    }
    std::sort(parts.begin(), parts.end());
    for (const auto& [place, part] : parts) {
      const json::object* inner = ObjectAt(properties, part->key());
      const std::string_view name(part->key().data(), part->key().size());
      Tell(member, LabelOf(name, inner), part->value(), inner, depth);
    }
  }

  void TellArray(std::string_view member, const std::string& label, const json::array& array,
                 const json::object* schema, int depth) {
    if (array.empty()) return Add(depth, label, "no value");
    const json::object* items = ObjectAt(schema, "items");
    std::size_t number = 0;
    for (const json::value& item : array) {
      ++number;
      const std::string shown = number == 1 ? label : "";
      if (item.is_structured() && array.size() > 1) {
        Tell(member, label + " " + std::to_string(number), item, items, depth);
      } else {
        is_listed_ = array.size() > 1;
        Tell(member, shown, item, items, depth);
        is_listed_ = false;
      }
    }
  }

  void TellScalar(std::string_view member, const std::string& label, const json::value& value,
                  const json::object* schema, int depth) {
    if (const json::string* string = value.if_string()) {
      const std::string text(string->data(), string->size());
      const bool listed = schema != nullptr && schema->if_contains("enum") != nullptr;
      if (!listed) return Add(depth, label, text);
      const std::string title = words_.KindTitle(member, text);
      std::string spaced = text;
      std::replace(spaced.begin(), spaced.end(), '_', ' ');
      return title.empty() ? Add(depth, label, spaced) : Add(depth, label, title, text);
    }
    if (value.is_bool()) return Add(depth, label, value.get_bool() ? "yes" : "no");
    if (value.is_int64()) {
      const std::int64_t number = value.get_int64();
      const std::string digits = Grouped(static_cast<std::uint64_t>(number < 0 ? -number : number));
      return Add(depth, label, number < 0 ? "\xe2\x88\x92" + digits : digits);
    }
    if (value.is_uint64()) return Add(depth, label, Grouped(value.get_uint64()));
    Add(depth, label, "no value");
  }

  void Add(int depth, std::string label, std::string text, std::string code = {}) {
    if (told_.items.size() >= items_max_) {
      ++told_.left_out;
      return;
    }
    told_.items.push_back({.depth = depth,
                           .label = std::move(label),
                           .text = std::move(text),
                           .code = std::move(code),
                           .is_listed = is_listed_});
  }

  const Words& words_;
  std::size_t items_max_;
  Particulars told_;
  bool is_listed_ = false;
};

struct Shown {
  const Member* member = nullptr;
  const json::object* schema = nullptr;
  std::int64_t order = kNoOrder;
};

std::vector<Shown> InOrder(const Entry& entry, std::string_view type, const Words& words) {
  const json::object* properties = words.Properties(type);
  std::vector<Shown> shown;
  for (const Member& member : entry.members) {
    if (kCore.contains(member.name)) continue;
    const json::object* schema = ObjectAt(properties, member.name);
    shown.push_back({.member = &member, .schema = schema, .order = OrderOf(schema)});
  }
  std::sort(shown.begin(), shown.end(), [](const Shown& left, const Shown& right) {
    return std::pair(left.order, left.member) < std::pair(right.order, right.member);
  });
  return shown;
}

}  // namespace

std::string_view MemberJson(const Entry& entry, std::string_view name) {
  for (const Member& member : entry.members) {
    if (member.name == name) return member.json;
  }
  return {};
}

std::string CoreText(const Entry& entry, std::string_view name) {
  const std::string_view text = MemberJson(entry, name);
  if (text.empty()) return {};
  const json::value value = ParseLoosely(text);
  const json::string* string = value.if_string();
  return string == nullptr ? std::string() : std::string(string->data(), string->size());
}

Particulars ParticularsOf(const Entry& entry, std::string_view type, const Words& words) {
  Teller teller(words, kItemsMax);
  for (const Shown& shown : InOrder(entry, type, words)) {
    teller.Tell(shown.member->name, LabelOf(shown.member->name, shown.schema),
                ParseLoosely(shown.member->json), shown.schema, 0);
  }
  return teller.Take();
}

std::string SummaryOf(const Entry& entry, std::string_view type, const Words& words,
                      std::size_t characters_max) {
  std::string summary;
  std::size_t characters = 0;
  for (const Shown& shown : InOrder(entry, type, words)) {
    if (shown.order >= kCommonOrder && shown.order != kNoOrder) continue;
    Teller teller(words, kItemsMax);
    teller.Tell(shown.member->name, LabelOf(shown.member->name, shown.schema),
                ParseLoosely(shown.member->json), shown.schema, 0);
    for (const Item& item : teller.Take().items) {
      if (item.depth > kSummaryDepthMax || item.text.empty()) continue;
      const std::string text = OneLine(Beginning(item.text, kSummaryValueCharacters));
      const std::string part =
          item.label.empty() ? ", " + text
                             : (summary.empty() ? "" : " \xc2\xb7 ") + item.label + ": " + text;
      characters += CountCharacters(part);
      if (characters > characters_max && !summary.empty()) return summary + " \xe2\x80\xa6";
      summary += part;
    }
  }
  return summary;
}

}  // namespace reqledger::paper
