#include "ledger/log/schema_set.h"

#include <utility>

namespace reqledger::log {

void SchemaSet::Add(std::string_view bytes) {
  bytes_ += bytes.size();
  if (bytes_ > kSchemaSetBytesMax) return;
  auto schema = SchemaFile::Parse(bytes);
  if (schema) schemas_.emplace(crypto::Sha256::Digest(bytes), std::move(*schema));
}

const SchemaFile* SchemaSet::Find(const crypto::Hash& sha256) const {
  const auto found = schemas_.find(sha256);
  return found == schemas_.end() ? nullptr : &found->second;
}

}  // namespace reqledger::log
