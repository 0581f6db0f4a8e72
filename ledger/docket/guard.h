// Guards: the small language in which the data says when a rule applies.
//
//   guard := term { " and " term }
//   term  := path | "not " path | path " = " word | path " != " word | path " in (" word { ", "
//   word } ")" path  := [ "subject." ] name { "." name }
//
// A bare path holds where something stands there, and is not false. `subject.` reads what is kept
// of the entity that the event is about; other paths read the event. `!=` holds also where nothing
// stands there.
//
// Errors: invalid_argument for a text outside of the grammar.
// Source: schemas/README.md "Rules".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/docket/members.h"

namespace reqledger::docket {

class Guard {
 public:
  Guard() = default;  // always holds
  static base::Result<Guard> Parse(std::string_view text);

  bool Holds(const Members& event, const Members& subject) const;

 private:
  struct Term {
    std::string path;
    bool of_subject = false;
    bool positive = true;
    std::vector<std::string> words;  // none: being there is enough
  };
  static base::Result<Term> ParseTerm(std::string_view text);

  std::vector<Term> terms_;
};

}  // namespace reqledger::docket
