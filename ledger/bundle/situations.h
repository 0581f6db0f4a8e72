// What the decision about an entry turns on, found out from the present docket.
//
// Errors: those of the reader.
// Threads: one at a time.
// Limits: memory grows with the orders that bind and with what is the customer's or the court's
// own, not with entries.
// Trust: orders are those of the moment in which this is made.
// Source: docs/audiences.md.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ledger/audience/audience.h"
#include "ledger/base/result.h"
#include "ledger/base/time.h"
#include "ledger/bundle/shown_slots.h"
#include "ledger/docket/entity.h"
#include "ledger/event/schema.h"
#include "ledger/log/docket_reader.h"
#include "ledger/log/fold_entry.h"
#include "ledger/log/reader.h"

namespace reqledger::bundle {

// For whom of an audience's kind: which customer, which court.
struct Recipient {
  std::string customer_ref;
  std::string court;
  std::string docket_number;
};

class Situations {
 public:
  // All outlive this.
  struct Ground {
    const log::Reader& reader;
    const log::DocketReader& docket;
    const event::SchemaCatalogue& catalogue;
  };
  static base::Result<Situations> Make(const Ground& ground, const audience::View& view,
                                       const Recipient& recipient, base::Instant now);

  // Which slots of `entry`, opened whole, the view shows.
  base::Result<Slots> Shown(const log::OpenedEntry& entry);

 private:
  using Name = docket::EntityName;
  // What an entry is about: what it names, and the demands and orders that hang together with it.
  struct About {
    docket::FoldEvent event;  // of a correction: that which it corrects
    std::set<Name> named;
    std::set<Name> targets;
    std::set<Name> demands;
    std::set<std::string> orders;
    audience::Docket docket = audience::Docket::kNone;
    bool known = true;
  };

  Situations(const Ground& ground, const audience::View& view, Recipient recipient,
             base::Instant now);

  base::Result<void> FindOrders();
  base::Result<void> FindOwnOfCustomer();
  base::Result<void> FindOwnOfCourt();
  base::Result<bool> WasBeforeCourt(const docket::Entity& challenge);
  base::Result<About> AboutEntry(std::uint64_t seq);
  base::Result<void> AddKin(const Name& name, About& about);
  base::Result<const docket::Entity*> Find(const Name& name);
  base::Result<std::optional<std::string>> CustomerByCorrection(const About& about);
  base::Result<audience::Situation> SituationOf(const About& about);
  base::Result<bool> IsBanded(const About& about);
  bool IsOwn(const About& about) const;
  audience::Docket DocketOf(const docket::Entity& challenge) const;

  const Ground ground_;
  const audience::View& view_;
  const Recipient recipient_;
  const base::Instant now_;
  log::EntryEvents events_;
  std::map<std::string, audience::Order> binding_;              // by the order's id
  std::map<std::string, std::set<std::string>> matter_orders_;  // by matter, the ids
  std::set<std::string> whole_case_;                            // those that cover all of a matter
  std::set<Name> own_;                                          // demands, targets, orders …
  std::map<Name, std::optional<docket::Entity>> recent_;
};

}  // namespace reqledger::bundle
