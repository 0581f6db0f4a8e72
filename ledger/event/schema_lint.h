// The steps of LintSchema: keywords, bounds, annotations. Included by the lint's own files alone.
//
// Source: docs/formats.md section 6.
#pragma once

#include <boost/json/fwd.hpp>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/error.h"

namespace reqledger::event {

class SchemaLint {
 public:
  void CheckFile(const boost::json::value& file);
  const std::vector<base::Violation>& violations() const { return violations_; }

 private:
  using Object = boost::json::object;
  using Value = boost::json::value;
  using Keywords = std::initializer_list<std::string_view>;

  void Refuse(const std::string& pointer, std::string_view rule, std::string_view expected);

  void CheckHead(const Object& schema);
  void CheckBlocks(const Object& schema);
  void CheckBlock(const Object& block, const Object& whole, const std::string& pointer);
  void CheckMembers(const Object& properties);
  void CheckAnnotations(const Object& member, const std::string& pointer);
  void CheckIdentifier(const Object& member, const std::string& pointer);
  void CheckLookup(const Object& member, const std::string& pointer);
  void CheckLookupRules(const Object& lookup, const Object& types, const std::string& at);

  // A full schema describes a member and bounds it; a partial one, under if, then or else, only
  // narrows what a full one says.
  void CheckFull(const Value& schema, const std::string& pointer);
  void CheckFullObject(const Object& schema, const std::string& pointer);
  void CheckFullArray(const Object& schema, const std::string& pointer);
  void CheckPartial(const Value& partial, const Value* whole, const std::string& pointer);
  void CheckPartialObject(const Object& partial, const Object& whole, const std::string& pointer);

  void CheckKeywords(const Object& schema, Keywords allowed, const std::string& pointer);
  void CheckText(const Object& schema, std::string_view keyword, const std::string& pointer);
  void CheckCounts(const Object& schema, std::string_view least, std::string_view most,
                   const std::string& pointer);
  void CheckStringKeywords(const Object& schema, const std::string& pointer);
  void CheckEnum(const Value& list, const std::string& pointer);
  void CheckRequired(const Object& schema, const Object& properties, const std::string& pointer);

  std::vector<base::Violation> violations_;
};

}  // namespace reqledger::event
