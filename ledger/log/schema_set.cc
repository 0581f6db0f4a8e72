#include "ledger/log/schema_set.h"

#include <utility>

namespace reqledger::log {

void SchemaSet::Add(std::string bytes) {
  bytes_ += bytes.size();
  if (bytes_ > kSchemaSetBytesMax) return;
  auto schema = event::Schema::Parse(std::move(bytes));
  if (!schema) return;
  const crypto::Hash sha256 = schema->sha256();
  schemas_.emplace(sha256, std::move(*schema));
}

const event::Schema* SchemaSet::Find(const crypto::Hash& sha256) const {
  const auto found = schemas_.find(sha256);
  return found == schemas_.end() ? nullptr : &found->second;
}

}  // namespace reqledger::log
