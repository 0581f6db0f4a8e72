// The stored tiles against those that the entries make.
//
// Threads: one at a time, leaves in order.
// Limits: one tile a level.
// Source: docs/formats.md sections 5 and 8.6.
#pragma once

#include "ledger/base/result.h"
#include "ledger/log/finding_log.h"
#include "ledger/merkle/stream.h"
#include "ledger/store/store.h"

namespace reqledger::log {

class TileCheck {
 public:
  TileCheck(const store::Store& store, FindingLog& findings);

  void Append(const merkle::Hash& leaf_hash) { stream_.Append(leaf_hash); }
  merkle::TreeHead Head() const { return stream_.Head(); }
  // After the last leaf: the partial tiles, and that there are no others.
  base::Result<void> Finish();

 private:
  void Compare(const merkle::TileId& id, std::string_view made);

  const store::Store& store_;
  FindingLog& findings_;
  merkle::TileStream stream_;
};

}  // namespace reqledger::log
