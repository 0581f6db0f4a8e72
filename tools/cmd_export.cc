#include <unistd.h>

#include <algorithm>
#include <boost/json/value.hpp>
#include <cstdlib>
#include <iostream>
#include <iterator>

#include "ledger/audience/audience.h"
#include "ledger/base/file.h"
#include "ledger/base/limits.h"
#include "ledger/event/json.h"
#include "tools/approval.h"
#include "tools/arguments.h"
#include "tools/commands.h"
#include "tools/daemon_flags.h"
#include "tools/fetched_export.h"
#include "tools/flags.h"
#include "tools/json_view.h"
#include "tools/private_value.h"
#include "tools/terminal.h"
#include "tools/text.h"

namespace reqledger::tools {
namespace {

constexpr std::size_t kMissingShown = 20;

// That the audience is one, and is told what it takes and nothing else.
base::Result<void> CheckAudience() {
  const audience::AudienceBook& book = audience::AudienceBook::BuiltIn();
  const audience::View* const view = book.Find(FLAGS_audience);
  if (view == nullptr) {
    std::string names;
    for (const std::string& name : book.Names()) names += (names.empty() ? "" : ", ") + name;
    return FailUsage("--audience cannot be '" + FLAGS_audience + "': it is one of " + names);
  }
  const std::pair<std::string, const std::string&> words[] = {
      {"customer_ref", FLAGS_customer_ref}, {"court", FLAGS_court}, {"docket", FLAGS_docket}};
  for (const auto& [name, word] : words) {
    if (view->takes.contains(name) == !word.empty()) continue;
    return FailUsage("--audience=" + FLAGS_audience +
                     (word.empty() ? " needs --" : " takes no --") + name);
  }
  if (!view->under_seal || !FLAGS_authority.empty()) return {};
  return FailUsage("--audience=" + FLAGS_audience +
                   " needs --authority: on whose word it is made under seal");
}

// What entries, and which paragraphs of the certificate.
base::Result<void> TakeSelection(boost::json::object& request) {
  ASSIGN_OR_RETURN(const auto matters, SplitList("matters", FLAGS_matters));
  boost::json::array chosen;
  for (const std::string& matter : matters) {
    ASSIGN_OR_RETURN(const std::string good, MatterArgument(matter));
    chosen.emplace_back(good);
  }
  if (!chosen.empty()) request["matters"] = std::move(chosen);
  ASSIGN_OR_RETURN(const auto types, SplitList("types", FLAGS_types));
  if (!types.empty()) request["types"] = boost::json::array(types.begin(), types.end());
  if (!FLAGS_since.empty()) {
    ASSIGN_OR_RETURN(request["since"], DayFlag("since", FLAGS_since, 0));
  }
  if (!FLAGS_until.empty()) {
    ASSIGN_OR_RETURN(request["until"], DayFlag("until", FLAGS_until, 1));
  }
  if (FLAGS_certify.empty()) return {};
  ASSIGN_OR_RETURN(auto paragraphs, SplitList("certify", FLAGS_certify));
  if (paragraphs == std::vector<std::string>{"none"}) paragraphs.clear();
  request["certify"] = boost::json::array(paragraphs.begin(), paragraphs.end());
  return {};
}

base::Result<std::string> RequestFromFlags(const DocumentFiles& documents) {
  if (!FLAGS_approve) RETURN_IF_ERROR(RequireFlag("out", FLAGS_out, "export-2026-11.zip"));
  RETURN_IF_ERROR(CheckAudience());
  boost::json::object request = {{"audience", FLAGS_audience}};
  std::string customer;
  if (!FLAGS_customer_ref.empty()) {
    ASSIGN_OR_RETURN(customer, PrivateValue("customer", FLAGS_customer_ref, STDIN_FILENO));
  }
  const std::pair<std::string_view, const std::string&> words[] = {{"customer_ref", customer},
                                                                   {"court", FLAGS_court},
                                                                   {"docket", FLAGS_docket},
                                                                   {"authority", FLAGS_authority}};
  for (const auto& [name, word] : words) {
    if (!word.empty()) request[name] = word;
  }
  RETURN_IF_ERROR(TakeSelection(request));
  boost::json::array digests;
  for (const auto& [digest, path] : documents) digests.emplace_back(crypto::ToHex(digest));
  if (!FLAGS_consistent_with.empty()) {
    auto older = base::ReadFile(FLAGS_consistent_with, base::kCheckpointBytesMax);
    if (!older) return FailUsage("--consistent_with: " + older.error().message);
    request["consistent_with"] = *older;
  }
  if (!digests.empty()) request["documents"] = std::move(digests);
  if (FLAGS_publish_now) request["publish_now"] = true;
  if (FLAGS_working) request["working"] = true;
  return event::Canonical(request);
}

CommandResult Tell(const FetchedExport& fetched, const std::string& receipt) {
  const auto status = static_cast<ExitStatus>(log::ExitStatus(fetched.report));
  if (FLAGS_json) {
    ASSIGN_OR_RETURN(const boost::json::value report, ParseAnswer(log::ReportJson(fetched.report)));
    std::cout << JsonLine(boost::json::object{
        {"out", FLAGS_out},
        {"bundle_sha256", fetched.bundle_digest},
        {"receipt", receipt},
        {"missing_documents", boost::json::array(fetched.missing.begin(), fetched.missing.end())},
        {"report", report}});
    return status;
  }
  const Terminal terminal = Terminal::Of(STDOUT_FILENO);
  std::cout
      << log::ReportText(fetched.report, {.colour = terminal.colour(),
                                          .pinned_key_is = "as the daemon itself names it"})
      << "\nWritten to " << FLAGS_out << " (" << HumanBytes(fetched.bytes) << " as an archive).\n"
      << "Bundle digest: " << fetched.bundle_digest << '\n'
      << "Verified with the key that the daemon itself names. Whoever gets the bundle pins the "
         "key on another way:\n  reqledger-verify "
      << FLAGS_out << " --vkey=ledger.vkey\n";
  if (!receipt.empty()) {
    std::cout << "That it was made is recorded; the receipt of that entry is " << receipt << ".\n";
  }
  if (fetched.missing.empty()) return status;
  std::cout << Counted(fetched.missing.size(), "document", "documents")
            << " that events here name are not in the bundle. By SHA-256:\n";
  for (std::size_t i = 0; i < std::min(fetched.missing.size(), kMissingShown); ++i) {
    std::cout << "  " << fetched.missing[i] << '\n';
  }
  if (fetched.missing.size() > kMissingShown) std::cout << "  and others: see certificate.txt\n";
  return status;
}

// Sizes of the newest tree are for who may know counts: for others no receipt leaves.
base::Result<std::string> WriteReceipt(const DaemonClient& daemon, const std::string& digest) {
  const audience::View* const view = audience::AudienceBook::BuiltIn().Find(FLAGS_audience);
  if (view == nullptr || !view->chain) return std::string();
  ASSIGN_OR_RETURN(const std::string receipt, daemon.GetText("/v1/exports/" + digest + "/receipt"));
  std::string path = ReceiptOf(FLAGS_out);
  RETURN_IF_ERROR(base::CreateFileDurably(path, receipt, 0600));
  return path;
}

// A document that no event names is said by its file's name, which the daemon does not know.
base::Error ByFileName(base::Error error, const DocumentFiles& documents) {
  constexpr std::string_view kPrefix = "/documents/";
  for (const base::Violation& violation : error.violations) {
    if (!violation.pointer.starts_with(kPrefix)) continue;
    const std::size_t place =
        std::strtoull(violation.pointer.c_str() + kPrefix.size(), nullptr, 10);
    if (place >= documents.size()) continue;
    error.message = std::next(documents.begin(), static_cast<std::ptrdiff_t>(place))->second +
                    " is named by no event of this export, as its audience sees it; nothing was "
                    "exported";
    error.violations.clear();
    break;
  }
  return error;
}

}  // namespace

CommandResult RunExport(const CommandLine& line) {
  DocumentFiles documents;
  if (!FLAGS_documents.empty()) {
    ASSIGN_OR_RETURN(documents, ReadDocumentFolder(FLAGS_documents));
  }
  ASSIGN_OR_RETURN(const std::string request, RequestFromFlags(documents));
  ASSIGN_OR_RETURN(const DaemonClient daemon, DaemonFromFlags(line));
  if (FLAGS_approve) return ApproveRequest(daemon, "POST /v1/exports", request);
  ASSIGN_OR_RETURN(const boost::json::value status, daemon.Get("/v1/status"));
  const ExportOrder order{.request = request,
                          .out = FLAGS_out,
                          .vkey = std::string(TextAt(status, "vkey")),
                          .documents = documents};
  const auto fetched = FetchExport(daemon.http(), order);
  if (!fetched) return base::Fail(ByFileName(fetched.error(), documents));
  ASSIGN_OR_RETURN(const std::string receipt, WriteReceipt(daemon, fetched->bundle_digest));
  return Tell(*fetched, receipt);
}

}  // namespace reqledger::tools
