// What a log sends to a mirror to have entries kept.
//
// Units: packages are aligned on multiples of 256 entries; integers are big-endian.
// Source: C2SP tlog-mirror.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "ledger/merkle/subtree.h"
#include "ledger/merkle/tree.h"

namespace reqledger::note {

inline constexpr std::size_t kMirrorPackagesMax = 32;  // a request, as the specification advises

// The entries [start, end) that one package carries, and the subtree that its proof is for.
struct MirrorPackageRange {
  merkle::Subtree entries;
  merkle::Subtree proven;
  friend auto operator<=>(const MirrorPackageRange&, const MirrorPackageRange&) = default;
};

// The packages of an upload of `upload`, in order.
std::vector<MirrorPackageRange> MirrorPackageRanges(const merkle::Subtree& upload);

struct MirrorPackage {
  std::vector<std::string> entries;
  std::vector<merkle::Hash> hashes;  // subtree consistency proof against the tree of `upload.end`
};

// The body of add-entries.
struct AddEntriesRequest {
  std::string origin;
  merkle::Subtree upload;  // entries [start, end)
  std::string ticket;      // what the mirror gave, opaque
  std::vector<MirrorPackage> packages;
};

std::string SerializeAddEntries(const AddEntriesRequest& request);

}  // namespace reqledger::note
