// The handlers, by the file that they stand in. Their routes are in routes.cc.
//
// Threads: any number at once; each reads the log as of the working head.
// Trust: who may call is decided before.
#pragma once

#include "daemon/context.h"
#include "daemon/http.h"
#include "ledger/base/result.h"

namespace reqledger::daemon {

// handlers_events.cc
void RecordEvent(const Context& context, const Call& call, Exchange& exchange);
base::Result<void> RecordBatch(const Context& context, const Call& call, Stream& stream);

// handlers_read.cc
void GetEntry(const Context& context, const Call& call, Exchange& exchange);
base::Result<void> ListEntries(const Context& context, const Call& call, Stream& stream);

// handlers_docket.cc
void GetMatter(const Context& context, const Call& call, Exchange& exchange);
base::Result<Response> ListMatters(const Context& context, const Call& call);
base::Result<Response> GetDeadlines(const Context& context, const Call& call);
base::Result<Response> GetSecrecy(const Context& context, const Call& call);

// handlers_lookup.cc
void Lookup(const Context& context, const Call& call, Exchange& exchange);

// handlers_schemas.cc
base::Result<Response> GetTypes(const Context& context, const Call& call);
base::Result<Response> GetKinds(const Context& context, const Call& call);
base::Result<Response> GetSchema(const Context& context, const Call& call);
base::Result<Response> GetOpenApi(const Context& context, const Call& call);

// handlers_proofs.cc
base::Result<Response> GetExportReceipt(const Context& context, const Call& call);
base::Result<Response> GetReceipt(const Context& context, const Call& call);
base::Result<Response> GetInclusionProof(const Context& context, const Call& call);
base::Result<Response> GetConsistencyProof(const Context& context, const Call& call);
base::Result<Response> GetTlogProof(const Context& context, const Call& call);

// handlers_tiles.cc
base::Result<Response> GetPublishedCheckpoint(const Context& context, const Call& call);
base::Result<Response> GetCheckpoint(const Context& context, const Call& call);
base::Result<Response> GetTile(const Context& context, const Call& call);

// handlers_admin.cc
base::Result<Response> GetHealth(const Context& context, const Call& call);
base::Result<Response> GetReadiness(const Context& context, const Call& call);
void Publish(const Context& context, const Call& call, Exchange& exchange);
void CreateSnapshot(const Context& context, const Call& call, Exchange& exchange);
void DeleteSnapshot(const Context& context, const Call& call, Exchange& exchange);

// handlers_keys.cc
void RewrapKeys(const Context& context, const Call& call, Exchange& exchange);
void RotateKey(const Context& context, const Call& call, Exchange& exchange);

// handlers_erasures.cc
void Erase(const Context& context, const Call& call, Exchange& exchange);
void ListDueErasures(const Context& context, const Call& call, Exchange& exchange);

// handlers_approvals.cc
void Approve(const Context& context, const Call& call, Exchange& exchange);

// handlers_status.cc
base::Result<Response> GetStatus(const Context& context, const Call& call);

// handlers_exports.cc
base::Result<void> Export(const Context& context, const Call& call, Stream& stream);

}  // namespace reqledger::daemon
