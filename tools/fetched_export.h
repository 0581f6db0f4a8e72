// An export asked of the daemon, put where somebody wants it and looked at there.
//
// Errors: conflict where the place is taken; those of DaemonClient, UnpackArchive and the file
// system. What was half written is taken away again.
// Trust: the bundle is not believed: it is verified after it was written.
#pragma once

#include <string>
#include <string_view>

#include "ledger/base/result.h"
#include "ledger/log/report.h"
#include "tools/http_client.h"

namespace reqledger::tools {

struct FetchedExport {
  std::uint64_t bytes = 0;    // of the archive
  std::string bundle_digest;  // hex
  log::Report report;
};

// `request` is the JSON body. `out` becomes an archive if it ends in .zip or
// .tar.gz, else a folder.
// `vkey` is the key to verify with.
base::Result<FetchedExport> FetchExport(const HttpClient& http, const std::string& request,
                                        const std::string& out, std::string_view vkey);

}  // namespace reqledger::tools
