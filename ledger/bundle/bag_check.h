// The bag around a bundle: which files are there, and whether each is what its manifests say.
//
// Errors: io.
// Source: docs/formats.md section 8.1; RFC 8493.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "ledger/base/result.h"
#include "ledger/bundle/folder.h"
#include "ledger/bundle/hashed_file.h"
#include "ledger/log/finding_log.h"

namespace reqledger::bundle {

// The bytes a file may have to be read whole; nothing where it is streamed.
std::optional<std::size_t> LimitOf(const std::string& path);

struct BagFacts {
  const Folder& folder;
  const DigestTable& digests;  // of every file of the folder
  bool complete = true;
};
base::Result<void> CheckBag(const BagFacts& facts, log::FindingLog& findings);

}  // namespace reqledger::bundle
