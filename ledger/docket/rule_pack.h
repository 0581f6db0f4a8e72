// Rule packs: one jurisdiction's law as dated data, which a lawyer can read and sign off.
//
// Errors: invalid_argument naming the place in the file.
// Trust: a pack says what the ledger computes from, not what the law is; `confirmed` says whether a
// lawyer stood in for it. Source: schemas/rules/; schemas/README.md "Rules".
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/crypto/sha256.h"
#include "ledger/docket/duration.h"
#include "ledger/docket/guard.h"
#include "ledger/docket/moment.h"

namespace reqledger::docket {

class Fields;

// An event of a type, where the guard holds.
struct EventPattern {
  std::string type;
  Guard guard;
  std::vector<std::string> at;  // of a start: where its moment stands; else occurred_at
};

struct DeadlineRule {
  std::string rule;
  std::string title;
  std::string subject;  // entity
  std::vector<EventPattern> starts;
  std::vector<EventPattern> met_by;
  std::vector<EventPattern> ended_by;
  std::optional<Duration> duration;  // one of these three is there, or the rule is for people only
  std::vector<std::string> duration_at;  // paths to a duration in the event
  std::vector<std::string> ends_at;      // paths to the end itself
  std::string calendar;
  std::string holidays;  // empty: weekends alone
  std::string time_zone;
  bool production = false;  // stands while a challenge stays production
  bool not_before = false;
  std::string duty;
  std::string weight;
  std::string action;
  std::string on_expiry;
  std::vector<std::string> citation;
  std::string confidence;

  // Whether passing it is a breach. A right that nobody used, or a term that lapses, just passes.
  bool owed() const { return weight == "breach"; }
};

// A kind of demand, obligation or challenge, as the pack describes it.
struct Kind {
  std::string kind;
  std::string title;
  bool national_security = false;
  std::string json;  // the whole object, canonical
};

// What the ends of an obligation's terms are counted by.
struct SecrecyTerms {
  std::string calendar;
  std::string holidays;
  std::optional<Duration> cap;
  std::optional<Duration> renewal_cap;
  bool counts_as_gag = true;
  std::vector<std::string> register_leaves_out;  // classes of recipients
};

// How soon after it happened something is to be recorded.
struct Recording {
  Duration late_after;  // of days or more
  std::vector<std::string> citation;
  std::string confidence;
};

class RulePack {
 public:
  static base::Result<RulePack> Parse(std::string_view bytes);

  std::string name;
  int version = 0;
  std::string title;
  crypto::Hash sha256;  // of the file's bytes
  bool enabled = false;
  LocalDay effective_from;
  std::optional<LocalDay> effective_to;  // the first day that it no longer holds
  std::string time_zone;
  std::string reviewed_by;
  std::string reviewed_at;
  std::map<std::string, Kind, std::less<>> demand_kinds;
  std::map<std::string, Kind, std::less<>> secrecy_kinds;
  std::map<std::string, SecrecyTerms, std::less<>> secrecy_terms;
  std::map<std::string, Kind, std::less<>> challenge_kinds;
  // By category of data, the kinds of demand that suffice for it.
  std::map<std::string, std::set<std::string>, std::less<>> sufficiency;
  std::vector<DeadlineRule> rules;
  std::optional<Recording> recording;  // nothing where the pack does not say

  std::string Label() const { return name + ".v" + std::to_string(version); }
  bool confirmed() const { return !reviewed_by.empty() && !reviewed_at.empty(); }
  bool HoldsOn(LocalDay day) const {
    return enabled && effective_from <= day && (!effective_to || day < *effective_to);
  }
};

}  // namespace reqledger::docket
