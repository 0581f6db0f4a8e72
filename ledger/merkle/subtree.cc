#include "ledger/merkle/subtree.h"

#include <algorithm>
#include <bit>
#include <optional>
#include <ranges>
#include <span>
#include <string>
#include <utility>

namespace reqledger::merkle {
namespace {

// What one hash of a proof is joined to on the way up.
enum class Step {
  kTreeThenHash,  // node(tree, hash): the rest of the tree lies to the right
  kHashThenTree,  // node(hash, tree): it lies to the left
  kHashThenBoth,  // the same, and the hash is part of the subtree too
};

// The way from the subtree up to the root. Prover and verifier walk the same one.
struct Path {
  // The node that both sides start from, where the subtree is larger than it: its hash leads the
  // proof. Nothing where they start from the subtree itself.
  std::optional<Subtree> start;
  std::vector<Step> steps;
  std::vector<Subtree> siblings;  // one a step: the leaves under its hash
};

base::Result<void> CheckSubtree(const Subtree& subtree, std::uint64_t size) {
  if (size <= kTreeSizeMax && subtree.end <= size && IsValidSubtree(subtree)) return {};
  return base::Fail(base::Code::kInvalidArgument,
                    "[" + std::to_string(subtree.start) + ", " + std::to_string(subtree.end) +
                        "): not a subtree of the tree of size " + std::to_string(size));
}

// draft-ietf-plants-merkle-tree-certs section 4.4, the recursion turned into a walk down.
Path WalkDown(Subtree subtree, std::uint64_t size) {
  Path path;
  Subtree tree{0, size};
  while (tree != subtree) {
    const std::uint64_t middle = tree.start + std::bit_floor(tree.end - tree.start - 1);
    if (subtree.end <= middle) {
      path.steps.push_back(Step::kTreeThenHash);
      path.siblings.push_back({middle, tree.end});
      tree.end = middle;
    } else {
      path.siblings.push_back({tree.start, middle});
      tree.start = middle;
      if (subtree.start >= middle) {
        path.steps.push_back(Step::kHashThenTree);
      } else {
        path.steps.push_back(Step::kHashThenBoth);
        subtree.start = middle;
        path.start = tree;
      }
    }
  }
  if (path.start) path.start = tree;
  std::ranges::reverse(path.steps);
  std::ranges::reverse(path.siblings);
  return path;
}

// The perfect subtrees that `leaves`, whose start is aligned, is made of, left to right.
void AppendNodes(Subtree leaves, std::vector<NodeId>& nodes) {
  while (leaves.start < leaves.end) {
    const std::uint64_t length = std::bit_floor(leaves.end - leaves.start);
    const int level = std::countr_zero(length);
    nodes.push_back({level, leaves.start >> level});
    leaves.start += length;
  }
}

// Joins nodes that stand side by side, the smallest at the right end. At least one.
Hash Fold(std::span<const Hash> nodes) {
  Hash hash = nodes.back();
  for (const Hash& left : nodes.first(nodes.size() - 1) | std::views::reverse) {
    hash = NodeHash(left, hash);
  }
  return hash;
}

void AppendToPlan(const Subtree& leaves, ProofPlan& plan) {
  const std::size_t first = plan.nodes.size();
  AppendNodes(leaves, plan.nodes);
  if (plan.nodes.size() - first > 1) {
    plan.fold_first = first;
    plan.fold_count = plan.nodes.size() - first;
  }
}

}  // namespace

bool IsValidSubtree(const Subtree& subtree) {
  if (subtree.start >= subtree.end || subtree.end > kTreeSizeMax) return false;
  return subtree.start % std::bit_ceil(subtree.end - subtree.start) == 0;
}

base::Result<ProofPlan> SubtreePlan(const Subtree& subtree, std::uint64_t size) {
  RETURN_IF_ERROR(CheckSubtree(subtree, size));
  const Path path = WalkDown(subtree, size);
  ProofPlan plan;
  if (path.start) AppendToPlan(*path.start, plan);
  for (const Subtree& sibling : path.siblings) AppendToPlan(sibling, plan);
  return plan;
}

base::Result<ProofPlan> SubtreeHashPlan(const Subtree& subtree) {
  RETURN_IF_ERROR(CheckSubtree(subtree, subtree.end));
  ProofPlan plan;
  AppendToPlan(subtree, plan);
  return plan;
}

base::Result<std::vector<Hash>> Prove(const ProofPlan& plan, NodeReader& reader) {
  std::vector<Hash> hashes;
  hashes.reserve(plan.nodes.size());
  for (const NodeId& node : plan.nodes) {
    ASSIGN_OR_RETURN(const Hash hash, reader.Node(node));
    hashes.push_back(hash);
  }
  if (plan.fold_count > 0) {
    const std::span<const Hash> folded(hashes.data() + plan.fold_first, plan.fold_count);
    hashes[plan.fold_first] = Fold(folded);
    const auto behind = hashes.begin() + static_cast<std::ptrdiff_t>(plan.fold_first) + 1;
    hashes.erase(behind, behind + static_cast<std::ptrdiff_t>(plan.fold_count) - 1);
  }
  return hashes;
}

base::Result<SubtreeProof> ProveSubtree(const Subtree& subtree, std::uint64_t size,
                                        NodeReader& reader) {
  ASSIGN_OR_RETURN(const ProofPlan plan, SubtreePlan(subtree, size));
  ASSIGN_OR_RETURN(std::vector<Hash> hashes, Prove(plan, reader));
  return SubtreeProof{subtree, size, std::move(hashes)};
}

base::Result<Hash> ReadSubtreeHash(const Subtree& subtree, NodeReader& reader) {
  ASSIGN_OR_RETURN(const ProofPlan plan, SubtreeHashPlan(subtree));
  ASSIGN_OR_RETURN(const std::vector<Hash> hashes, Prove(plan, reader));
  return hashes.front();
}

base::Result<void> VerifySubtree(const SubtreeProof& proof, const Hash& subtree_hash,
                                 const TreeHead& head) {
  using base::Code;
  RETURN_IF_ERROR(CheckSubtree(proof.subtree, proof.size));
  if (proof.size != head.size) {
    return base::Fail(Code::kUntrusted, "proof: for size " + std::to_string(proof.size) +
                                            ", the tree's is " + std::to_string(head.size));
  }
  const Path path = WalkDown(proof.subtree, proof.size);
  const std::size_t expected = path.steps.size() + (path.start ? 1 : 0);
  if (proof.hashes.size() != expected) {
    return base::Fail(Code::kUntrusted, "proof: " + std::to_string(proof.hashes.size()) +
                                            " hashes, not " + std::to_string(expected));
  }
  std::span<const Hash> hashes(proof.hashes);
  Hash in_subtree = path.start ? hashes.front() : subtree_hash;
  Hash in_tree = in_subtree;
  if (path.start) hashes = hashes.subspan(1);
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    const Step step = path.steps[i];
    in_tree =
        step == Step::kTreeThenHash ? NodeHash(in_tree, hashes[i]) : NodeHash(hashes[i], in_tree);
    if (step == Step::kHashThenBoth) in_subtree = NodeHash(hashes[i], in_subtree);
  }
  if (in_subtree != subtree_hash) {
    return base::Fail(Code::kUntrusted, "proof: does not lead to the subtree's hash");
  }
  if (in_tree != head.root) {
    return base::Fail(Code::kUntrusted, "proof: does not lead to the tree's root");
  }
  return {};
}

}  // namespace reqledger::merkle
