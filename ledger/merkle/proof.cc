#include "ledger/merkle/proof.h"

#include <string>
#include <utility>

namespace reqledger::merkle {
namespace {

using base::Code;

// An inclusion proof is that of the subtree of one leaf.
base::Result<Subtree> LeafOf(const InclusionQuery& query) {
  if (query.size > kTreeSizeMax || query.index >= query.size) {
    return base::Fail(Code::kInvalidArgument, "inclusion of index " + std::to_string(query.index) +
                                                  " in size " + std::to_string(query.size) +
                                                  ": there is no such leaf");
  }
  return Subtree{query.index, query.index + 1};
}

base::Result<void> CheckSizes(const ConsistencyQuery& query) {
  if (query.from <= query.to && query.to <= kTreeSizeMax) return {};
  return base::Fail(Code::kInvalidArgument, "consistency from size " + std::to_string(query.from) +
                                                " to " + std::to_string(query.to) +
                                                ": not an extension");
}

}  // namespace

base::Result<ProofPlan> InclusionPlan(const InclusionQuery& query) {
  ASSIGN_OR_RETURN(const Subtree leaf, LeafOf(query));
  return SubtreePlan(leaf, query.size);
}

base::Result<InclusionProof> ProveInclusion(const InclusionQuery& query, NodeReader& reader) {
  ASSIGN_OR_RETURN(const ProofPlan plan, InclusionPlan(query));
  ASSIGN_OR_RETURN(std::vector<Hash> hashes, Prove(plan, reader));
  return InclusionProof{query.index, query.size, std::move(hashes)};
}

base::Result<void> VerifyInclusion(const InclusionProof& proof, const Hash& leaf_hash,
                                   const TreeHead& head) {
  ASSIGN_OR_RETURN(const Subtree leaf, LeafOf({proof.index, proof.size}));
  return VerifySubtree({leaf, proof.size, proof.hashes}, leaf_hash, head);
}

base::Result<ProofPlan> ConsistencyPlan(const ConsistencyQuery& query) {
  RETURN_IF_ERROR(CheckSizes(query));
  if (query.from == 0) return ProofPlan{};
  return SubtreePlan({0, query.from}, query.to);
}

base::Result<ConsistencyProof> ProveConsistency(const ConsistencyQuery& query, NodeReader& reader) {
  ASSIGN_OR_RETURN(const ProofPlan plan, ConsistencyPlan(query));
  ASSIGN_OR_RETURN(std::vector<Hash> hashes, Prove(plan, reader));
  return ConsistencyProof{query.from, query.to, std::move(hashes)};
}

base::Result<void> VerifyConsistency(const ConsistencyProof& proof, const TreeHead& from,
                                     const TreeHead& to) {
  RETURN_IF_ERROR(CheckSizes({proof.from, proof.to}));
  if (proof.from != from.size || proof.to != to.size) {
    return base::Fail(Code::kUntrusted, "consistency proof: for other sizes than the trees'");
  }
  if (from.size > 0) return VerifySubtree({{0, from.size}, to.size, proof.hashes}, from.root, to);
  if (!proof.hashes.empty()) {
    return base::Fail(Code::kUntrusted, "consistency proof from size 0: not empty");
  }
  if (from.root != EmptyRoot() || (to.size == 0 && to.root != EmptyRoot())) {
    return base::Fail(Code::kUntrusted, "tree of size 0: another root than the empty tree's");
  }
  return {};
}

}  // namespace reqledger::merkle
