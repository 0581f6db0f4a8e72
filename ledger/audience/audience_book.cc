// The file is ours and checked by test, so its form is taken for granted.
#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "ledger/audience/audience.h"

namespace reqledger::embedded {
extern const std::string_view kAudiences;
}  // namespace reqledger::embedded

namespace reqledger::audience {
namespace {

namespace json = boost::json;

std::string Text(const json::object& object, std::string_view name) {
  const auto* const value = object.if_contains(name);
  return value == nullptr ? std::string() : std::string(std::string_view(value->as_string()));
}

bool Flag(const json::object& object, std::string_view name) {
  const auto* const value = object.if_contains(name);
  return value != nullptr && value->as_bool();
}

Words WordsIn(const json::object& object, std::string_view name) {
  Words words;
  const auto* const value = object.if_contains(name);
  if (value == nullptr) return words;
  for (const auto& word : value->as_array()) {
    words.emplace(std::string_view(word.as_string()));
  }
  return words;
}

View::Sees SeesOf(std::string_view word) {
  if (word == "everything") return View::Sees::kEverything;
  return word == "table" ? View::Sees::kByTable : View::Sees::kNothing;
}

View::Scope ScopeOf(std::string_view word) {
  if (word == "customer") return View::Scope::kCustomer;
  return word == "court" ? View::Scope::kCourt : View::Scope::kNone;
}

View ViewOf(const json::object& object, std::string_view name) {
  return {.name = Text(object, name),
          .sees = SeesOf(Text(object, "sees")),
          .chain = Flag(object, "chain"),
          .decoys = Flag(object, "decoys"),
          .personal_hidden = Flag(object, "personal_hidden"),
          .ledger_hidden = Flag(object, "ledger_hidden"),
          .only_own = Flag(object, "only_own"),
          .under_seal = Flag(object, "under_seal"),
          .banded_hidden = Flag(object, "banded_hidden"),
          .scope = ScopeOf(Text(object, "scope")),
          .takes = WordsIn(object, "takes"),
          .protected_from = WordsIn(object, "protected_from"),
          .permitted_as = WordsIn(object, "permitted_as"),
          .families = WordsIn(object, "families"),
          .classes = WordsIn(object, "classes"),
          .personal = WordsIn(object, "personal"),
          .own_classes = WordsIn(object, "own_classes"),
          .own_personal = WordsIn(object, "own_personal"),
          .title = Text(object, "title"),
          .whole = Text(object, "whole"),
          .partial = Text(object, "partial"),
          .filtered = Text(object, "filtered")};
}

Hidden HiddenOf(const json::object& object) {
  Hidden hidden{.families = WordsIn(object, "families"), .classes = WordsIn(object, "classes")};
  const std::string word = Text(object, "hides");
  if (word == "entry") hidden.reach = Hidden::Reach::kEntry;
  if (word == "matter") hidden.reach = Hidden::Reach::kMatter;
  return hidden;
}

}  // namespace

AudienceBook::AudienceBook() {
  const auto file = json::parse(embedded::kAudiences);
  for (const auto& [name, value] : file.at("core").as_object()) {
    core_.emplace(std::string_view(name), std::string_view(value.as_string()));
  }
  always_ = WordsIn(file.as_object(), "always");
  for (const auto& row : file.at("forbids").as_array()) {
    forbids_.emplace(Text(row.as_object(), "word"), HiddenOf(row.as_object()));
  }
  while_bound_ = HiddenOf(file.at("while_bound").as_object());
  unknown_.reach = Hidden::Reach::kMatter;
  for (const auto& row : file.at("audiences").as_array()) {
    audiences_.push_back(ViewOf(row.as_object(), "audience"));
  }
  for (const auto& row : file.at("roles").as_array()) {
    roles_.push_back(ViewOf(row.as_object(), "role"));
  }
}

const AudienceBook& AudienceBook::BuiltIn() {
  static const AudienceBook kBook;
  return kBook;
}

std::string_view AudienceBook::Json() { return embedded::kAudiences; }

const View* AudienceBook::Find(std::string_view audience) const {
  const auto found = std::ranges::find(audiences_, audience, &View::name);
  return found == audiences_.end() ? nullptr : &*found;
}

std::vector<std::string> AudienceBook::Names() const {
  std::vector<std::string> names;
  names.reserve(audiences_.size());
  for (const View& view : audiences_) names.push_back(view.name);
  return names;
}

const View& AudienceBook::OfRoles(const Words& roles) const {
  const auto found =
      std::ranges::find_if(roles_, [&](const View& view) { return roles.contains(view.name); });
  return found == roles_.end() ? nobody_ : *found;
}

std::string AudienceBook::CoreClass(std::string_view name) const {
  const auto found = core_.find(name);
  return found == core_.end() ? std::string() : found->second;
}

const Hidden& AudienceBook::HiddenBy(std::string_view word) const {
  const auto found = forbids_.find(word);
  return found == forbids_.end() ? unknown_ : found->second;
}

}  // namespace reqledger::audience
