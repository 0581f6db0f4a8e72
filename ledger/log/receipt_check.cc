#include <boost/json/value.hpp>
#include <utility>

#include "ledger/event/json.h"
#include "ledger/log/checkpoint_check.h"
#include "ledger/note/receipt.h"

namespace reqledger::log {
namespace {

struct Receipt {
  std::string entry;
  note::TlogProof proof;
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
  if (!proof || !ReadCheckpoint(proof->checkpoint)) return std::nullopt;
  return Receipt{std::move(*entry), std::move(*proof)};
}

}  // namespace

ReceiptCheck::ReceiptCheck(const std::vector<std::string>& receipts, const LedgerKey& key,
                           FindingLog& findings)
    : findings_(findings) {
  for (const std::string& receipt : receipts) Read(receipt, key);
}

void ReceiptCheck::Read(std::string_view receipt, const LedgerKey& key) {
  const auto parsed = ParseReceipt(receipt);
  if (!parsed) {
    findings_.Add({code::kReceiptNotContained, std::nullopt, "a receipt", "something else"});
    return;
  }
  const merkle::Hash leaf_hash = merkle::LeafHash(parsed->entry);
  proven_.emplace(parsed->proof.index, Proven{leaf_hash, false});
  std::vector<note::VerifierKey> keys;
  if (key.key) keys.push_back(*key.key);
  const auto verified = note::VerifyTlogProof(parsed->proof, leaf_hash, keys);
  if (!verified) {
    findings_.Add({code::kReceiptNotContained, parsed->proof.index, "a proof that holds",
                   verified.error().message});
  }
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

void ReceiptCheck::Finish() {
  for (const auto& [index, proven] : proven_) {
    if (!proven.seen) {
      findings_.AddNotChecked(code::kReceiptNotContained, reason::kNotInExport, true);
    }
  }
}

}  // namespace reqledger::log
