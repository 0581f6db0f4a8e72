// A bundle of a ledger, or of some of its entries, for an audience.
//
// Errors: invalid_argument for an audience that there is not, or that takes other words than are
// given; not_found for a matter without entries; conflict where an order of secrecy was recorded
// while the bundle was made; those of reader and sink.
// Limits: memory grows by the seqs of what is selected, and of an audience that sees some entries
// only by those.
// Trust: what the audience may see is opened; the caller decides who may ask.
// Source: docs/formats.md section 7; docs/audiences.md.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/base/time.h"
#include "ledger/bundle/export_record.h"
#include "ledger/bundle/sink.h"
#include "ledger/bundle/situations.h"
#include "ledger/crypto/sha256.h"
#include "ledger/docket/rule_book.h"
#include "ledger/event/schema.h"
#include "ledger/log/reader.h"
#include "ledger/merkle/tree.h"

namespace reqledger::bundle {

// A matter, up to and with its ledger.export_opened where the audience sees all of it.
struct SelectedMatter {
  std::string matter;
  std::uint64_t last_seq = 0;
};

// The program and the host that make a bundle, as a certificate names them; empty: not known.
struct Maker {
  std::string executable_sha256 = {};  // hex
  std::string host = {};
  std::string clock = {};  // a sentence on whether it was synchronised
};

struct ExportRequest {
  std::string audience = "auditor";
  Recipient recipient = {};
  std::vector<SelectedMatter> matters = {};  // none: all
  EntryFilter filter = {};                   // of their entries
  base::Instant created_at;
  std::string tool;  // name and version of the program
  Maker maker = {};
  // Documents that whoever gets the bundle adds to it, each one that an event in it names.
  std::vector<crypto::Hash> documents = {};
  // A signed checkpoint that the recipient has; empty: none.
  std::string consistent_with = {};
  // Paragraphs of the certificate; nothing: all, an empty set: no certificate.
  std::optional<std::set<std::string>> certify = {};
  // Of more entries a page carries none, and says so.
  std::uint64_t page_entries_max = 20'000;

  bool whole() const { return matters.empty() && !filter.any(); }
};

// What is exported: the tree of `checkpoint`.
struct ExportSource {
  const log::Reader& reader;
  const log::DocketReader& docket;
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

// What is wrong with a request: invalid_argument with a violation.
base::Error RequestError(std::string pointer, std::string_view rule, const std::string& expected);

// The view of the request's audience; its recipient is what the audience takes, no less and no
// more.
base::Result<const audience::View*> ViewOf(const ExportRequest& request);

// That the request can be served, before the first byte is written.
base::Result<void> CheckExport(const ExportSource& source, const ExportRequest& request);

base::Result<ExportSummary> WriteBundle(const ExportSource& source, const ExportRequest& request,
                                        Sink& sink);

}  // namespace reqledger::bundle
