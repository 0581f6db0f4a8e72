// The high-water mark: the largest tree this ledger ever acknowledged, kept outside the database.
//
// It is what tells an older copy of the database from the current one.
//
// Errors: not_found where the file is not there, corrupt where neither slot is whole, untrusted
// where it is another ledger's. None of these is ever a first use.
// Threads: one at a time.
// Trust: whoever can write this file can hide a rollback; so it lies with the keys, not the data.
// Source: docs/formats.md section 9.
#pragma once

#include <cstdint>
#include <string>

#include "ledger/base/file.h"
#include "ledger/base/result.h"
#include "ledger/merkle/tree.h"

namespace reqledger::log {

class HighWaterMark {
 public:
  // Makes the file `high_water_mark` in `state_dir`. Errors: conflict where it is there.
  static base::Result<void> Create(const std::string& state_dir, const std::string& origin,
                                   const merkle::TreeHead& mark);
  static base::Result<HighWaterMark> Open(const std::string& state_dir, const std::string& origin);

  const merkle::TreeHead& mark() const { return mark_; }

  // Durable when it returns. A crash inside leaves the old mark, whole, in the other slot.
  base::Result<void> Move(const merkle::TreeHead& mark);

 private:
  HighWaterMark(base::FileDescriptor file, crypto::Hash origin_hash)
      : file_(std::move(file)), origin_hash_(origin_hash) {}

  base::FileDescriptor file_;
  crypto::Hash origin_hash_;
  std::uint64_t generation_ = 0;  // the slot of the next write is generation_ + 1, modulo 2
  merkle::TreeHead mark_;
};

}  // namespace reqledger::log
