#include "ledger/audience/audience.h"

#include <algorithm>

namespace reqledger::audience {
namespace {

constexpr std::string_view kCore = "core";
constexpr std::string_view kChain = "chain";
constexpr std::string_view kLedger = "ledger";
constexpr std::string_view kChallenge = "challenge";

std::string_view FamilyOf(std::string_view type) { return type.substr(0, type.find('.')); }

bool HaveCommon(const Words& words, const Words& others) {
  return std::ranges::any_of(words, [&](const auto& word) { return others.contains(word); });
}

bool Binds(const Order& order, const View& view) {
  if (HaveCommon(order.permitted, view.permitted_as)) return false;
  return order.protected_from.empty() || HaveCommon(order.protected_from, view.protected_from);
}

bool Names(const Hidden& hidden, std::string_view family, std::string_view member_class) {
  return hidden.families.contains(family) || hidden.classes.contains(member_class);
}

// Whether an order over what the entry is about hides the member.
bool Hides(const Order& order, std::string_view family, std::string_view member_class) {
  const AudienceBook& book = AudienceBook::BuiltIn();
  if (order.forbids.empty() || Names(book.while_bound(), family, member_class)) return true;
  return std::ranges::any_of(order.forbids, [&](const std::string& word) {
    const Hidden& hidden = book.HiddenBy(word);
    return hidden.reach != Hidden::Reach::kSome || Names(hidden, family, member_class);
  });
}

// Whether an order over something else in the matter hides all that is in it.
bool HidesMatter(const Order& order) {
  return order.forbids.empty() || std::ranges::any_of(order.forbids, [](const std::string& word) {
           return AudienceBook::BuiltIn().HiddenBy(word).reach == Hidden::Reach::kMatter;
         });
}

bool IsSecret(const View& view, const Situation& situation, std::string_view family,
              std::string_view member_class) {
  if (view.under_seal && situation.own) return false;
  const bool of_challenge = family == kChallenge || member_class == kChallenge;
  if (of_challenge && situation.docket == Docket::kNotPublic) return true;
  // What anybody can read in a court's docket is no secret, and of its entry no more than that.
  if (of_challenge && situation.docket == Docket::kPublic &&
      (member_class == kCore || member_class == kChallenge)) {
    return false;
  }
  return std::ranges::any_of(situation.orders,
                             [&](const Order& order) {
                               return Binds(order, view) && Hides(order, family, member_class);
                             }) ||
         std::ranges::any_of(situation.matter_orders, [&](const Order& order) {
           return Binds(order, view) && HidesMatter(order);
         });
}

bool IsInTable(const View& view, const Member& member, const Situation& situation) {
  const Words& of_all = member.personal ? view.personal : view.classes;
  const Words& of_own = member.personal ? view.own_personal : view.own_classes;
  if (member.member_class == "target" && view.scope == View::Scope::kCustomer) {
    return of_all.contains(member.member_class) && situation.own_target;
  }
  return of_all.contains(member.member_class) ||
         (situation.own && of_own.contains(member.member_class));
}

bool ShowsByTable(const View& view, const Member& member, const Situation& situation) {
  // Whoever is shown anything of an entry is shown its type.
  if (member.member_class != kCore && !view.ShowsEntry(situation)) return false;
  const std::string_view family = FamilyOf(situation.type);
  if (!situation.known || situation.of_ledger || !view.families.contains(family)) return false;
  if (view.only_own && !situation.own) return false;
  if (view.banded_hidden && situation.banded) return false;
  return IsInTable(view, member, situation) &&
         !IsSecret(view, situation, family, member.member_class);
}

}  // namespace

bool View::Shows(const Member& member, const Situation& situation) const {
  if (AudienceBook::BuiltIn().IsAlwaysShown(situation.type) && situation.of_ledger) {
    if (member.member_class == kCore || member.member_class == kLedger) return true;
  }
  switch (sees) {
    case Sees::kNothing:
      return false;
    case Sees::kEverything:
      if (personal_hidden && member.personal) return false;
      if (ledger_hidden && situation.of_ledger) return false;
      return chain || member.member_class != kChain;
    case Sees::kByTable:
      return ShowsByTable(*this, member, situation);
  }
  return false;
}

bool View::ShowsEntry(const Situation& situation) const {
  return Shows({.member_class = std::string(kCore)}, situation);
}

}  // namespace reqledger::audience
