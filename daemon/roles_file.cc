// The roles file, line by line: whatever does not say clearly who may do what is refused.
#include <grp.h>
#include <pwd.h>

#include <algorithm>
#include <string>
#include <utility>

#include "daemon/roles.h"
#include "ledger/base/cursor.h"
#include "ledger/event/event.h"
#include "tools/exit_status.h"

namespace reqledger::daemon {

using base::Result;

namespace {

constexpr std::string_view kSpaces = " \t\r";
constexpr std::size_t kLookupBytes = 64 * 1024;
constexpr std::size_t kCertificateBytesMax = 512;
constexpr std::uint64_t kIdMax = 0xffff'fffe;  // the one above stands for nobody
constexpr std::uint64_t kOverflowId = 65'534;  // Linux's for whom it has no name

std::vector<std::string_view> Split(std::string_view text, std::string_view separators) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t begin = text.find_first_not_of(separators);
    if (begin == std::string_view::npos) return parts;
    text.remove_prefix(begin);
    const std::size_t end = std::min(text.find_first_of(separators), text.size());
    parts.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
}

std::optional<Role> RoleNamed(std::string_view name) {
  const auto found = std::ranges::find(kRoleNames, name);
  if (found == kRoleNames.end()) return std::nullopt;
  return static_cast<Role>(found - kRoleNames.begin());
}

// A number is taken as it is; a name is looked up.
std::optional<std::uint64_t> UserId(const std::string& name) {
  if (const auto number = base::ParseDecimal(name)) return number;
  std::string buffer(kLookupBytes, '\0');
  passwd entry{};
  passwd* found = nullptr;
  ::getpwnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found);
  return found == nullptr ? std::nullopt : std::optional<std::uint64_t>(found->pw_uid);
}

std::optional<std::uint64_t> GroupId(const std::string& name) {
  if (const auto number = base::ParseDecimal(name)) return number;
  std::string buffer(kLookupBytes, '\0');
  group entry{};
  group* found = nullptr;
  ::getgrnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found);
  return found == nullptr ? std::nullopt : std::optional<std::uint64_t>(found->gr_gid);
}

bool IsVisibleAscii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
}

}  // namespace

class RoleFileParser {
 public:
  RoleFileParser(std::string_view name, const event::SchemaCatalogue& catalogue)
      : name_(name), catalogue_(catalogue) {}

  Result<RoleTable> Parse(std::string_view text) {
    RoleTable table;
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      const std::string_view line = text.substr(0, end);
      text.remove_prefix(std::min(end + 1, text.size()));
      ++number_;
      auto words = Split(line, kSpaces);
      // A word that begins with # begins a comment; within a word, as in a URI, it is itself.
      const auto is_comment = [](std::string_view word) { return word.starts_with('#'); };
      words.erase(std::ranges::find_if(words, is_comment), words.end());
      if (words.empty()) continue;
      if (words[0] == "second_person") {
        RETURN_IF_ERROR(ParseSecondPerson(words, table));
        continue;
      }
      ASSIGN_OR_RETURN(RoleTable::Line parsed, ParseLine(words));
      table.lines_.push_back(std::move(parsed));
    }
    return table;
  }

 private:
  using Line = RoleTable::Line;
  using Kind = RoleTable::Kind;

  Result<Line> ParseLine(const std::vector<std::string_view>& words) const {
    const auto role = RoleNamed(words[0]);
    if (!role) {
      return Refuse("expected a role: " + RoleSet::All().Names() + "; or second_person");
    }
    if (words.size() < 2) return Refuse("expected whom it is for: uid:NAME, gid:NAME or cert:NAME");
    Line line{.role = *role, .kind = Kind::kUid, .id = 0, .certificate = {}, .types = {}};
    RETURN_IF_ERROR(ParseSubject(words[1], line));
    if (words.size() > 3)
      return Refuse("expected at most three words; types are separated by commas");
    if (words.size() == 3) {
      if (line.role != Role::kRecorder) return Refuse("only a recorder has a list of types");
      ASSIGN_OR_RETURN(line.types, ParseTypes(words[2]));
    }
    return line;
  }

  // Lines add up.
  Result<void> ParseSecondPerson(const std::vector<std::string_view>& words,
                                 RoleTable& table) const {
    if (words.size() != 2) {
      return Refuse("expected one word: types of events, erasure, export_under_seal, with commas");
    }
    if (!table.second_person_) table.second_person_ = std::make_shared<SecondPerson>();
    SecondPerson& second = *table.second_person_;
    const auto parts = Split(words[1], ",");
    if (parts.empty()) return Refuse("expected what takes a second person");
    for (const std::string_view part : parts) {
      if (part == "erasure") {
        second.erasure = true;
      } else if (part == "export_under_seal") {
        second.export_under_seal = true;
      } else {
        const auto named = TypesNamed(part);
        if (named.empty()) {
          return Refuse("nobody records events of a type called " + std::string(part) +
                        "; `reqledger types` lists those that are recorded");
        }
        second.types.insert(named.begin(), named.end());
      }
    }
    return {};
  }

  Result<void> ParseSubject(std::string_view word, Line& line) const {
    const std::size_t colon = std::min(word.find(':'), word.size());
    const std::string_view kind = word.substr(0, colon);
    const std::string subject(word.substr(std::min(colon + 1, word.size())));
    if (kind == "cert") {
      if (subject.empty() || subject.size() > kCertificateBytesMax || !IsVisibleAscii(subject)) {
        return Refuse("expected behind cert: the first URI or DNS name of a certificate");
      }
      line.kind = Kind::kCertificate;
      line.certificate = subject;
      return {};
    }
    if (kind != "uid" && kind != "gid") {
      return Refuse("expected whom it is for: uid:NAME, gid:NAME or cert:NAME");
    }
    line.kind = kind == "uid" ? Kind::kUid : Kind::kGid;
    const auto id = kind == "uid" ? UserId(subject) : GroupId(subject);
    if (!id || *id > kIdMax) {
      return Refuse("no such " + std::string(kind == "uid" ? "user" : "group") + " here");
    }
    if (*id == kOverflowId) {
      return Refuse("65534 is what every user of another user namespace looks like");
    }
    line.id = *id;
    return {};
  }

  // The types that a word names, a family or one by its name; not the daemon's own.
  std::vector<std::string> TypesNamed(std::string_view word) const {
    const bool family = word.ends_with(".*");
    const std::string_view wanted = family ? word.substr(0, word.size() - 1) : word;
    std::vector<std::string> named;
    for (const std::string& type : catalogue_.Types()) {
      if (event::IsDaemonType(type)) continue;
      if (family ? type.starts_with(wanted) : type == wanted) named.push_back(type);
    }
    return named;
  }

  // Which of all types the words name; each must name some that a recorder may record.
  Result<std::set<std::string, std::less<>>> ParseTypes(std::string_view text) const {
    std::set<std::string, std::less<>> types;
    const auto words = Split(text, ",");
    if (words.empty()) return Refuse("expected types, separated by commas");
    for (const std::string_view word : words) {
      bool any = false;
      for (const std::string& type : TypesNamed(word)) {
        const std::string& role = catalogue_.Latest(type)->recorded_by();
        if (!role.empty() && type == word) {
          return Refuse(type + " is for the role " + role + " alone, not for a recorder");
        }
        if (!role.empty()) continue;
        any = true;
        types.insert(type);
      }
      if (!any) {
        return Refuse("no event type that a recorder may record is called " + std::string(word) +
                      "; `reqledger types` lists them");
      }
    }
    return types;
  }

  std::unexpected<base::Error> Refuse(const std::string& what) const {
    return tools::FailUsage("roles file " + std::string(name_) + ":" + std::to_string(number_) +
                            ": " + what);
  }

  const std::string_view name_;
  const event::SchemaCatalogue& catalogue_;
  int number_ = 0;
};

Result<RoleTable> RoleTable::Parse(std::string_view text, std::string_view name,
                                   const event::SchemaCatalogue& catalogue) {
  return RoleFileParser(name, catalogue).Parse(text);
}

}  // namespace reqledger::daemon
