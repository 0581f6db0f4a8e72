#include <boost/json/value.hpp>
#include <utility>

#include "ledger/event/json.h"
#include "ledger/log/checkpoint_check.h"
#include "ledger/merkle/proof.h"
#include "ledger/note/receipt.h"

namespace reqledger::log {
namespace {

struct Receipt {
  std::string entry;
  note::TlogProof proof;
  CheckpointNote checkpoint;
};

std::optional<std::string> StringOf(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return std::string(value->get_string().data(), value->get_string().size());
}

std::optional<Receipt> ParseReceipt(std::string_view bytes) {
  const auto json = event::ParseStrict(bytes, event::Names::kAny, 1);
  if (!json || !json->is_object() || json->get_object().size() != 2) return std::nullopt;
  auto entry = StringOf(json->get_object(), "entry");
  const auto proof_text = StringOf(json->get_object(), "proof");
  if (!entry || !proof_text) return std::nullopt;
  auto proof = note::ParseTlogProof(*proof_text);
  if (!proof) return std::nullopt;
  auto checkpoint = ReadCheckpoint(proof->checkpoint);
  if (!checkpoint) return std::nullopt;
  return Receipt{std::move(*entry), std::move(*proof), std::move(*checkpoint)};
}

}  // namespace

ReceiptCheck::ReceiptCheck(const std::vector<std::string>& receipts, FindingLog& findings)
    : findings_(findings) {
  for (const std::string& receipt : receipts) Read(receipt);
}

void ReceiptCheck::Read(std::string_view receipt) {
  auto parsed = ParseReceipt(receipt);
  if (!parsed) {
    findings_.Add({code::kReceiptNotContained, std::nullopt, "a receipt", "something else"});
    return;
  }
  proven_.emplace(parsed->proof.index,
                  Proven{merkle::LeafHash(parsed->entry), std::move(parsed->proof.hashes),
                         std::move(parsed->checkpoint), false});
}

void ReceiptCheck::Append(std::uint64_t place, const merkle::Hash& leaf_hash) {
  if (proven_.empty()) return;
  const auto [begin, end] = proven_.equal_range(place);
  for (auto proven = begin; proven != end; ++proven) {
    if (std::exchange(proven->second.seen, true)) continue;
    if (proven->second.leaf_hash == leaf_hash) continue;
    findings_.Add({code::kReceiptNotContained, place, crypto::ToHex(proven->second.leaf_hash),
                   crypto::ToHex(leaf_hash)});
  }
}

void ReceiptCheck::CheckProof(std::uint64_t index, const Proven& proven,
                              const KeyLineage& lineage) {
  const auto verified =
      merkle::VerifyInclusion({index, proven.checkpoint.checkpoint.head.size, proven.hashes},
                              proven.leaf_hash, proven.checkpoint.checkpoint.head);
  if (!verified) {
    findings_.Add(
        {code::kReceiptNotContained, index, "a proof that holds", verified.error().message});
  }
  const KeyLineage::Signed is_signed = lineage.Judge(proven.checkpoint);
  if (is_signed == KeyLineage::Signed::kNot) {
    findings_.Add({code::kReceiptNotContained, index, "a checkpoint signed by a key of the ledger",
                   "another"});
  } else if (is_signed == KeyLineage::Signed::kOutOfTime) {
    findings_.Add(SignedOutOfTime(proven.checkpoint, lineage, "a receipt's checkpoint"));
  }
}

void ReceiptCheck::Finish(const KeyLineage& lineage) {
  for (const auto& [index, proven] : proven_) {
    CheckProof(index, proven, lineage);
    if (!proven.seen) {
      findings_.AddNotChecked(code::kReceiptNotContained, reason::kNotInExport, true);
    }
  }
}

}  // namespace reqledger::log
