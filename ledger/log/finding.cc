#include "ledger/log/finding.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

namespace reqledger::embedded {
extern const std::string_view kFindingCodes;
}  // namespace reqledger::embedded

namespace reqledger::log {
namespace {

std::string Text(const boost::json::object& object, std::string_view name) {
  const auto& text = object.at(name).as_string();
  return {text.data(), text.size()};
}

SourceKind ParseSource(std::string_view name) {
  if (name == "bundle") return SourceKind::kBundle;
  return name == "partial_bundle" ? SourceKind::kPartialBundle : SourceKind::kDataDirectory;
}

CodeInfo ParseCode(const boost::json::object& object) {
  CodeInfo info{Text(object, "code"),
                static_cast<int>(object.at("order").as_int64()),
                Text(object, "severity") == "process" ? Severity::kProcess : Severity::kBroken,
                {},
                Text(object, "seq"),
                Text(object, "meaning"),
                Text(object, "action")};
  for (const auto& source : object.at("sources").as_array()) {
    info.sources.push_back(ParseSource(source.as_string()));
  }
  return info;
}

}  // namespace

std::string_view SeverityName(Severity severity) {
  return severity == Severity::kBroken ? "broken" : "process";
}

std::string Printable(std::string_view text) {
  constexpr char kFirstVisible = ' ';
  constexpr char kLastVisible = '~';
  std::string out(text.substr(0, kFindingTextMax));
  for (char& c : out) {
    if (c < kFirstVisible || c > kLastVisible) c = '?';
  }
  if (text.size() > kFindingTextMax) out += "...";
  return out;
}

// The list is ours and checked by test, so its form is taken for granted.
FindingCodes::FindingCodes() {
  const auto json = boost::json::parse(embedded::kFindingCodes);
  for (const auto& item : json.at("codes").as_array())
    codes_.push_back(ParseCode(item.as_object()));
  std::ranges::sort(codes_, {}, &CodeInfo::order);
  for (const auto& item : json.at("not_checked").as_array()) {
    const auto& word = item.as_object();
    words_.push_back(
        {Text(word, "reason"), "not_checked", Text(word, "meaning"), Text(word, "action")});
  }
  for (const auto& item : json.at("refusals").as_array()) {
    const auto& word = item.as_object();
    words_.push_back(
        {Text(word, "code"), Text(word, "kind"), Text(word, "meaning"), Text(word, "action")});
  }
}

const FindingCodes& FindingCodes::BuiltIn() {
  static const FindingCodes kCodes;
  return kCodes;
}

const CodeInfo* FindingCodes::Find(std::string_view code) const {
  const auto found = std::ranges::find(codes_, code, &CodeInfo::code);
  return found == codes_.end() ? nullptr : &*found;
}

const WordInfo* FindingCodes::FindWord(std::string_view word) const {
  const auto found = std::ranges::find(words_, word, &WordInfo::word);
  return found == words_.end() ? nullptr : &*found;
}

std::string_view FindingCodesJson() { return embedded::kFindingCodes; }

std::optional<Explanation> Explain(std::string_view word) {
  const auto& list = FindingCodes::BuiltIn();
  if (const auto* info = list.Find(word); info != nullptr) {
    return Explanation{info->code, std::string(SeverityName(info->severity)), info->meaning,
                       info->action};
  }
  if (const auto* info = list.FindWord(word); info != nullptr) {
    return Explanation{info->word, info->kind, info->meaning, info->action};
  }
  return std::nullopt;
}

}  // namespace reqledger::log
