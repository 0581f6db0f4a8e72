// The members of an event as a guard reads them: by path, as plain words.
//
// Units: values are canonical JSON text, by the name of their top-level member.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reqledger::docket {

// Canonical JSON text by member name.
using Members = std::map<std::string, std::string, std::less<>>;

// What stands at `path` ("instrument.served_at"): a string without its quotes, else canonical JSON
// text. Nothing where it is not there.
std::optional<std::string> ValueAt(const Members& members, std::string_view path);

// The strings at `path`: the items of an array, or the one that stands there.
std::vector<std::string> StringsAt(const Members& members, std::string_view path);

// The members of the object at `path`; none where no object stands there.
Members ObjectAt(const Members& members, std::string_view path);

}  // namespace reqledger::docket
