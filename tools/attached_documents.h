// Documents that go with an export: files of a folder, known by their digests alone.
//
// Errors: a usage error for a folder that cannot be read, is empty, or holds anything but files;
// io where one cannot be copied, or is no longer what it was.
// Limits: kDocumentsMax files, none on their size.
// Trust: what is copied is digested again by whoever verifies the bundle.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/crypto/sha256.h"

namespace reqledger::tools {

using DocumentFiles = std::map<crypto::Hash, std::string>;  // paths by digest

inline constexpr std::size_t kDocumentsMax = 10'000;

base::Result<DocumentFiles> ReadDocumentFolder(const std::string& folder);

// Puts those that the bundle in the folder `bundle` lists into it.
base::Result<void> AttachDocuments(const DocumentFiles& files, const std::string& bundle);

// Documents that opened events name and the bundle does not hold, by their digests in hex.
base::Result<std::vector<std::string>> MissingDocuments(const std::string& bundle);

}  // namespace reqledger::tools
