// An export asked of the daemon, put where somebody wants it and looked at there.
//
// Errors: conflict where the place is taken; those of DaemonClient, UnpackArchive and the file
// system. What was half written is taken away again.
// Trust: the bundle is not believed: it is verified after it was written.
#pragma once

#include <string>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/log/report.h"
#include "tools/attached_documents.h"
#include "tools/http_client.h"

namespace reqledger::tools {

struct FetchedExport {
  std::uint64_t bytes = 0;                // of the archive
  std::vector<std::string> missing = {};  // documents that are named and not there, in hex
  std::string bundle_digest;              // hex
  log::Report report;
};

struct ExportOrder {
  std::string request;  // the JSON body
  std::string out;      // becomes an archive if it ends in .zip, .tar.gz or .tgz, else a folder
  std::string vkey;     // to verify with
  DocumentFiles documents = {};  // to add, as the request names them
};
// Where the receipt of the entry that records the export goes, beside it.
inline std::string ReceiptOf(const std::string& out) { return out + ".receipt.json"; }

base::Result<FetchedExport> FetchExport(const HttpClient& http, const ExportOrder& order);

}  // namespace reqledger::tools
