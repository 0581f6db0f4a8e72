#include "ledger/log/batch_refusals.h"

#include <algorithm>
#include <string>
#include <utility>

namespace reqledger::log {
namespace {

base::Error Conflict(std::string message, base::Violation violation) {
  return {base::Code::kConflict, std::move(message), {std::move(violation)}, {}};
}

std::string WithArticle(const std::string& noun) {
  constexpr std::string_view kVowels = "aeiou";
  return (!noun.empty() && kVowels.find(noun.front()) != std::string_view::npos ? "an " : "a ") +
         noun;
}

base::Error NotExpected(std::string what, std::string usually_next) {
  return {base::Code::kConflict,
          std::move(what) + "; if it happened, record it with out_of_sequence {reason}",
          {{"/type", "out_of_sequence", std::move(usually_next)}},
          "irregular"};
}

}  // namespace

base::Error Irregular(const docket::RuleBook& book, const docket::Step& step,
                      std::string_view type) {
  const docket::Machine& machine = *book.FindMachine(step.name.entity);
  std::string next;
  for (const std::string& expected : machine.ExpectedTypes(step.from)) {
    next += (next.empty() ? "" : ", ") + expected;
  }
  return NotExpected(std::string(type) + " is not expected of " + WithArticle(machine.noun()) +
                         " in state " + step.from,
                     std::move(next));
}

base::Error IrregularWithoutState(const docket::RuleBook& book, const docket::Step& step,
                                  std::string_view type) {
  const docket::Machine& machine = *book.FindMachine(step.name.entity);
  return NotExpected(std::string(type) + " is not expected of this " + machine.noun() + " now",
                     "not told to a recorder alone");
}

base::Error StillRestedOn(const std::vector<std::uint64_t>& seqs) {
  constexpr std::size_t kNamedMax = 10;
  std::string named;
  for (std::size_t i = 0; i < std::min(seqs.size(), kNamedMax); ++i) {
    named += (i == 0 ? ": " : ", ") + std::to_string(seqs[i]);
  }
  if (seqs.size() > kNamedMax) named += " and more";
  return Conflict(
      "later entries rest on the entry" + named,
      {"/corrects", "withdraws", "an entry on which no other rests; withdraw those first"});
}

base::Error IdentifierTaken(const IdentifierUse& use) {
  return Conflict("this identifier is taken", {use.pointer, "identifier_taken",
                                               "an identifier that the ledger does not have yet"});
}

base::Error IdentifierErased(const IdentifierUse& use) {
  base::Error error = Conflict("this identifier is of a matter that was lawfully erased",
                               {use.pointer, "identifier_erased",
                                use.defines ? "an identifier that the ledger never had"
                                            : "an identifier of a matter that was not erased"});
  error.reason = "erased";
  return error;
}

base::Error IdentifierUnknown(const IdentifierUse& use) {
  return Conflict("this identifier is unknown", {use.pointer, "identifier_unknown",
                                                 "an identifier that an earlier event introduced"});
}

base::Error IdentifierOfOthers(const IdentifierUse& use) {
  return Conflict("this identifier is not one for you to use",
                  {use.pointer, "identifier_not_yours",
                   "an identifier of a matter in which you recorded, or a free one to introduce"});
}

base::Error IdempotencyKeyUsed() {
  return Conflict("this idempotency key was used for another event",
                  {"/idempotency_key", "repeat", "the same event as before, or another key"});
}

}  // namespace reqledger::log
