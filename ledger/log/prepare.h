// The costly half of an append, done on any thread before the sequencer sees the event.
//
// Strict parse, own-event rules, schema, sealing of every submitted member at its slot.
//
// Errors: invalid_argument and too_large as event.h and schema.h; permission_denied for a type that
// is the daemon's own or not the recorder's; not_found, reason "unknown_type"; conflict for a
// correction that corrects nothing. Threads: any number at once.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/docket/fold.h"
#include "ledger/event/event.h"
#include "ledger/event/schema.h"
#include "ledger/log/correction.h"
#include "ledger/log/lookup.h"
#include "ledger/log/recorder.h"
#include "ledger/vault/seal.h"
#include "ledger/vault/vault.h"

namespace reqledger::log {

class Reader;

struct PreparedEvent {
  event::Event event;
  const event::Schema* schema = nullptr;
  std::string recorder;
  bool knows_matters = false;  // the recorder may be told what others recorded
  vault::SealedEvent sealed;
  std::vector<IdentifierUse> identifiers;
  std::vector<LookupValue> lookups;
  std::optional<std::uint64_t> found_at;  // where not the event itself: the entry that it corrects
  docket::FoldEvent fold;                 // but for seq and recorded_at
};

class Preparer {
 public:
  Preparer(const event::SchemaCatalogue& catalogue, const vault::Vault& vault, const Reader& reader)
      : catalogue_(catalogue), vault_(vault), reader_(reader) {}

  base::Result<PreparedEvent> Prepare(std::string_view json, const Recorder& recorder) const;

 private:
  base::Result<void> CheckCorrection(PreparedEvent& prepared, const Recorder& recorder) const;

  const event::SchemaCatalogue& catalogue_;
  const vault::Vault& vault_;
  const Reader& reader_;
};

}  // namespace reqledger::log
