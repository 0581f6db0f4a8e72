// JSON Schema draft-07 as valijson implements it: the yes or no over an object of members.
//
// Threads: Accepts may be called by many at once; each thread keeps its own compiled patterns.
// Trust: the schema was linted; its patterns are bounded.
// Source: JSON Schema draft-07.
#pragma once

#include <boost/json/fwd.hpp>
#include <memory>

#include "ledger/base/result.h"

namespace reqledger::event {

class SchemaJudge {
 public:
  static base::Result<SchemaJudge> Compile(const boost::json::value& schema);
  ~SchemaJudge();
  SchemaJudge(SchemaJudge&&) noexcept;
  SchemaJudge& operator=(SchemaJudge&&) noexcept;

  bool Accepts(const boost::json::value& value) const;

 private:
  struct State;
  explicit SchemaJudge(std::unique_ptr<const State> state);
  std::unique_ptr<const State> state_;
};

}  // namespace reqledger::event
