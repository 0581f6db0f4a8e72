// Who may be shown what of an entry: one decision over one table, for exports and for callers of
// the daemon alike.
//
// Errors: none: what is not clear is not shown.
// Threads: a View is not changed once made.
// Trust: whoever decides the Situation decides. It is made of the present docket: what an order
// forbids today was perhaps shown yesterday.
// Source: schemas/audiences.json, which is built into the program; docs/audiences.md.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reqledger::audience {

using Words = std::set<std::string, std::less<>>;

// A member by what decides about it: its class (`x-audience`; of a core member CoreClass) and
// whether it is about a person.
struct Member {
  std::string member_class;
  bool personal = false;
};

// An order of secrecy that binds. What was not recorded of it counts as the most that it may say.
struct Order {
  Words forbids = {};         // empty: everything
  Words protected_from = {};  // empty: everyone
  Words permitted = {};       // classes of recipients
};

// A court's docket of the challenges that an entry names.
enum class Docket { kNone, kPublic, kNotPublic };

// What the decision turns on, of one entry.
struct Situation {
  std::string type;         // of a correction: of what it corrects
  bool of_ledger = false;   // it lies in matter `ledger`
  bool known = false;       // it was found out what the entry is about; nothing below holds else
  bool own = false;         // all that it is about is the customer's, or in the court's docket
  bool own_target = false;  // it names targets, all of them the customer's
  bool banded = false;  // of a kind that may be counted in bands only, or of a kind that is unknown
  Docket docket = Docket::kNone;
  std::vector<Order> orders = {};         // over what the entry is about
  std::vector<Order> matter_orders = {};  // over other things in its matter
};

// One row of the table: an audience, or a role.
struct View {
  enum class Sees { kNothing, kByTable, kEverything };
  enum class Scope { kNone, kCustomer, kCourt };

  std::string name;
  Sees sees = Sees::kNothing;
  bool chain = false;            // matter_seq and matter_prev
  bool decoys = false;           // the decoys too, so that every slot opens
  bool personal_hidden = false;  // sees everything but members about persons
  bool ledger_hidden = false;    // sees everything but matter `ledger`
  bool only_own = false;         // nothing that is not its own
  bool under_seal = false;       // its own is shown whatever orders forbid
  bool banded_hidden = false;
  Scope scope = Scope::kNone;
  Words takes;           // what is to be said of whom the export is for
  Words protected_from;  // words of orders that mean this audience
  Words permitted_as;    // classes of recipients that it is
  Words families;        // first words of types
  Words classes;         // of members about no person
  Words personal;        // of members about persons
  Words own_classes;     // further ones, of its own
  Words own_personal;
  std::string title;     // in people\'s words, such as "a court, under seal"
  std::string whole;     // what an export of the whole ledger says that it holds
  std::string partial;   // likewise of some matters; empty: there is none
  std::string filtered;  // likewise of some types or some time; empty: as partial

  // Every slot of every entry, so that nothing needs deciding.
  bool opens_all() const {
    return sees == Sees::kEverything && chain && decoys && !personal_hidden && !ledger_hidden;
  }
  bool opens_nothing() const { return sees == Sees::kNothing; }
  bool opens_personal() const {
    return sees == Sees::kEverything ? !personal_hidden
                                     : !(personal.empty() && own_personal.empty());
  }

  bool Shows(const Member& member, const Situation& situation) const;
  // Whether anything of the entry may be shown.
  bool ShowsEntry(const Situation& situation) const;
};

// What of an entry one order hides.
struct Hidden {
  enum class Reach { kSome, kEntry, kMatter };
  Reach reach = Reach::kSome;
  Words families;
  Words classes;
};

class AudienceBook {
 public:
  static const AudienceBook& BuiltIn();
  static std::string_view Json();  // the file's bytes

  const View* Find(std::string_view audience) const;  // null where there is none
  std::vector<std::string> Names() const;
  // Of a caller who has these roles: the first of the table that is among them; else one that sees
  // nothing.
  const View& OfRoles(const Words& roles) const;

  // The class of a core member.
  std::string CoreClass(std::string_view name) const;
  // Types that every audience is shown.
  bool IsAlwaysShown(std::string_view type) const { return always_.contains(type); }
  // What a word of `forbids` hides; an unknown word hides the matter.
  const Hidden& HiddenBy(std::string_view word) const;
  const Hidden& while_bound() const { return while_bound_; }

 private:
  AudienceBook();

  std::map<std::string, std::string, std::less<>> core_;
  Words always_;
  std::map<std::string, Hidden, std::less<>> forbids_;
  Hidden while_bound_;
  Hidden unknown_;
  std::vector<View> audiences_;
  std::vector<View> roles_;
  View nobody_;
};

}  // namespace reqledger::audience
