#include "ledger/bundle/verify_bundle.h"

#include <set>
#include <utility>

#include "ledger/bundle/bag_check.h"
#include "ledger/bundle/entries_pass.h"
#include "ledger/bundle/export_record.h"
#include "ledger/bundle/folder.h"
#include "ledger/bundle/older_check.h"
#include "ledger/log/checkpoint_check.h"

namespace reqledger::bundle {
namespace {

namespace code = log::code;
namespace reason = log::reason;

class BundleVerifier {
 public:
  BundleVerifier(const VerifyOptions& options, const OnProgress& on_progress, Folder folder)
      : options_(options),
        on_progress_(on_progress),
        folder_(std::move(folder)),
        pool_(options.threads) {
    for (const auto& [path, bytes] : folder_.files()) progress_.bytes_total += bytes;
  }

  base::Result<log::Report> Run() {
    RETURN_IF_ERROR(ReadExport());
    RETURN_IF_ERROR(ReadCheckpoint());
    RETURN_IF_ERROR(ReadSchemas());
    RETURN_IF_ERROR(process_.Begin(record_));
    RETURN_IF_ERROR(ReadEntries());
    RETURN_IF_ERROR(DigestTheRest());
    RETURN_IF_ERROR(CheckBag({folder_, digests_, !partial()}, findings_));
    documents_.Finish(digests_, findings_);
    process_.Finish(findings_);
    NoteNotBuiltIn();
    return Conclude();
  }

 private:
  bool partial() const { return record_ && !record_->complete; }

  base::Result<std::string> Read(const std::string& path) const {
    return folder_.ReadWhole(path, LimitOf(path).value());
  }

  HashedFile::OnBytes Counter() {
    return [this](std::uint64_t count) { Advance(count); };
  }

  void Advance(std::uint64_t count) {
    progress_.bytes_done += count;
    if (on_progress_) on_progress_(progress_);
  }

  base::Result<void> ReadExport() {
    ASSIGN_OR_RETURN(const std::string bytes, Read("data/export.json"));
    auto record = ParseExportRecord(bytes);
    if (record) {
      record_ = std::move(*record);
    } else {
      findings_.Add(
          {code::kExportUntrue, std::nullopt, "export.json in its form", record.error().message});
    }
    return {};
  }

  base::Result<void> ReadCheckpoint() {
    ASSIGN_OR_RETURN(const std::string bytes, Read("data/checkpoint"));
    auto read = log::ReadCheckpoint(bytes);
    if (read) {
      checkpoint_ = std::move(*read);
    } else {
      findings_.Add(
          {code::kCheckpointMalformed, std::nullopt, "a signed checkpoint", read.error().message});
    }
    ASSIGN_OR_RETURN(const std::string own_key, Read("data/keys/ledger.vkey"));
    key_ = log::ChooseKey({options_.pinned, options_.policy ? &*options_.policy : nullptr, own_key},
                          checkpoint());
    if (key_.pinned) return {};
    findings_.AddNotChecked(code::kCheckpointSignature, reason::kKeyNotPinned, true);
    if (!key_.key) {
      findings_.Add(
          {code::kCheckpointSignature, std::nullopt, "a vkey in data/keys/ledger.vkey", "none"});
    }
    return {};
  }

  const log::CheckpointNote* checkpoint() const { return checkpoint_ ? &*checkpoint_ : nullptr; }

  base::Result<void> ReadSchemas() {
    for (const auto& [path, bytes] : folder_.files()) {
      if (!path.starts_with("data/schemas/")) continue;
      ASSIGN_OR_RETURN(const std::string schema, Read(path));
      schemas_.Add(schema);
    }
    return {};
  }

  // Entries, and what is compared with the tree that they make.
  base::Result<void> ReadEntries() {
    log::KeyLineage lineage(key_.key, findings_);
    log::ReceiptCheck receipts(options_.receipts, findings_);
    const PassInput input{folder_,      record_,  checkpoint(), lineage,    schemas_,
                          OlderSizes(), receipts, process_,     documents_, Counter()};
    ASSIGN_OR_RETURN(const PassOutput pass, RunEntriesPass(input, pool_, findings_, digests_));
    receipts.Finish(lineage);
    counts_ = {{"entries", pass.lines}, {"opened", pass.opened}, {"decoys", pass.decoys}};
    erasures_ = pass.erasures;
    CompareExport(pass.lines);
    if (checkpoint_) CheckCheckpoint(pass.tree, lineage);
    ASSIGN_OR_RETURN(
        const OlderRoots proven,
        CheckOlderFile({folder_, checkpoint(), lineage, Counter()}, findings_, digests_));
    if (checkpoint_) {
      lineage.Saw(*checkpoint_);
      lineage.CheckTies();
      const BundleRoots roots(partial(), checkpoint_->checkpoint.head, pass.tree, proven);
      log::CheckOlder(options_.older_checkpoints, *checkpoint_, lineage, roots, findings_);
    }
    return {};
  }

  std::set<std::uint64_t> OlderSizes() const {
    std::set<std::uint64_t> sizes;
    for (const std::string& bytes : options_.older_checkpoints) {
      if (const auto older = log::ReadCheckpoint(bytes)) sizes.insert(older->checkpoint.head.size);
    }
    return sizes;
  }

  void CompareExport(std::uint64_t lines) {
    if (!record_) return;
    const auto untrue = [&](const std::string& member, std::string expected, std::string got) {
      findings_.Add(
          {code::kExportUntrue, std::nullopt, member + " " + std::move(expected), std::move(got)});
    };
    if (record_->entries != lines) {
      untrue("entries", std::to_string(lines), std::to_string(record_->entries));
    }
    if (!checkpoint_) return;
    const note::Checkpoint& head = checkpoint_->checkpoint;
    if (record_->origin != head.origin) untrue("origin", head.origin, record_->origin);
    if (record_->head.size != head.head.size) {
      untrue("size", std::to_string(head.head.size), std::to_string(record_->head.size));
    }
    if (record_->head.root != head.head.root) {
      untrue("root", crypto::ToHex(head.head.root), crypto::ToHex(record_->head.root));
    }
  }

  void CheckCheckpoint(const log::ChunkedTree& tree, const log::KeyLineage& lineage) {
    const merkle::TreeHead& head = checkpoint_->checkpoint.head;
    if (!partial() && tree.size() != head.size) {
      findings_.Add({code::kCheckpointRoot, std::nullopt, std::to_string(head.size) + " entries",
                     std::to_string(tree.size())});
    } else if (!partial() && tree.Root() != head.root) {
      findings_.Add({code::kCheckpointRoot, std::nullopt, crypto::ToHex(head.root),
                     crypto::ToHex(tree.Root())});
    }
    log::CheckSignature(*checkpoint_, lineage, "data/checkpoint", findings_);
    as_of_ = log::CheckWitnesses(
        *checkpoint_, {options_.policy ? &*options_.policy : nullptr, options_.not_before},
        findings_);
  }

  base::Result<void> DigestTheRest() {
    auto next = folder_.files().begin();
    using Digested = std::pair<std::string, base::Result<FileDigest>>;
    log::InOrder<std::string, Digested> files(
        pool_,
        [&]() -> std::optional<std::string> {
          while (next != folder_.files().end() && digests_.contains(next->first)) ++next;
          if (next == folder_.files().end()) return std::nullopt;
          return (next++)->first;
        },
        [this](const std::string& path) { return Digested(path, Digest(path)); });
    while (auto digested = files.Next()) {
      ASSIGN_OR_RETURN(const FileDigest digest, std::move(digested->second));
      digests_[digested->first] = digest;
      Advance(digest.bytes);
    }
    return {};
  }

  base::Result<FileDigest> Digest(const std::string& path) const {
    ASSIGN_OR_RETURN(HashedFile file, HashedFile::Open(folder_, path));
    return file.Finish();
  }

  bool HasUnder(const std::string& prefix) const {
    const auto first = folder_.files().lower_bound(prefix);
    return first != folder_.files().end() && first->first.starts_with(prefix);
  }

  // A check that the format names and this version does not make.
  void NoteNotBuiltIn() {
    if (folder_.Has("data/checkpoint.tsr")) {
      findings_.AddNotChecked(code::kTimestampInvalid, reason::kNotBuiltIn, false);
    } else {
      not_asked_.push_back(code::kTimestampInvalid);
    }
    if (!documents_.any()) not_asked_.push_back(code::kDocumentDigest);
  }

  log::Report Conclude() {
    if (options_.receipts.empty()) not_asked_.push_back(code::kReceiptNotContained);
    if (!options_.policy) {
      not_asked_.push_back(code::kCosignatureInvalid);
      not_asked_.push_back(code::kQuorumMissing);
    }
    log::Report report;
    report.counts = counts_;
    report.erasures = erasures_;
    if (checkpoint_) {
      report.origin = checkpoint_->checkpoint.origin;
      report.head = checkpoint_->checkpoint.head;
    }
    report.as_of = as_of_;
    report.key_pinned = key_.pinned;
    if (key_.key) {
      report.vkey = key_.key->Serialize();
      report.key_fingerprint = log::KeyFingerprint(*key_.key);
    }
    const auto kind = partial() ? log::SourceKind::kPartialBundle : log::SourceKind::kBundle;
    log::Conclude(findings_, {kind, options_.strict_process, not_asked_}, report);
    return report;
  }

  const VerifyOptions& options_;
  const OnProgress& on_progress_;
  const Folder folder_;
  VerifyProgress progress_;
  log::FindingLog findings_;
  DigestTable digests_;
  std::optional<ExportRecord> record_;
  std::optional<log::CheckpointNote> checkpoint_;
  log::LedgerKey key_;
  log::SchemaSet schemas_;
  DocumentCheck documents_{folder_};
  Process process_{{folder_, schemas_, findings_}};
  std::map<std::string, std::uint64_t> counts_;
  std::vector<log::ErasureNote> erasures_;
  std::optional<base::Instant> as_of_;
  std::vector<std::string_view> not_asked_;
  log::WorkerPool pool_;
};

}  // namespace

base::Result<log::Report> VerifyBundle(const VerifyOptions& options,
                                       const OnProgress& on_progress) {
  ASSIGN_OR_RETURN(Folder folder, Folder::Open(options.path));
  return BundleVerifier(options, on_progress, std::move(folder)).Run();
}

}  // namespace reqledger::bundle
