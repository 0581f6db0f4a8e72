// policy  = *( [ item ] LF )                        items of a line stand between spaces and tabs
// item    = "log" vkey [ url ]
//         | "witness" name vkey [ url ]
//         | "group" name ( "all" | "any" | k ) 1*member
//         | "quorum" ( name | "none" )              exactly once
// comment = a line whose first item begins with "#"
//
// Names are defined above where they are used. Octets: 09, 0A, 20 to 7E, 80 to FF.

#include <algorithm>
#include <set>
#include <utility>

#include "ledger/base/cursor.h"
#include "ledger/base/limits.h"
#include "ledger/note/policy.h"

namespace reqledger::note {
namespace {

using base::Code;
using base::Fail;
using Items = std::vector<std::string_view>;

constexpr std::string_view kNone = "none";
constexpr std::string_view kItemEnds = " \t";

bool IsAllowed(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return c == '\t' || (byte >= 0x20 && byte != 0x7f);
}

Items SplitLine(std::string_view line) {
  Items items;
  while (true) {
    const std::size_t start = line.find_first_not_of(kItemEnds);
    if (start == std::string_view::npos) return items;
    line.remove_prefix(start);
    const std::size_t length = std::min(line.find_first_of(kItemEnds), line.size());
    items.push_back(line.substr(0, length));
    line.remove_prefix(length);
  }
}

auto Refuse(std::string_view why) { return Fail(Code::kInvalidArgument, std::string(why)); }

std::string UrlOf(const Items& items, std::size_t place) {
  return items.size() > place ? std::string(items[place]) : std::string();
}

}  // namespace

class PolicyParser {
 public:
  base::Result<void> Line(std::string_view line);
  base::Result<Policy> Finish();

 private:
  base::Result<void> Log(const Items& items);
  base::Result<void> Witness(const Items& items);
  base::Result<void> Group(const Items& items);
  base::Result<void> Quorum(const Items& items);

  base::Result<void> Define(std::string_view name);
  // The same key under another name would count twice.
  static bool IsNewKey(const VerifierKey& key, std::set<std::string>& seen) {
    return seen.insert(key.public_key()).second;
  }

  Policy policy_;
  bool has_quorum_ = false;
  std::set<std::string, std::less<>> names_;
  std::set<std::string, std::less<>> in_a_group_;
  std::set<std::string> log_keys_;
  std::set<std::string> witness_keys_;
};

base::Result<void> PolicyParser::Line(std::string_view line) {
  if (!std::ranges::all_of(line, IsAllowed)) return Refuse("a control character");
  const Items items = SplitLine(line);
  if (items.empty() || items[0].starts_with('#')) return {};
  if (items[0] == "log") return Log(items);
  if (items[0] == "witness") return Witness(items);
  if (items[0] == "group") return Group(items);
  if (items[0] == "quorum") return Quorum(items);
  return Refuse("begins with none of log, witness, group, quorum");
}

base::Result<void> PolicyParser::Log(const Items& items) {
  if (items.size() < 2 || items.size() > 3) return Refuse("not: log <vkey> [<url>]");
  ASSIGN_OR_RETURN(VerifierKey key, VerifierKey::Parse(items[1]));
  if (!IsNewKey(key, log_keys_)) return Refuse("a log key that an earlier line has");
  policy_.logs_.push_back({std::move(key), UrlOf(items, 2)});
  return {};
}

base::Result<void> PolicyParser::Witness(const Items& items) {
  if (items.size() < 3 || items.size() > 4) return Refuse("not: witness <name> <vkey> [<url>]");
  ASSIGN_OR_RETURN(VerifierKey key, VerifierKey::Parse(items[2]));
  if (key.type() != KeyType::kEd25519Cosignature && key.type() != KeyType::kMlDsa44Cosignature) {
    return Refuse("the key of a witness is no cosignature key");
  }
  if (!IsNewKey(key, witness_keys_)) return Refuse("a witness key that an earlier line has");
  RETURN_IF_ERROR(Define(items[1]));
  policy_.witnesses_.push_back({std::string(items[1]), std::move(key), UrlOf(items, 3)});
  return {};
}

base::Result<void> PolicyParser::Group(const Items& items) {
  if (items.size() < 4) return Refuse("not: group <name> all|any|<k> <member>...");
  PolicyGroup group{.name = std::string(items[1]), .threshold = 0, .members = {}};
  for (const std::string_view member : Items(items.begin() + 3, items.end())) {
    if (!names_.contains(member)) return Refuse("a member that no earlier line defines");
    if (!in_a_group_.emplace(member).second) return Refuse("a member that is in a group already");
    group.members.emplace_back(member);
  }
  const std::uint64_t count = group.members.size();
  const std::uint64_t threshold = items[2] == "all"   ? count
                                  : items[2] == "any" ? 1
                                                      : base::ParseDecimal(items[2]).value_or(0);
  if (threshold < 1 || threshold > count) {
    return Refuse("the threshold is not all, any or 1 to the number of members");
  }
  group.threshold = static_cast<std::size_t>(threshold);
  RETURN_IF_ERROR(Define(group.name));
  policy_.groups_.push_back(std::move(group));
  return {};
}

base::Result<void> PolicyParser::Quorum(const Items& items) {
  if (items.size() != 2) return Refuse("not: quorum <name>|none");
  if (std::exchange(has_quorum_, true)) return Refuse("a second quorum");
  if (items[1] == kNone) return {};
  if (!names_.contains(items[1])) return Refuse("a quorum that no earlier line defines");
  policy_.quorum_ = items[1];
  return {};
}

base::Result<void> PolicyParser::Define(std::string_view name) {
  if (name == kNone) return Refuse("none is a name that cannot be given");
  if (!names_.emplace(name).second) return Refuse("a name that an earlier line defines");
  return {};
}

base::Result<Policy> PolicyParser::Finish() {
  if (!has_quorum_) return Refuse("policy: no quorum line");
  return std::move(policy_);
}

base::Result<Policy> Policy::Parse(std::string_view text) {
  if (text.size() > base::kPolicyBytesMax) return Refuse("policy: too long");
  PolicyParser parser;
  base::Cursor cursor(text);
  for (int number = 1; !cursor.AtEnd(); ++number) {
    auto line = cursor.TakeLine();
    if (!line) line = cursor.Take(cursor.Rest().size());  // the last may lack its newline
    if (auto parsed = parser.Line(*line); !parsed) {
      return Fail(base::Wrap("policy line " + std::to_string(number), std::move(parsed).error()));
    }
  }
  return parser.Finish();
}

}  // namespace reqledger::note
