// A matter's demands, duties of secrecy and challenges as bars on one axis of time.
//
// Source: web/src/timeline.js, which draws the same.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/paper/flow.h"
#include "ledger/paper/index.h"
#include "ledger/paper/words.h"

namespace reqledger::paper {

// One demand, duty of secrecy or challenge.
struct Lane {
  Entity entity = Entity::kDemand;
  std::string id;
  std::vector<const Row*> points;  // dated, in order of time
  bool is_open = false;            // nothing on record ends it
};
std::vector<Lane> LanesOf(const std::vector<const Row*>& rows, const Words& words);

// Days since 1970-01-01, from the first entry to the last; what is open goes on to the day of the
// export, as far as that leaves the rest readable.
struct Axis {
  double begin = 0;
  double end = 0;
  double At(double day) const;  // 0 to 1
};
Axis AxisOf(const std::vector<Lane>& lanes, std::optional<double> as_of);

// Years or months, at most about ten.
struct Tick {
  double day = 0;
  std::string label;
};
std::vector<Tick> TicksOf(const Axis& axis);

// Draws them, on a page with enough room. `as_of` is when the export was made.
void DrawTimeline(const std::vector<Lane>& lanes, std::optional<double> as_of, Flow& flow);
// The room that a timeline takes at least, so that its beginning stays with its heading.
double TimelineHeight(std::size_t lanes);

}  // namespace reqledger::paper
