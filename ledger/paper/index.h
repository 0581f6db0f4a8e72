// What is kept of each entry while a paper is made: enough for dockets, timelines and the table.
//
// Errors: corrupt where an entry does not follow the one before.
// Limits: kSummaryCharactersMax and a few short texts an entry.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ledger/paper/paper.h"
#include "ledger/paper/words.h"

namespace reqledger::paper {

// What lives through time, in the order in which timelines show it.
enum class Entity : std::uint8_t { kDemand, kSecrecy, kChallenge };
inline constexpr std::size_t kEntities = 3;
// "demand": the first part of the types of events about it.
std::string_view EntityWord(Entity entity);
// "Demand", for people.
std::string_view EntityTitle(Entity entity);

struct Row {
  std::uint64_t seq = 0;
  std::string type;  // empty: not opened
  std::optional<std::size_t> matter;
  std::string occurred;                    // for people
  std::optional<double> day;               // since 1970-01-01
  std::string recorded;                    // for people
  std::array<std::string, kEntities> ids;  // empty: about none
  std::string summary;
};

struct Index {
  std::vector<Row> rows;             // ascending by seq
  std::vector<std::string> matters;  // in order of first appearance
};

inline constexpr std::size_t kSummaryCharactersMax = 320;

base::Result<Index> MakeIndex(const EntrySource& source, const Words& words);

}  // namespace reqledger::paper
