// Records many sequences of events side by side, as people would who do not know of each other:
// each sequence in its order, a few events a request, an irregular step again with its reason.
#pragma once

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <future>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ledger/docket/rule_book.h"
#include "ledger/event/schema.h"
#include "ledger/log/prepare.h"
#include "tests/testing/temp_ledger.h"

namespace reqledger::log {

// Of one event: where it stands, or why it does not.
struct Outcome {
  std::optional<std::uint64_t> seq;
  bool irregular = false;  // recorded only after a reason was given
  std::string refused;     // the reason or the rule, and the message
};

struct Sequence {
  std::vector<std::string> lines;
  std::size_t next = 0;  // of the lines
  bool reason_given = false;
  std::vector<Outcome> outcomes;  // of the events so far, in order
  std::set<std::string> matters;
  std::set<docket::EntityName> names;  // of what was recorded, whatever has a docket
};

class SequenceRecorder {
 public:
  // `ledger` is open, and outlives this.
  static base::Result<SequenceRecorder> Create(const std::string& schemas,
                                               testing::TempLedger& ledger);

  void AddLine(const std::string& line);
  // Fails where the log itself does; what it refuses is an outcome.
  base::Result<void> RecordAll();

  const std::vector<Sequence>& sequences() const { return sequences_; }
  const event::SchemaCatalogue& catalogue() const { return *catalogue_; }
  const docket::RuleBook& rules() const { return *rules_; }

 private:
  // A request that was sent: what it asks about, and what will be answered.
  struct Request {
    Sequence* sequence = nullptr;
    std::vector<docket::FoldEvent> events;
    std::future<std::vector<base::Result<Appended>>> answer;
  };

  explicit SequenceRecorder(testing::TempLedger& ledger) : ledger_(ledger) {}
  base::Result<std::optional<Request>> Send(Sequence& sequence, std::size_t events_max);
  base::Result<PreparedEvent> PrepareLine(const Sequence& sequence, std::size_t line) const;
  base::Result<void> Take(Request& request) const;

  testing::TempLedger& ledger_;
  std::unique_ptr<const event::SchemaCatalogue> catalogue_;
  std::unique_ptr<const docket::RuleBook> rules_;
  std::unique_ptr<const Preparer> preparer_;
  std::vector<Sequence> sequences_;
  bool begun_ = false;  // the last sequence takes further lines
};

}  // namespace reqledger::log
