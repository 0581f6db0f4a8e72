// What handlers answer from; all of it outlives the server.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "daemon/approvals.h"
#include "daemon/http.h"
#include "daemon/roles.h"
#include "daemon/snapshots.h"
#include "daemon/viewings.h"
#include "daemon/work_pool.h"
#include "ledger/base/time.h"
#include "ledger/event/schema.h"
#include "ledger/log/clock.h"
#include "ledger/log/docket_reader.h"
#include "ledger/log/erasure.h"
#include "ledger/log/prepare.h"
#include "ledger/log/reader.h"
#include "ledger/log/retention.h"
#include "ledger/log/sequencer.h"
#include "ledger/vault/vault.h"

namespace reqledger::daemon {

// What status says and no part knows.
struct Facts {
  std::string version;
  std::string data_dir;
  std::uint64_t publish_multiple = 0;
  std::chrono::seconds publish_interval{0};  // 0: never on a clock
  base::Instant started_at;
  std::int64_t started_at_boot_micros = 0;  // by the clock that nobody sets
};

struct Context {
  const log::Reader& reader;
  const log::DocketReader& docket;
  const log::Preparer& preparer;
  log::Sequencer& sequencer;
  const event::SchemaCatalogue& catalogue;
  vault::Vault& vault;
  log::Clock& clock;
  WorkPool& pool;
  Snapshots& snapshots;
  Viewings& viewings;
  Approvals& approvals;
  const RoleBook& roles;
  const log::Eraser& eraser;
  const std::optional<log::RetentionPolicy>& retention;  // nothing where the operator chose none
  Facts facts;
};

// A request on its way to a handler, with what the pattern's {braces} stood for.
struct Call {
  const Request& request;
  std::vector<std::string> captures;
  Access access;  // what the caller may do
};

// A view by who calls; of what, Add says.
inline View ViewBy(const Call& call, std::string_view request) {
  return {.person = call.access.recorder.name,
          .request = request,
          .seqs = {},
          .sight = &SightOf(call.access.roles)};
}

}  // namespace reqledger::daemon
