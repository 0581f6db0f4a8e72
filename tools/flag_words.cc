#include "tools/flag_words.h"

#include <gflags/gflags.h>

#include <algorithm>

#include "ledger/base/file.h"
#include "ledger/event/nearest.h"

namespace reqledger::tools {
namespace {

constexpr std::size_t kFlagFileBytesMax = 64 * 1024;  // flags of one command, and comments
// What every command takes beside its own.
constexpr std::string_view kHelp = "help";
constexpr std::string_view kVersion = "version";
constexpr std::string_view kFlagFile = "flagfile";

std::string Dashed(std::string_view name) { return "--" + std::string(name); }

std::string ValueForm(const std::string& name, const std::string& type) {
  if (type == "bool") return Dashed(name) + " or --no" + name;
  if (type == "string") return Dashed(name) + "=TEXT";
  return Dashed(name) + "=N, a whole number" + (type.starts_with("u") ? " from 0 up" : "");
}

std::string_view Trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

}  // namespace

bool FlagWords::Takes(std::string_view name) const {
  return std::ranges::find(spec_.flags, name) != spec_.flags.end();
}

base::Error FlagWords::Unknown(std::string_view name) const {
  std::string message = std::string(spec_.name) + " has no flag " + Dashed(name);
  const auto near = event::NearestNames(name, spec_.flags);
  if (!near.empty()) return UsageError(message + "; did you mean " + Dashed(near.front()) + "?");
  if (spec_.flags.empty()) return UsageError(message + "; it takes none");
  message += "; it takes";
  for (const std::string_view flag : spec_.flags) message += " " + Dashed(flag);
  return UsageError(message);
}

base::Result<FlagWords::Flag> FlagWords::Resolve(std::string_view name) const {
  if (name == kHelp || name == kVersion) return Flag{std::string(name), "bool"};
  if (name == kFlagFile) return Flag{std::string(name), "string"};
  google::CommandLineFlagInfo info;
  if (Takes(name) && google::GetCommandLineFlagInfo(std::string(name).c_str(), &info)) {
    return Flag{info.name, info.type};
  }
  if (name.starts_with("no") && Takes(name.substr(2)) &&
      google::GetCommandLineFlagInfo(std::string(name.substr(2)).c_str(), &info) &&
      info.type == "bool") {
    return Flag{info.name, info.type, true};
  }
  return base::Fail(Unknown(name));
}

base::Result<void> FlagWords::Read(const std::vector<std::string>& words) {
  for (std::size_t i = 0; i < words.size();) {
    const std::string& word = words[i];
    if (word == "--") {
      line_.arguments.insert(line_.arguments.end(),
                             words.begin() + static_cast<std::ptrdiff_t>(i) + 1, words.end());
      return {};
    }
    if (word.size() < 2 || word.front() != '-') {  // "-" is standard input
      line_.arguments.push_back(word);
      ++i;
      continue;
    }
    ASSIGN_OR_RETURN(i, ReadFlag(words, i));
    if (line_.wants != CommandLine::Wants::kRun) return {};
  }
  return {};
}

base::Result<std::size_t> FlagWords::ReadFlag(const std::vector<std::string>& words,
                                              std::size_t index) {
  std::string_view word = words[index];
  word.remove_prefix(word.starts_with("--") ? 2 : 1);
  const std::size_t equals = word.find('=');
  ASSIGN_OR_RETURN(const Flag flag, Resolve(word.substr(0, equals)));
  std::string value;
  std::size_t next = index + 1;
  if (equals != std::string_view::npos) {
    if (flag.negated) {
      return FailUsage("--no" + flag.name + " takes no value: " + ValueForm(flag.name, flag.type));
    }
    value = word.substr(equals + 1);
  } else if (flag.type == "bool") {
    value = flag.negated ? "false" : "true";
  } else if (next < words.size() && !in_file_) {
    value = words[next++];
  } else {
    return FailUsage(Dashed(flag.name) + " lacks its value: " + ValueForm(flag.name, flag.type));
  }
  RETURN_IF_ERROR(Set(flag, value));
  return next;
}

base::Result<void> FlagWords::Set(const Flag& flag, const std::string& value) {
  if (flag.name == kHelp || flag.name == kVersion) {
    line_.wants = flag.name == kHelp ? CommandLine::Wants::kHelp : CommandLine::Wants::kVersion;
    return {};
  }
  if (WasGiven(line_, flag.name)) {
    return FailUsage(Dashed(flag.name) + " is given twice: give it once" +
                     (flag.type == "string" ? "; parts of a list go with commas into one" : ""));
  }
  line_.given_flags.push_back(flag.name);
  if (flag.name == kFlagFile) return ReadFlagFile(value);
  if (google::SetCommandLineOption(flag.name.c_str(), value.c_str()).empty()) {
    return FailUsage(Dashed(flag.name) + " cannot be '" + value +
                     "': " + ValueForm(flag.name, flag.type));
  }
  return {};
}

base::Result<void> FlagWords::ReadFlagFile(const std::string& path) {
  if (in_file_) return FailUsage("a flag file cannot name another: give --flagfile once");
  auto bytes = base::ReadFile(path, kFlagFileBytesMax);
  if (!bytes) return FailUsage("--flagfile cannot be read: " + bytes.error().message);
  in_file_ = true;
  int number = 0;
  for (std::string_view rest = *bytes; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view text = Trim(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    ++number;
    if (text.empty() || text.starts_with('#')) continue;
    const std::string place = path + ":" + std::to_string(number);
    if (!text.starts_with('-')) return FailUsage(place + ": not a flag: write --name=value");
    if (auto read = ReadFlag({std::string(text)}, 0); !read) {
      return FailUsage(place + ": " + read.error().message);
    }
  }
  in_file_ = false;
  return {};
}

}  // namespace reqledger::tools
