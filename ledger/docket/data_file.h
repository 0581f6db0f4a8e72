// Reading of the data files: fields by name, each refusal naming the place.
//
// Errors: invalid_argument with the pointer of the field.
#pragma once

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/docket/guard.h"

namespace reqledger::docket {

// One object of a data file.
class Fields {
 public:
  // `value` outlives this.
  static base::Result<Fields> Of(const boost::json::value& value, std::string pointer);

  bool Has(std::string_view name) const { return Find(name) != nullptr; }
  base::Result<std::string> Text(std::string_view name) const;
  base::Result<std::string> TextOr(std::string_view name, std::string_view absent) const;
  base::Result<bool> FlagOr(std::string_view name, bool absent) const;
  base::Result<int> NumberOr(std::string_view name, int absent) const;
  base::Result<std::vector<std::string>> Texts(std::string_view name) const;  // none where absent
  base::Result<std::vector<Fields>> Objects(std::string_view name) const;     // none where absent
  base::Result<Guard> GuardOr(std::string_view name) const;     // absent: always holds
  const boost::json::value* Find(std::string_view name) const;  // null where absent

  // What is wrong with field `name`.
  base::Error Wrong(std::string_view name, std::string_view expected) const;

 private:
  Fields(const boost::json::object& object, std::string pointer)
      : object_(&object), pointer_(std::move(pointer)) {}

  const boost::json::object* object_;
  std::string pointer_;
};

}  // namespace reqledger::docket
