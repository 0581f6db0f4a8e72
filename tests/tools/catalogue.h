// The project's own schemas, and values that they take, for tests of forms.
#pragma once

#include <boost/json/fwd.hpp>
#include <map>
#include <string>

#include "tools/form.h"

namespace reqledger::tools {

// The bytes of every schema file, by name.
std::map<std::string, std::string> SchemaFiles();
Form FormOf(const std::string& type);
std::string SchemaOf(const std::string& type);

// True where `event` makes `field` required.
bool IsDemanded(const Field& field, const boost::json::object& event);

// A value that `field` takes in `event`: of a group, what is required in it; of a list, one item.
boost::json::value SampleOf(const Field& field, const boost::json::object& event);

}  // namespace reqledger::tools
