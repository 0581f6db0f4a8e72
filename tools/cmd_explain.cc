#include <unistd.h>

#include <boost/json/value.hpp>
#include <iostream>

#include "ledger/event/nearest.h"
#include "ledger/log/finding.h"
#include "tools/commands.h"
#include "tools/flags.h"
#include "tools/json_view.h"
#include "tools/table.h"

namespace reqledger::tools {
namespace {

std::string Unknown(std::string_view word) {
  std::vector<std::string_view> known;
  for (const log::CodeInfo& info : log::FindingCodes::BuiltIn().codes()) known.push_back(info.code);
  for (const log::WordInfo& info : log::FindingCodes::BuiltIn().words()) known.push_back(info.word);
  std::string message = "there is no code '" + std::string(word) + "'";
  const auto near = event::NearestNames(word, known);
  if (!near.empty()) return message + "; did you mean " + std::string(near.front()) + "?";
  message += "; there are";
  for (const std::string_view each : known) message += " " + std::string(each);
  return message;
}

std::string KindInWords(std::string_view kind) {
  if (kind == "broken") return "finding: the record does not verify";
  if (kind == "process") return "finding: the record is whole, what it records was irregular";
  if (kind == "not_checked") return "reason why a check was not made";
  return std::string(kind);
}

}  // namespace

CommandResult RunExplain(const CommandLine& line) {
  const auto explanation = log::Explain(line.arguments.front());
  if (!explanation) return FailUsage(Unknown(line.arguments.front()));
  if (FLAGS_json) {
    std::cout << JsonLine(boost::json::object{{"code", explanation->word},
                                              {"kind", explanation->kind},
                                              {"meaning", explanation->meaning},
                                              {"action", explanation->action}});
    return kExitOk;
  }
  const Terminal terminal = Terminal::Of(STDOUT_FILENO);
  PrintLabelled("Code", explanation->word, 0, terminal, Style::kBold, std::cout);
  PrintLabelled("Kind", KindInWords(explanation->kind), 0, terminal, Style::kPlain, std::cout);
  PrintLabelled("Meaning", explanation->meaning, 0, terminal, Style::kPlain, std::cout);
  PrintLabelled("What to do", explanation->action, 0, terminal, Style::kPlain, std::cout);
  return kExitOk;
}

}  // namespace reqledger::tools
