// Subtree consistency proofs: the one construction of which the other two proofs are cases.
//
// An inclusion proof of leaf i is the proof of [i, i + 1); a consistency proof from size m is that
// of [0, m). Which nodes a proof needs is kept apart from reading and hashing them.
//
// Errors: invalid_argument for a subtree or size that cannot be; untrusted where a proof does not
// verify.
// Limits: a proof has at most 64 hashes; nothing recurses.
// Source: RFC 6962 sections 2.1.1 and 2.1.2; draft-ietf-plants-merkle-tree-certs section 4.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/merkle/node_reader.h"
#include "ledger/merkle/tree.h"

namespace reqledger::merkle {

// The leaves [start, end).
struct Subtree {
  std::uint64_t start = 0;
  std::uint64_t end = 0;
  friend auto operator<=>(const Subtree&, const Subtree&) = default;
};

// True where start < end and start is a multiple of the length rounded up to a power of two: then
// the hash of the leaves by themselves can be proven against a larger tree.
bool IsValidSubtree(const Subtree& subtree);

// The nodes that a proof is made of, in its order. `fold_count` nodes from `fold_first` on stand,
// left to right, for one hash of the proof: that of the right edge, which no tile holds.
struct ProofPlan {
  std::vector<NodeId> nodes;
  std::size_t fold_first = 0;
  std::size_t fold_count = 0;
  friend bool operator==(const ProofPlan&, const ProofPlan&) = default;
};

// For the proof that `subtree` is part of the tree of `size` leaves.
base::Result<ProofPlan> SubtreePlan(const Subtree& subtree, std::uint64_t size);

// For the one hash over the leaves of `subtree`; of [0, n) it is the root of the tree of size n.
base::Result<ProofPlan> SubtreeHashPlan(const Subtree& subtree);

// Reads the nodes of `plan` and folds those that stand for one.
base::Result<std::vector<Hash>> Prove(const ProofPlan& plan, NodeReader& reader);

struct SubtreeProof {
  Subtree subtree;
  std::uint64_t size = 0;
  std::vector<Hash> hashes;
  friend bool operator==(const SubtreeProof&, const SubtreeProof&) = default;
};

base::Result<SubtreeProof> ProveSubtree(const Subtree& subtree, std::uint64_t size,
                                        NodeReader& reader);
base::Result<Hash> ReadSubtreeHash(const Subtree& subtree, NodeReader& reader);

// That `subtree_hash` is over the proof's leaves of the tree `head`.
base::Result<void> VerifySubtree(const SubtreeProof& proof, const Hash& subtree_hash,
                                 const TreeHead& head);

}  // namespace reqledger::merkle
