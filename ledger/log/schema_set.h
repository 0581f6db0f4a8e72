// Schema files by their digest, whatever they call themselves: those that a bundle brings along.
//
// Threads: may be used by many threads at once, once filled.
// Limits: kSchemaSetBytesMax in all; a file beyond it is not kept, so it counts as not found.
// Trust: none is needed; an entry commits to the digest of the schema that it names.
// Source: docs/formats.md sections 6 and 8.4.
#pragma once

#include <cstddef>
#include <map>
#include <string_view>

#include "ledger/crypto/sha256.h"
#include "ledger/log/schema_file.h"

namespace reqledger::log {

inline constexpr std::size_t kSchemaSetBytesMax = 64 * 1024 * 1024;

class SchemaSet {
 public:
  // Files that are no schema are passed over.
  void Add(std::string_view bytes);

  // Null where there is none.
  const SchemaFile* Find(const crypto::Hash& sha256) const;

 private:
  std::map<crypto::Hash, SchemaFile> schemas_;
  std::size_t bytes_ = 0;
};

}  // namespace reqledger::log
