// A bundle of a ledger, or of some of its matters, for an auditor.
//
// Errors: invalid_argument for an audience that this version does not serve; not_found for a matter
// without entries; those of reader and sink.
// Limits: memory does not grow with the ledger but by the seqs of the matters asked for.
// Trust: everything an auditor may open is opened; the caller decides who may ask.
// Source: docs/formats.md section 7.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/base/time.h"
#include "ledger/bundle/sink.h"
#include "ledger/crypto/sha256.h"
#include "ledger/docket/rule_book.h"
#include "ledger/event/schema.h"
#include "ledger/log/reader.h"
#include "ledger/merkle/tree.h"

namespace reqledger::bundle {

// A matter, up to and with its ledger.export_opened.
struct SelectedMatter {
  std::string matter;
  std::uint64_t last_seq = 0;
};

struct ExportRequest {
  std::string audience = "auditor";
  std::vector<SelectedMatter> matters = {};  // none: the whole ledger
  base::Instant created_at;
  std::string tool;  // name and version of the program
};

// What is exported: the tree of `checkpoint`.
struct ExportSource {
  const log::Reader& reader;
  const event::SchemaCatalogue& catalogue;
  const docket::RuleBook& rules;
  std::string vkey;
  std::string origin;
  merkle::TreeHead tree;
  std::string checkpoint;
};

struct ExportSummary {
  crypto::Hash bundle_digest;  // of core-sha256.txt
  std::uint64_t size = 0;      // of the tree
  std::uint64_t entries = 0;   // in the bundle
};

// That the request can be served, before the first byte is written.
base::Result<void> CheckExport(const ExportSource& source, const ExportRequest& request);

base::Result<ExportSummary> WriteBundle(const ExportSource& source, const ExportRequest& request,
                                        Sink& sink);

}  // namespace reqledger::bundle
