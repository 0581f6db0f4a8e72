// Members of an event asked for in plain words, each answer judged at once.
//
// Errors: a usage error where the answers end too early.
// Trust: what is typed is the person's own; nothing is remembered between runs.
#pragma once

#include <boost/json/fwd.hpp>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "tools/form.h"
#include "tools/known_ids.h"
#include "tools/local_time.h"
#include "tools/terminal.h"

namespace reqledger::tools {

class Asker {
 public:
  Asker(std::istream& in, std::ostream& out, const Terminal& terminal, const LocalClock& clock)
      : in_(in), out_(out), terminal_(terminal), clock_(clock) {}

  void SetKnown(KnownIds known) { known_ = std::move(known); }

  // One line, without white space around it. `prompt` ends with ": ".
  base::Result<std::string> Line(std::string_view prompt);
  base::Result<bool> YesNo(std::string_view question, bool on_enter);

  // The value of `field`; nothing where it is optional and left out.
  base::Result<std::optional<boost::json::value>> Ask(const Field& field, bool required,
                                                      std::size_t depth = 0);

  // Whether a person said that no optional member is wanted any more.
  bool no_more() const { return no_more_; }

  void Say(std::string_view text, Style style = Style::kPlain, std::size_t depth = 0);

 private:
  using Answer = base::Result<std::optional<boost::json::value>>;

  void Describe(const Field& field, bool required, std::size_t depth);
  void ListChoices(const Field& field, std::size_t depth);
  void ListChoices(const Field& field, const std::vector<std::size_t>& places, std::size_t depth);
  std::optional<std::string> ReadChoice(const Field& field, const std::string& typed,
                                        std::size_t depth);
  // Whether `typed` leaves an optional member out; a dot does so with all that follow.
  bool IsLeftOut(std::string_view typed, bool required);
  Answer AskScalar(const Field& field, bool required, std::size_t depth);
  Answer AskGroup(const Field& field, bool required, std::size_t depth);
  Answer AskParts(const Field& field, bool any_required, std::size_t depth);
  Answer AskList(const Field& field, bool required, std::size_t depth);
  Answer AskTexts(const Field& field, bool required, std::size_t depth);
  Answer AskListOfGroups(const Field& field, bool required, std::size_t depth);
  std::string Prompt(const Field& field, bool required, std::string_view suggestion,
                     std::size_t depth) const;
  std::string SuggestionFor(const Field& field, bool required) const;
  // The value that `typed` means for `field`; nothing, having said why, where it means none.
  std::optional<boost::json::value> Read(const Field& field, const std::string& typed,
                                         std::size_t depth);
  bool Obeys(const Field& field, const boost::json::value& value, std::size_t depth);

  std::istream& in_;
  std::ostream& out_;
  Terminal terminal_;
  LocalClock clock_;
  KnownIds known_;
  bool no_more_ = false;  // no optional member is asked for any more
};

}  // namespace reqledger::tools
