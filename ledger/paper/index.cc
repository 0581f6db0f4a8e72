#include "ledger/paper/index.h"

#include <boost/json.hpp>
#include <utility>

#include "ledger/base/limits.h"
#include "ledger/event/json.h"
#include "ledger/paper/characters.h"
#include "ledger/paper/dates.h"
#include "ledger/paper/particulars.h"

namespace reqledger::paper {
namespace {

constexpr std::string_view kEntityWords[kEntities] = {"demand", "secrecy", "challenge"};
constexpr std::string_view kEntityTitles[kEntities] = {"Demand", "Secrecy", "Challenge"};
constexpr std::size_t kShortCharactersMax = 200;  // more than names may have

std::string Short(const std::string& text) { return OneLine(Beginning(text, kShortCharactersMax)); }

Row RowOf(const Entry& entry, const Words& words) {
  Row row;
  row.seq = entry.seq;
  row.type = Short(CoreText(entry, "type"));
  row.recorded = Short(InstantText(CoreText(entry, "recorded_at")));
  const std::string_view occurred = MemberJson(entry, "occurred_at");
  if (!occurred.empty()) {
    const auto value = event::ParseStrict(occurred, event::Names::kAny, base::kEventDepthMax);
    if (value) {
      row.occurred = Short(OccurredText(*value));
      row.day = DayOf(*value);
    }
  }
  for (std::size_t i = 0; i < kEntities; ++i) {
    row.ids[i] = Short(CoreText(entry, std::string(kEntityWords[i]) + "_id"));
  }
  row.summary = SummaryOf(entry, row.type, words, kSummaryCharactersMax);
  return row;
}

}  // namespace

std::string_view EntityWord(Entity entity) {
  return kEntityWords[static_cast<std::size_t>(entity)];
}

std::string_view EntityTitle(Entity entity) {
  return kEntityTitles[static_cast<std::size_t>(entity)];
}

base::Result<Index> MakeIndex(const EntrySource& source, const Words& words) {
  Index index;
  std::map<std::string, std::size_t, std::less<>> places;
  const auto visit = [&](const Entry& entry) -> base::Result<void> {
    if (!index.rows.empty() && entry.seq <= index.rows.back().seq) {
      return base::Fail(base::Code::kCorrupt,
                        "the paper: entry " + std::to_string(entry.seq) + " comes out of order");
    }
    Row row = RowOf(entry, words);
    const std::string matter = Short(CoreText(entry, "matter"));
    if (!matter.empty()) {
      const auto [place, is_new] = places.try_emplace(matter, index.matters.size());
      if (is_new) index.matters.push_back(matter);
      row.matter = place->second;
    }
    index.rows.push_back(std::move(row));
    return {};
  };
  RETURN_IF_ERROR(source(visit));
  return index;
}

}  // namespace reqledger::paper
