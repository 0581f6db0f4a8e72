// A bundle's files as a stranger reads them, with nothing of the product but base64url.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>

namespace reqledger::bundle {

std::string Slurp(const std::filesystem::path& path);

// The opened members of each entry: seq → name → the text of [salt, name, value].
using Opened = std::map<std::uint64_t, std::map<std::string, std::string>>;
Opened ReadOpened(const std::filesystem::path& bundle);
std::set<std::string> NamesOf(const std::map<std::string, std::string>& members);

// Of each file its name, and how many bytes, lines and words it has.
using Shape = std::map<std::string, std::array<std::size_t, 3>>;
Shape ShapeOf(const std::filesystem::path& bundle);

}  // namespace reqledger::bundle
