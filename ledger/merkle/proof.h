// Proofs that an entry is in a tree and that a tree continues another.
//
// Errors: invalid_argument for an index or sizes that cannot be; untrusted where a proof does not
// verify; when proving, also those of the reader.
// Trust: a proof is anyone's bytes until it verifies against a head that came with a signature.
// Source: RFC 6962 sections 2.1.1 and 2.1.2.
#pragma once

#include <cstdint>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/merkle/node_reader.h"
#include "ledger/merkle/subtree.h"
#include "ledger/merkle/tree.h"

namespace reqledger::merkle {

struct InclusionQuery {
  std::uint64_t index = 0;
  std::uint64_t size = 0;
};

// `hashes`: the leaf's sibling first, the child of the root last.
struct InclusionProof {
  std::uint64_t index = 0;
  std::uint64_t size = 0;
  std::vector<Hash> hashes;
  friend bool operator==(const InclusionProof&, const InclusionProof&) = default;
};

base::Result<ProofPlan> InclusionPlan(const InclusionQuery& query);
base::Result<InclusionProof> ProveInclusion(const InclusionQuery& query, NodeReader& reader);
base::Result<void> VerifyInclusion(const InclusionProof& proof, const Hash& leaf_hash,
                                   const TreeHead& head);

struct ConsistencyQuery {
  std::uint64_t from = 0;
  std::uint64_t to = 0;
};

struct ConsistencyProof {
  std::uint64_t from = 0;
  std::uint64_t to = 0;
  std::vector<Hash> hashes;
  friend bool operator==(const ConsistencyProof&, const ConsistencyProof&) = default;
};

// From size 0 and between equal sizes the proof is empty.
base::Result<ProofPlan> ConsistencyPlan(const ConsistencyQuery& query);
base::Result<ConsistencyProof> ProveConsistency(const ConsistencyQuery& query, NodeReader& reader);

// Every tree continues the empty one, whose root must then be EmptyRoot().
base::Result<void> VerifyConsistency(const ConsistencyProof& proof, const TreeHead& from,
                                     const TreeHead& to);

}  // namespace reqledger::merkle
