// The end of every verification: one verdict, what it rests on, and what it does not cover.
//
// Source: docs/formats.md section 8; interfaces: the JSON report of both verifiers.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/time.h"
#include "ledger/log/finding.h"
#include "ledger/log/finding_log.h"
#include "ledger/merkle/tree.h"

namespace reqledger::log {

enum class Verdict {
  kVerified,
  kFailed,      // a broken finding; with strict_process also a process one
  kNotChecked,  // nothing broken was found, but a required check was not made
};

// An erasure that an opened entry says was made.
struct ErasureNote {
  struct Range {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
  };
  std::uint64_t seq = 0;  // of the entry
  bool personal = false;  // else everything
  std::vector<Range> seqs;
  std::uint64_t closed = 0;  // entries of this source that are closed because of it
};

struct NotCheckedItem {
  std::string code;
  std::string why;
  std::uint64_t count = 0;
};

struct Report {
  Verdict verdict = Verdict::kNotChecked;
  std::string origin;                    // empty where the checkpoint does not parse
  std::optional<merkle::TreeHead> head;  // of the checkpoint
  std::optional<base::Instant> as_of;    // the latest time that a trusted witness vouches for
  std::string key_fingerprint;           // SHA-256 of the vkey, in hex; empty where there is no key
  std::string vkey;                      // the key that the checkpoint was checked with
  bool key_pinned = false;
  std::vector<std::string> checked;  // codes whose checks were made in full
  std::vector<NotCheckedItem> not_checked;
  std::vector<Finding> findings;  // the lowest, in order
  std::uint64_t findings_total = 0;
  std::map<std::string, std::uint64_t, std::less<>> findings_by_code;
  std::map<std::string, std::uint64_t> counts;
  std::vector<ErasureNote> erasures;  // ascending
};

// 0, 1 or 3.
int ExitStatus(const Report& report);
// "verified", "failed", "not_checked".
std::string_view VerdictName(Verdict verdict);

// What Conclude needs to know of the verification that ends.
struct ConcludeOptions {
  SourceKind source = SourceKind::kBundle;
  bool strict_process = false;
  std::vector<std::string_view> not_asked;  // nothing to check them against: neither list has them
};

// Fills verdict, checked, not_checked, findings and their counts of `report`. Every code that
// applies to the source and is neither in `not_asked` nor noted as not checked counts as checked.
void Conclude(const FindingLog& findings, const ConcludeOptions& options, Report& report);

// One JSON document with LF.
std::string ReportJson(const Report& report);

struct TextOptions {
  bool colour = false;
  std::size_t findings_max = 20;  // shown; the others are counted
  // Where a pinned key came from; whoever takes it from elsewhere than outside says so.
  std::string_view pinned_key_is = "as given from outside";
};
// For people, beginning with the verdict in capitals.
std::string ReportText(const Report& report, const TextOptions& options);

}  // namespace reqledger::log
