// What is asked of an export, in the body of its request.
//
// Errors: invalid_argument, each broken rule with its pointer.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/bundle/export_record.h"
#include "ledger/bundle/situations.h"

namespace reqledger::daemon {

inline constexpr std::size_t kExportMattersMax = 256;  // as ledger.export_created names them

struct ExportCommand {
  std::string audience;
  bundle::Recipient recipient;
  std::vector<std::string> matters;  // none: all
  bundle::EntryFilter filter;        // of their entries
  std::string authority;             // on whose word; empty where it was not said
  bool publish_now = false;
  std::string consistent_with;                   // a signed checkpoint; empty: none
  std::vector<crypto::Hash> documents;           // that whoever asks adds to the bundle
  std::optional<std::set<std::string>> certify;  // paragraphs of the certificate; nothing: all
  bool working = false;                          // over the working checkpoint, for internal use

  // Of these an entry can say at their end that they were exported.
  bool whole_matters() const { return !matters.empty() && !filter.any(); }
};

base::Result<ExportCommand> ParseExportCommand(std::string_view json);

}  // namespace reqledger::daemon
