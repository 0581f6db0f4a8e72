// The files of a test ledger's bundle, and of its receipts.
#include <algorithm>
#include <set>

#include "ledger/base/encoding.h"
#include "ledger/bundle/records_csv.h"
#include "ledger/event/json.h"
#include "ledger/log/finding.h"
#include "ledger/merkle/compact_range.h"
#include "ledger/note/receipt.h"
#include "tests/testing/bundle_builder.h"

namespace reqledger::testing {
namespace {

using event::CanonicalString;
using merkle::Hash;

// RFC 6962 section 2.1, by recursion, as the RFC has it.
Hash RootOf(std::span<const Hash> leaves) {
  if (leaves.size() == 1) return leaves.front();
  std::size_t half = 1;
  while (half * 2 < leaves.size()) half *= 2;
  return merkle::NodeHash(RootOf(leaves.first(half)), RootOf(leaves.subspan(half)));
}

void Path(std::size_t index, std::span<const Hash> leaves, std::vector<Hash>& out) {
  if (leaves.size() == 1) return;
  std::size_t half = 1;
  while (half * 2 < leaves.size()) half *= 2;
  if (index < half) {
    Path(index, leaves.first(half), out);
    out.push_back(RootOf(leaves.subspan(half)));
  } else {
    Path(index - half, leaves.subspan(half), out);
    out.push_back(RootOf(leaves.first(half)));
  }
}

void SubProof(std::size_t size, std::span<const Hash> leaves, bool whole, std::vector<Hash>& out) {
  if (size == leaves.size()) {
    if (!whole) out.push_back(RootOf(leaves));
    return;
  }
  std::size_t half = 1;
  while (half * 2 < leaves.size()) half *= 2;
  if (size <= half) {
    SubProof(size, leaves.first(half), whole, out);
    out.push_back(RootOf(leaves.subspan(half)));
  } else {
    SubProof(size - half, leaves.subspan(half), false, out);
    out.push_back(RootOf(leaves.first(half)));
  }
}

std::string HashArray(const std::vector<Hash>& hashes) {
  std::string json = "[";
  for (const Hash& hash : hashes) {
    if (json.size() > 1) json += ',';
    json += '"' + base::EncodeBase64(hash.view()) + '"';
  }
  return json + "]";
}

std::string TextArray(const std::vector<std::string>& texts) {
  std::string json = "[";
  for (const std::string& text : texts) {
    if (json.size() > 1) json += ',';
    json += CanonicalString(text);
  }
  return json + "]";
}

std::vector<Hash> Leaves(const TestLedger& ledger) {
  std::vector<Hash> leaves;
  for (const TestEntry& entry : ledger.entries()) leaves.push_back(entry.leaf_hash);
  return leaves;
}

}  // namespace

class BundleMaker {
 public:
  BundleMaker(const TestLedger& ledger, const BundleSpec& spec)
      : ledger_(ledger), spec_(spec), leaves_(Leaves(ledger)) {}

  Files Make() {
    for (const TestEntry& entry : ledger_.entries()) {
      if (entry.seq == 0 || whole() || Selected(entry.matter)) Take(entry);
    }
    files_["data/checkpoint"] = ledger_.Checkpoint(leaves_.size());
    files_["data/keys/ledger.vkey"] = ledger_.vkey() + "\n";
    files_["data/README.txt"] = "For people.\n";
    files_["data/schemas/finding_codes.json"] = log::FindingCodesJson();
    for (const auto& [type, bytes] : TestSchemas()) {
      files_["data/schemas/" + type + ".v1.schema.json"] = bytes;
    }
    MakeRecords();
    MakeOlder();
    MakeExport();
    files_["bagit.txt"] = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
    MendBag(files_);
    return std::move(files_);
  }

 private:
  bool whole() const { return spec_.matters.empty(); }
  bool Selected(const std::string& matter) const {
    return std::ranges::find(spec_.matters, matter) != spec_.matters.end();
  }
  bool auditor() const { return spec_.audience == "auditor"; }

  // For others than an auditor: type and schema alone, but of the genesis all members.
  bool Opens(const TestEntry& entry, std::size_t slot) const {
    return auditor() || entry.seq == 0 || slot < 2;
  }

  void Take(const TestEntry& entry) {
    taken_.push_back(&entry);
    files_["data/entries.jsonl"] += entry.line + "\n";
    std::vector<std::string> decoys;
    std::vector<std::string> disclosures;
    for (std::size_t slot = 0; slot < entry.slots.size(); ++slot) {
      const bool decoy = entry.slots[slot].name.empty();
      if (decoy && auditor()) decoys.push_back(entry.disclosures[slot]);
      if (!decoy && Opens(entry, slot)) disclosures.push_back(entry.disclosures[slot]);
    }
    files_["data/disclosures.jsonl"] +=
        (auditor() ? R"({"decoys":)" + TextArray(decoys) + "," : std::string("{")) +
        R"("disclosures":)" + TextArray(disclosures) + R"(,"seq":)" + std::to_string(entry.seq) +
        "}\n";
    if (whole()) return;
    std::vector<Hash> proof;
    Path(entry.seq, leaves_, proof);
    files_["data/proofs.jsonl"] +=
        R"({"proof":)" + HashArray(proof) + R"(,"seq":)" + std::to_string(entry.seq) + "}\n";
  }

  void MakeRecords() {
    std::set<std::string, std::less<>> names;
    for (const TestEntry* entry : taken_) {
      for (std::size_t slot = 0; slot < entry->slots.size(); ++slot) {
        const std::string& name = entry->slots[slot].name;
        if (!name.empty() && Opens(*entry, slot)) names.insert(name);
      }
    }
    const bundle::RecordsCsv csv(names);
    std::string& out = files_["data/records.csv"];
    out = csv.Header();
    for (const TestEntry* entry : taken_) {
      bundle::OpenedMembers members;
      for (std::size_t slot = 0; slot < entry->slots.size(); ++slot) {
        const event::Member& member = entry->slots[slot];
        if (!member.name.empty() && Opens(*entry, slot)) members.emplace(member.name, member.value);
      }
      csv.AppendRow(entry->seq, members, out);
    }
  }

  void MakeOlder() {
    for (const std::uint64_t size : spec_.older) {
      std::vector<Hash> proof;
      if (size > 0) SubProof(size, leaves_, true, proof);
      files_["data/checkpoints.jsonl"] += R"({"checkpoint":)" +
                                          CanonicalString(ledger_.Checkpoint(size)) +
                                          R"(,"consistency":)" + HashArray(proof) + "}\n";
    }
  }

  void MakeExport() {
    const merkle::TreeHead head = ledger_.Head(leaves_.size());
    files_["data/export.json"] =
        R"({"audience":")" + spec_.audience + R"(","bundle":"reqledger-bundle/v1","complete":)" +
        (whole() ? "true" : "false") + R"(,"created_at":"2026-03-02T00:00:00.000000Z","entries":)" +
        std::to_string(taken_.size()) + R"(,"origin":")" + std::string(kTestOrigin) +
        R"(","root":")" + crypto::ToHex(head.root) + R"(","selection":)" +
        (whole() ? "{}" : R"({"matters":)" + TextArray(spec_.matters) + "}") + R"(,"size":)" +
        std::to_string(head.size) + R"(,"statement":"For tests.","tool":"a test"})" + "\n";
  }

  const TestLedger& ledger_;
  const BundleSpec& spec_;
  const std::vector<Hash> leaves_;
  std::vector<const TestEntry*> taken_;
  Files files_;
};

Files TestLedger::Bundle(const BundleSpec& spec) const { return BundleMaker(*this, spec).Make(); }

std::string TestLedger::Receipt(std::uint64_t seq) const {
  note::TlogProof proof;
  proof.index = seq;
  Path(seq, Leaves(*this), proof.hashes);
  proof.checkpoint = Checkpoint(entries_.size());
  return R"({"entry":)" + CanonicalString(entries_[seq].line) + R"(,"proof":)" +
         CanonicalString(note::SerializeTlogProof(proof)) + "}";
}

namespace {

using Belongs = bool (*)(const std::string& path);

std::string Manifest(const Files& files, std::size_t prefix, Belongs belongs) {
  std::string text;
  for (const auto& [path, bytes] : files) {
    if (!belongs(path)) continue;
    text += crypto::ToHex(crypto::Sha256::Digest(bytes)) + "  " + path.substr(prefix) + "\n";
  }
  return text;
}

bool InPayload(const std::string& path) { return path.starts_with("data/"); }
bool InCore(const std::string& path) {
  for (const char* other : {"data/README.txt", "data/index.html", "data/ledger.pdf",
                            "data/certificate.txt", "data/core-sha256.txt"}) {
    if (path == other) return false;
  }
  return InPayload(path);
}
bool IsTag(const std::string& path) {
  return path == "bag-info.txt" || path == "bagit.txt" || path == "manifest-sha256.txt";
}

}  // namespace

void MendBag(Files& files) {
  files["data/core-sha256.txt"] = Manifest(files, std::string_view("data/").size(), InCore);
  std::size_t bytes = 0;
  std::size_t count = 0;
  for (const auto& [path, content] : files) {
    if (!InPayload(path)) continue;
    bytes += content.size();
    ++count;
  }
  files["bag-info.txt"] =
      "Payload-Oxum: " + std::to_string(bytes) + "." + std::to_string(count) + "\n";
  files["manifest-sha256.txt"] = Manifest(files, 0, InPayload);
  files["tagmanifest-sha256.txt"] = Manifest(files, 0, IsTag);
}

}  // namespace reqledger::testing
