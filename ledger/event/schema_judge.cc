#include "ledger/event/schema_judge.h"

#include <exception>
#include <valijson/adapters/boost_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

namespace reqledger::event {

struct SchemaJudge::State {
  valijson::Schema schema;
};

SchemaJudge::SchemaJudge(std::unique_ptr<const State> state) : state_(std::move(state)) {}
SchemaJudge::~SchemaJudge() = default;
SchemaJudge::SchemaJudge(SchemaJudge&&) noexcept = default;
SchemaJudge& SchemaJudge::operator=(SchemaJudge&&) noexcept = default;

base::Result<SchemaJudge> SchemaJudge::Compile(const boost::json::value& schema) {
  auto state = std::make_unique<State>();
  try {
    valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
    parser.populateSchema(valijson::adapters::BoostJsonAdapter(schema), state->schema);
  } catch (const std::exception& error) {
    return base::Fail(base::Code::kInvalidArgument,
                      std::string("schema does not compile: ") + error.what());
  }
  return SchemaJudge(std::move(state));
}

bool SchemaJudge::Accepts(const boost::json::value& value) const {
  // A validator holds nothing but compiled patterns by their text; compiling one costs more than
  // judging an event.
  thread_local valijson::Validator validator(valijson::Validator::kStrongTypes);
  return validator.validate(state_->schema, valijson::adapters::BoostJsonAdapter(value), nullptr);
}

}  // namespace reqledger::event
