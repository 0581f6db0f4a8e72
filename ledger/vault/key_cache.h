// The opened keys of the matters in use: at most so many, the least used dropped in bulk.
//
// Threads: its owner's lock.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "ledger/vault/key_table.h"

namespace reqledger::vault {

class KeyCache {
 public:
  // Two halves: a full young one becomes the old one, and the old one is wiped.
  explicit KeyCache(std::size_t matters_max) : half_max_(matters_max / 2) {}

  // Null where it is not here. Good until the next call.
  const MatterKeys* Find(std::string_view handle_prefix) {
    const std::string name(handle_prefix);
    if (const auto young = young_.find(name); young != young_.end()) return &young->second;
    const auto old = old_.find(name);
    if (old == old_.end()) return nullptr;
    MatterKeys keys = std::move(old->second);
    old_.erase(old);
    return &Put(std::move(keys));
  }

  // All of them are wiped.
  void Forget() {
    young_.clear();
    old_.clear();
  }

  const MatterKeys& Put(MatterKeys keys) {
    if (young_.size() >= half_max_) {
      old_ = std::move(young_);
      young_.clear();
    }
    std::string name(HandlePrefix(keys.handle));
    return young_.insert_or_assign(std::move(name), std::move(keys)).first->second;
  }

 private:
  using Half = std::unordered_map<std::string, MatterKeys>;
  std::size_t half_max_;
  Half young_;
  Half old_;
};

}  // namespace reqledger::vault
