// What start-up must find true before a log may be written: in O(log n), never by reading it all.
//
// Head row and its HMAC, right-edge tiles against its root, last entry against its leaf hash, the
// high-water mark against both.
//
// Errors: untrusted, reason "behind_high_water_mark", for an older copy of the data,
// "keys_behind_ledger" for one of the keys; untrusted or corrupt for all else that does not agree.
#pragma once

#include "ledger/base/result.h"
#include "ledger/log/high_water_mark.h"
#include "ledger/log/tail.h"
#include "ledger/store/store.h"
#include "ledger/vault/vault.h"

namespace reqledger::log {

struct Start {
  Tail tail;
  bool mark_was_behind = false;  // moved: a crash had come between commit and mark
};

base::Result<Start> CheckStart(const store::Store& store, const vault::Vault& vault,
                               HighWaterMark& mark);

}  // namespace reqledger::log
