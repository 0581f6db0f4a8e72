// certificate.txt: a draft certification for a custodian to complete and sign. The words of law are
// data, schemas/certificate/us.txt; this fills in what the program knows, and nothing else.
//
// Trust: told is what the bundle's audience is shown anyway.
// Source: schemas/certificate/us.txt; docs/certificate.md.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/audience/audience.h"
#include "ledger/bundle/documents.h"
#include "ledger/bundle/entry_notes.h"
#include "ledger/bundle/export.h"

namespace reqledger::bundle {

// What paragraphs there are to choose from, in their order.
std::vector<std::string> CertificateParagraphs();

struct CertificateFacts {
  const ExportSource& source;
  const ExportRequest& request;
  const audience::View& view;
  const EntryNotes& notes;
  const std::map<crypto::Hash, NamedDocument>& documents;  // of the bundle
  std::uint64_t entries = 0;
  std::string_view core_manifest;
  std::string other_digests;  // lines as those of the manifest
};

// What was checked while the bundle was written, and what came of it: a sentence or two.
std::string CheckedSentence(const ExportSource& source, bool whole);

// Empty where the request wants none.
std::string CertificateFor(const CertificateFacts& facts);

}  // namespace reqledger::bundle
