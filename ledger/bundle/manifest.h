// The manifests of a bag: digests by path.
//
// Source: docs/formats.md sections 7 and 8.1; RFC 8493.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/crypto/sha256.h"

namespace reqledger::bundle {

struct Manifest {
  std::vector<std::pair<std::string, crypto::Hash>> files;  // paths in the bundle
  bool in_form = true;  // every line has its form, and the paths ascend
};

// Reads lines `<hex>  <path>`. `prefix` stands before each path; `belongs` says of a path in the
// bundle whether this manifest may name it. Lines of another form name nothing.
Manifest ReadManifest(std::string_view bytes, std::string_view prefix,
                      const std::function<bool(std::string_view path)>& belongs);

}  // namespace reqledger::bundle
