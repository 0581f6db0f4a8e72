// checkpoints.jsonl: earlier checkpoints, each with its proof to the one of the bundle.
//
// Errors: io.
// Source: docs/formats.md section 8.3.
#pragma once

#include <cstdint>
#include <map>

#include "ledger/base/result.h"
#include "ledger/bundle/hashed_file.h"
#include "ledger/log/checkpoint_check.h"
#include "ledger/log/chunked_tree.h"
#include "ledger/log/finding_log.h"
#include "ledger/log/key_lineage.h"
#include "ledger/log/ledger_key.h"

namespace reqledger::bundle {

using OlderRoots = std::map<std::uint64_t, merkle::Hash>;  // proven, by size

struct OlderInput {
  const Folder& folder;
  const log::CheckpointNote* checkpoint;  // null where it does not parse
  log::KeyLineage& lineage;               // is told of each that is proven
  HashedFile::OnBytes on_bytes;
};
// Adds the file's digest to `digests`.
base::Result<OlderRoots> CheckOlderFile(const OlderInput& input, log::FindingLog& findings,
                                        DigestTable& digests);

// What a bundle can tell of earlier trees: a complete one its own, a partial one what is proven.
class BundleRoots : public log::RootSource {
 public:
  // All but `head` outlive this.
  BundleRoots(bool partial, const merkle::TreeHead& head, const log::ChunkedTree& tree,
              const OlderRoots& proven)
      : partial_(partial), head_(head), tree_(tree), proven_(proven) {}

  Answer RootAt(std::uint64_t size, merkle::Hash& root) const override;

 private:
  const bool partial_;
  const merkle::TreeHead head_;
  const log::ChunkedTree& tree_;
  const OlderRoots& proven_;
};

}  // namespace reqledger::bundle
