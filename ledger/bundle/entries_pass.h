// The one pass over entries, what is opened of them, their proofs and their table: each file is
// read once, digested on the way, judged on all cores and stitched together in order.
//
// Errors: io.
// Threads: one consumer; the pool does the rest.
// Limits: memory grows with the number of matters, and by what Process keeps.
// Source: docs/formats.md sections 8.2, 8.4 and 8.5.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/bundle/documents.h"
#include "ledger/bundle/export_record.h"
#include "ledger/bundle/folder.h"
#include "ledger/bundle/hashed_file.h"
#include "ledger/bundle/process.h"
#include "ledger/log/checkpoint_check.h"
#include "ledger/log/chunked_tree.h"
#include "ledger/log/finding_log.h"
#include "ledger/log/key_lineage.h"
#include "ledger/log/parallel.h"
#include "ledger/log/report.h"
#include "ledger/log/schema_set.h"

namespace reqledger::bundle {

struct PassInput {
  const Folder& folder;
  const std::optional<ExportRecord>& record;  // nothing where export.json has another form
  const log::CheckpointNote* checkpoint;      // null where it does not parse
  log::KeyLineage& lineage;
  const log::SchemaSet& schemas;
  std::set<std::uint64_t> sizes;  // at which the root will be asked for
  log::ReceiptCheck& receipts;
  Process& process;
  DocumentCheck& documents;
  HashedFile::OnBytes on_bytes;

  bool partial() const { return record && !record->complete; }
};

struct PassOutput {
  log::ChunkedTree tree;  // of a complete bundle
  std::uint64_t lines = 0;
  std::uint64_t opened = 0;
  std::uint64_t decoys = 0;
  std::vector<log::ErasureNote> erasures = {};
};

// Adds the digests of the files that it reads to `digests`.
base::Result<PassOutput> RunEntriesPass(const PassInput& input, log::WorkerPool& pool,
                                        log::FindingLog& findings, DigestTable& digests);

}  // namespace reqledger::bundle
