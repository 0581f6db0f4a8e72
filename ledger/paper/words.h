// What a ledger's own schemas and rules call things, for people.
//
// Errors: corrupt where a schema or a rule file is no JSON.
// Threads: many at once, once made.
// Source: schemas/README.md; the page of a bundle takes the same words from the same files.
#pragma once

#include <boost/json/fwd.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "ledger/base/result.h"
#include "ledger/docket/rule_book.h"
#include "ledger/event/schema.h"

namespace reqledger::paper {

class Words {
 public:
  // Nothing of catalogue and rules is kept.
  static base::Result<Words> Make(const event::SchemaCatalogue& catalogue,
                                  const docket::RuleBook& rules);
  ~Words();
  Words(Words&&) noexcept;
  Words& operator=(Words&&) noexcept;

  // The title of a type of events; the type itself where no schema has one.
  std::string TypeTitle(std::string_view type) const;
  // What the newest schema of `type` says of its members; null where there is none.
  const boost::json::object* Properties(std::string_view type) const;
  // The title of `value` in `member`, where the member names a kind; empty where none is known.
  std::string KindTitle(std::string_view member, std::string_view value) const;
  // Whether events of `type` lead a demand, a duty of secrecy or a challenge to its end.
  bool Ends(std::string_view type) const;

 private:
  struct State;
  explicit Words(std::unique_ptr<const State> state);
  std::unique_ptr<const State> state_;
};

}  // namespace reqledger::paper
