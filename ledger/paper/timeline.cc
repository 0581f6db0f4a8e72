#include "ledger/paper/timeline.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <utility>

#include "ledger/paper/dates.h"

namespace reqledger::paper {
namespace {

constexpr double kDaysOfYear = 365.25;
constexpr double kLaneHeight = 24, kAxisHeight = 20, kNameWidth = 116, kBarHeight = 7;
constexpr double kTrackLeft = kLeft + kNameWidth + 12, kTrackWidth = kRight - 14 - kTrackLeft;
constexpr double kFade = 42;  // of a bar without an end
constexpr int kFadeSteps = 14;
constexpr double kDotRadius = 2.6;
constexpr double kTickLabelRoom = 34;
constexpr std::size_t kLanesMax = 60;
// Apart in hue on a screen, in lightness on a copy.
constexpr Colour kColours[kEntities] = {{0.10, 0.25, 0.47}, {0.62, 0.33, 0.50}, {0.42, 0.62, 0.54}};

Colour ColourOf(Entity entity) { return kColours[static_cast<std::size_t>(entity)]; }

std::chrono::year_month_day DateOf(double day) {
  return std::chrono::sys_days{std::chrono::days(std::llround(std::floor(day)))};
}

double DaysTo(std::chrono::year_month_day date) {
  return static_cast<double>(std::chrono::sys_days(date).time_since_epoch().count());
}

// The bar of a lane, from `left` to `right`; an open one fades and points on.
void DrawBar(Canvas& canvas, const Lane& lane, double left, double right, double middle) {
  const Colour colour = Tint(ColourOf(lane.entity), 0.75);
  const double top = middle - kBarHeight / 2;
  if (!lane.is_open) {
    canvas.Fill({left, top, std::max(right - left, 1.0), kBarHeight}, colour);
    return;
  }
  const double fade = std::min(kFade, (right - left) * 0.6);
  canvas.Fill({left, top, right - left - fade, kBarHeight}, colour);
  for (int i = 0; i < kFadeSteps; ++i) {
    const double step = fade / kFadeSteps;
    const double share = 0.75 - 0.6 * (i + 1) / kFadeSteps;
    canvas.Fill({right - fade + i * step, top, step + 0.1, kBarHeight},
                Tint(ColourOf(lane.entity), share));
  }
  canvas.Triangle({right + 1.5, top - 1}, {right + 9, middle}, {right + 1.5, top + kBarHeight + 1},
                  Tint(ColourOf(lane.entity), 0.75));
}

void DrawLane(const Lane& lane, const Axis& axis, Flow& flow) {
  Canvas& canvas = flow.canvas();
  const double top = flow.y(), middle = top + kLaneHeight / 2;
  const Style& label = kLabelStyle;
  canvas.Text({kLeft, middle - 1.5}, flow.type().Shape(EntityTitle(lane.entity), label.face),
              label.size, ColourOf(lane.entity));
  canvas.Text({kLeft, middle + 7.5}, flow.type().Fit(lane.id, Face::kSans, 6.5, kNameWidth), 6.5,
              kInk);
  canvas.Rule({kTrackLeft, middle}, {kTrackLeft + kTrackWidth, middle}, 0.3, kEdge);
  const auto x = [&axis](double day) { return kTrackLeft + axis.At(day) * kTrackWidth; };
  const double left = x(*lane.points.front()->day);
  DrawBar(canvas, lane, left, lane.is_open ? x(axis.end) : x(*lane.points.back()->day), middle);
  for (const Row* point : lane.points) {
    canvas.Disc({x(*point->day), middle}, kDotRadius, ColourOf(lane.entity), kWhite);
  }
  flow.Space(kLaneHeight);
}

// The axis, and its lines down through the lanes of this page.
void DrawAxis(const Axis& axis, std::size_t lanes, Flow& flow) {
  Canvas& canvas = flow.canvas();
  const double top = flow.y(), base = top + kAxisHeight - 6;
  const double room = std::max(0.0, kBottom - base - 1);
  const double height = std::min(static_cast<double>(lanes) * kLaneHeight + 2, room);
  std::vector<Tick> ticks = TicksOf(axis);
  if (ticks.empty()) {
    ticks = {{.day = axis.begin, .label = DayText(axis.begin)},
             {.day = axis.end, .label = DayText(axis.end)}};
  }
  double free_from = 0;
  for (const Tick& tick : ticks) {
    const double x = kTrackLeft + axis.At(tick.day) * kTrackWidth;
    canvas.Rule({x, base}, {x, base + height}, 0.3, kEdge);
    const Glyphs label = flow.type().Shape(tick.label, Face::kSans);
    const double width = Typesetter::Width(label, 7);
    const double left = std::min(x - width / 2, kRight - width);
    if (left < free_from) continue;
    canvas.Text({left, base - 3}, label, 7, kSoft);
    free_from = left + std::max(width + 6, kTickLabelRoom);
  }
  canvas.Rule({kTrackLeft, base}, {kTrackLeft + kTrackWidth, base}, 0.6, kSoft);
  flow.Space(kAxisHeight);
}

}  // namespace

std::vector<Lane> LanesOf(const std::vector<const Row*>& rows, const Words& words) {
  std::map<std::pair<Entity, std::string>, Lane> by_name;
  for (const Row* row : rows) {
    if (!row->day) continue;
    const auto is_own = [row](std::size_t i) {
      return !row->ids[i].empty() &&
             row->type.starts_with(std::string(EntityWord(static_cast<Entity>(i))) + ".");
    };
    bool has_own = false;
    for (std::size_t i = 0; i < kEntities; ++i) has_own = has_own || is_own(i);
    for (std::size_t i = 0; i < kEntities; ++i) {
      if (row->ids[i].empty() || (has_own && !is_own(i))) continue;
      const auto entity = static_cast<Entity>(i);
      Lane& lane = by_name[{entity, row->ids[i]}];
      lane.entity = entity;
      lane.id = row->ids[i];
      lane.points.push_back(row);
    }
  }
  std::vector<Lane> lanes;
  for (auto& [name, lane] : by_name) {
    std::sort(lane.points.begin(), lane.points.end(), [](const Row* left, const Row* right) {
      return std::pair(*left->day, left->seq) < std::pair(*right->day, right->seq);
    });
    lane.is_open = !words.Ends(lane.points.back()->type);
    lanes.push_back(std::move(lane));
  }
  std::sort(lanes.begin(), lanes.end(), [](const Lane& left, const Lane& right) {
    if (left.entity != right.entity) return left.entity < right.entity;
    return std::pair(*left.points.front()->day, std::string_view(left.id)) <
           std::pair(*right.points.front()->day, std::string_view(right.id));
  });
  return lanes;
}

double Axis::At(double day) const { return std::clamp((day - begin) / (end - begin), 0.0, 1.0); }

Axis AxisOf(const std::vector<Lane>& lanes, std::optional<double> as_of) {
  bool some_open = false;
  double first = 0, last = 0;
  for (std::size_t i = 0; i < lanes.size(); ++i) {
    const double begin = *lanes[i].points.front()->day, end = *lanes[i].points.back()->day;
    first = i == 0 ? begin : std::min(first, begin);
    last = i == 0 ? end : std::max(last, end);
    some_open = some_open || lanes[i].is_open;
  }
  const double limit = last + std::max(30.0, (last - first) * 0.25);
  const double end = some_open && as_of && *as_of > last ? std::min(*as_of, limit) : last;
  return {.begin = first, .end = std::max(first + 1, end)};
}

std::vector<Tick> TicksOf(const Axis& axis) {
  std::vector<Tick> ticks;
  const double years = (axis.end - axis.begin) / kDaysOfYear;
  const std::chrono::year_month_day first = DateOf(axis.begin);
  const auto january = std::chrono::January / std::chrono::day(1);
  if (years > 2) {
    const auto step = std::chrono::years(static_cast<int>(std::ceil(years / 10)));
    for (auto year = first.year() + std::chrono::years(1); DaysTo(january / year) < axis.end;
         year += step) {
      ticks.push_back(
          {.day = DaysTo(january / year), .label = std::to_string(static_cast<int>(year))});
    }
    return ticks;
  }
  const auto step = std::chrono::months(std::max(1, static_cast<int>(std::ceil(years * 12 / 8))));
  auto month = first.year() / first.month() + std::chrono::months(1);
  for (; DaysTo(month / 1) < axis.end; month += step) {
    ticks.push_back(
        {.day = DaysTo(month / 1), .label = DayText(DaysTo(month / 1)).substr(1 + kJoin.size())});
  }
  return ticks;
}

double TimelineHeight(std::size_t lanes) {
  return kAxisHeight + static_cast<double>(std::min<std::size_t>(lanes, 8)) * kLaneHeight + 30;
}

void DrawTimeline(const std::vector<Lane>& lanes, std::optional<double> as_of, Flow& flow) {
  if (lanes.empty()) {
    flow.Text("No dated demand, secrecy order or challenge is opened here.", kNoteStyle);
    return;
  }
  const Axis axis = AxisOf(lanes, as_of);
  const std::size_t drawn = std::min(lanes.size(), kLanesMax);
  flow.Need(TimelineHeight(1));
  DrawAxis(axis, drawn, flow);
  bool some_open = false;
  for (std::size_t i = 0; i < drawn; ++i) {
    if (flow.y() + kLaneHeight > kBottom) {
      flow.NewPage();
      DrawAxis(axis, drawn - i, flow);
    }
    DrawLane(lanes[i], axis, flow);
    some_open = some_open || lanes[i].is_open;
  }
  flow.Space(3);
  std::string legend = "Each dot is an entry.";
  if (some_open) legend += " A bar that fades into an arrow has no end on record";
  if (some_open && as_of) legend += " as of " + DayText(*as_of);
  if (some_open) legend += ".";
  if (drawn < lanes.size()) {
    legend += " Drawn are the first " + std::to_string(drawn) + " of " +
              std::to_string(lanes.size()) + "; the others stand in the docket.";
  }
  flow.Text(legend, kNoteStyle);
}

}  // namespace reqledger::paper
