#include "tools/due_item.h"

#include <algorithm>
#include <boost/json/value.hpp>

#include "tools/json_view.h"
#include "tools/wording.h"

namespace reqledger::tools {
namespace {

using boost::json::value;

constexpr std::string_view kEndOfSecrecy = "secrecy_end";

std::string Citation(const value& deadline) {
  std::string text;
  for (const value& each : ItemsAt(deadline, "citation")) {
    text += (text.empty() ? "" : "; ") + std::string(TextOf(each));
  }
  return text;
}

}  // namespace

DueTimes DueItem::times() const {
  return {base::ParseRfc3339(strict_at), base::ParseRfc3339(legal_at), overdue};
}

std::string DueItem::Left(base::Instant now) const {
  return suspended ? "stands still" : LeftInWords(times(), now);
}

DueItem DueItemOf(const value& deadline) {
  DueItem item;
  item.key = TextAt(deadline, "deadline_id");
  if (item.key.empty()) item.key = TextAt(deadline, "what");
  if (const auto notice = TextAt(deadline, "notice_id"); !notice.empty())
    item.key += "." + std::string(notice);
  item.subject = TextAt(deadline, "subject");
  item.id = TextAt(deadline, "id");
  item.matter = TextAt(deadline, "matter");
  item.title = TextAt(deadline, "title");
  if (const auto addressee = TextAt(deadline, "addressee_class"); !addressee.empty())
    item.title += ": " + ChoiceInWords(addressee);
  item.action = TextAt(deadline, "action");
  item.on_expiry = TextAt(deadline, "on_expiry");
  item.status = TextAt(deadline, "status");
  item.strict_at = TextAt(deadline, "strict_due_at");
  item.legal_at = TextAt(deadline, "legal_due_at");
  item.citation = Citation(deadline);
  item.overdue = TrueAt(deadline, "overdue");
  // An obligation that is suspended ends all the same.
  item.suspended = item.status == "suspended" && item.key != kEndOfSecrecy;
  item.confirmed = TrueAt(deadline, "confirmed");
  const value* const known = MemberAt(deadline, "holidays_known");
  item.holidays_known = known == nullptr || TrueAt(deadline, "holidays_known");
  return item;
}

std::vector<DueItem> DueItemsOf(const value& answer) {
  std::vector<DueItem> items;
  for (const value& each : ItemsAt(answer, "due")) items.push_back(DueItemOf(each));
  const auto is_said_twice = [&items](const DueItem& end) {
    return end.key == kEndOfSecrecy && std::ranges::any_of(items, [&](const DueItem& other) {
             return other.key != end.key && other.subject == end.subject && other.id == end.id &&
                    other.legal_at == end.legal_at;
           });
  };
  std::vector<DueItem> once;
  std::ranges::copy_if(items, std::back_inserter(once),
                       [&](const DueItem& item) { return !is_said_twice(item); });
  return once;
}

base::Instant AsOf(const value& answer) {
  return base::ParseRecordedAt(TextAt(answer, "as_of")).value_or(base::Instant{});
}

}  // namespace reqledger::tools
