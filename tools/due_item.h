// What is due, as the daemon answers it, made ready for people, spreadsheets and calendars.
//
// Trust: titles come from the rule packs and ids from submitters; whoever prints makes them
// harmless.
#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <vector>

#include "ledger/base/time.h"
#include "tools/time_left.h"

namespace reqledger::tools {

struct DueItem {
  std::string key;      // unique within its subject: a deadline's id, or what ends
  std::string subject;  // "demand"
  std::string id;
  std::string matter;
  std::string title;
  std::string action;
  std::string on_expiry;
  std::string status;
  std::string strict_at;  // RFC 3339 with offset; empty: at any time
  std::string legal_at;
  std::string citation;
  bool overdue = false;
  bool suspended = false;
  bool confirmed = false;       // by a lawyer
  bool holidays_known = false;  // else the count may be off by some days

  DueTimes times() const;
  // "in 3 days"; what stands still has no time that runs.
  std::string Left(base::Instant now) const;
};

// Of a deadline as the daemon describes it.
DueItem DueItemOf(const boost::json::value& deadline);

// Those of an answer, in its order: most urgent first. The end of an obligation that is also one of
// its deadlines is there once.
std::vector<DueItem> DueItemsOf(const boost::json::value& answer);

// When the answer was made.
base::Instant AsOf(const boost::json::value& answer);

}  // namespace reqledger::tools
