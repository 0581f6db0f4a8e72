// export.json: what a bundle says of itself.
//
// Errors: invalid_argument for any other form.
// Trust: the bundle's own word, to be held against what it has.
// Source: docs/formats.md section 7.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "ledger/base/result.h"
#include "ledger/base/time.h"
#include "ledger/merkle/tree.h"

namespace reqledger::bundle {

inline constexpr std::string_view kBundleFormat = "reqledger-bundle/v1";
inline constexpr std::string_view kAuditor = "auditor";
inline constexpr std::string_view kInternal = "internal";

bool IsAudience(std::string_view text);

// What entries are selected by besides matters.
struct EntryFilter {
  std::set<std::string> types = {};  // none: all
  std::optional<base::Instant> since = {};
  std::optional<base::Instant> until = {};  // exclusive; both of recorded_at

  bool any() const { return !types.empty() || since || until; }
  bool FitsType(std::string_view type) const {
    return types.empty() || types.contains(std::string(type));
  }
  bool FitsTime(base::Instant recorded_at) const {
    return (!since || *since <= recorded_at) && (!until || recorded_at < *until);
  }
};

struct ExportRecord {
  std::string audience;
  bool complete = true;
  std::uint64_t entries = 0;
  std::string origin;
  merkle::TreeHead head;
  std::set<std::string> matters;  // of the selection
  EntryFilter filter;             // of the selection

  // Whether all entries of the matters selected are there.
  bool has_whole_matters() const { return !filter.any(); }

  bool sees_all() const { return audience == kAuditor; }
  // Whether counts and chains of matters may be shown.
  bool sees_chains() const { return audience == kAuditor || audience == kInternal; }
};

base::Result<ExportRecord> ParseExportRecord(std::string_view bytes);

}  // namespace reqledger::bundle
