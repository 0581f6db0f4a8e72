// A record on paper: one PDF/A-1b file of all that an export opens, for courts and their filing
// systems.
//
// Title page; of each matter its docket and a drawn timeline; a table of all opened entries; the
// particulars of each; a certificate; the characters that no font shows. The same input gives the
// same bytes.
//
// Errors: those of source and destination; corrupt where an entry comes out of order or the source
// gives another record the second time; too_large beyond what a PDF file may hold.
// Limits: about 1 KiB an entry is held, and 16 bytes a page of objects; the source is asked twice.
// What is printed of a value, an entry, a matter and of all of them is capped, and the paper says
// so where it is.
// Threads: one at a time; there is no state between calls.
// Trust: none in the values: whatever a string holds, it is printed as text. The sentences of Facts
// are the caller's. A paper checks nothing, and says that.
// Source: docs/formats.md section 7; ISO 19005-1.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/paper/words.h"

namespace reqledger::paper {

// An opened member and its value.
struct Member {
  std::string name;
  std::string json;
};

// An entry of which something is opened; core members are among `members`.
struct Entry {
  std::uint64_t seq = 0;
  std::vector<Member> members = {};
  int closed = 0;  // places that are not
};

using EntryVisitor = std::function<base::Result<void>(const Entry&)>;
// Visits the entries in ascending order, the same whenever it is called.
using EntrySource = std::function<base::Result<void>(const EntryVisitor&)>;

// What the title page says.
struct Facts {
  std::string audience = {};    // in people's words: "For a court, under seal"
  std::string origin = {};      // whose record
  std::string tool = {};        // what wrote it: name and version
  std::string created_at = {};  // RFC 3339; the only time that the file holds
  std::string statement = {};   // what is withheld, in one sentence
  std::string checked = {};     // what was checked while this was written, and with which result
  std::uint64_t size = 0;       // entries in the record
  std::uint64_t entries = 0;    // entries in the bundle
  std::string root_hex = {};
  std::string bundle_digest_hex = {};
  std::string vkey = {};
  std::string fingerprint_hex = {};
  bool complete = false;         // the bundle holds all entries
  std::string certificate = {};  // printed as it is; empty: none
  bool too_large = false;        // no entry is printed, and the source is not asked
};

base::Result<void> WritePaper(const Facts& facts, const Words& words, const EntrySource& source,
                              const std::function<base::Result<void>(std::string_view)>& write);

}  // namespace reqledger::paper
