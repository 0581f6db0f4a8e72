#include "ledger/log/verify_store.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <system_error>
#include <utility>

#include "ledger/base/file.h"
#include "ledger/base/limits.h"
#include "ledger/log/checkpoint_check.h"
#include "ledger/log/derived_check.h"
#include "ledger/log/docket_check.h"
#include "ledger/log/entry_chain.h"
#include "ledger/log/erasure_check.h"
#include "ledger/log/genesis_check.h"
#include "ledger/log/head.h"
#include "ledger/log/high_water_mark.h"
#include "ledger/log/parallel.h"
#include "ledger/log/sequence.h"
#include "ledger/log/store_chunk.h"
#include "ledger/log/tile_check.h"
#include "ledger/log/vault_check.h"
#include "ledger/store/rocksdb_store.h"

namespace reqledger::log {
namespace {

using base::Code;
using base::Result;

class StoreVerifier {
 public:
  StoreVerifier(const VerifyStoreOptions& options, std::unique_ptr<store::Store> store)
      : options_(options), store_(std::move(store)) {}

  Result<Report> Run() {
    RETURN_IF_ERROR(ReadHead());
    RETURN_IF_ERROR(ReadSchemas());
    RETURN_IF_ERROR(ReadMark());
    RETURN_IF_ERROR(OpenVault());
    RETURN_IF_ERROR(ReadCheckpoints());
    RETURN_IF_ERROR(CheckEntries());
    RETURN_IF_ERROR(CheckRoots());
    CheckSignatures();
    NoteWhatWasNotAsked();
    return Conclusion();
  }

 private:
  bool opens() const { return vault_ != nullptr; }

  Result<void> ReadHead() {
    auto row = store_->Head();
    if (!row && row.error().code == Code::kNotFound) {
      return base::Fail(Code::kCorrupt, "the database has no head: it was not created whole");
    }
    if (!row) return base::Fail(std::move(row).error());
    head_row_ = *std::move(row);
    ASSIGN_OR_RETURN(head_, ParseHead(head_row_));
    return {};
  }

  Result<void> ReadSchemas() {
    std::error_code error;
    for (const auto& file :
         std::filesystem::directory_iterator(options_.dirs.data_dir + "/schemas", error)) {
      ASSIGN_OR_RETURN(std::string bytes,
                       base::ReadFile(file.path().string(), base::kSchemaBytesMax));
      schemas_.Add(bytes);
      if (auto schema = event::Schema::Parse(std::move(bytes))) {
        const crypto::Hash sha256 = schema->sha256();
        own_schemas_.emplace(sha256, std::move(*schema));
      }
    }
    if (error)
      return base::Fail(Code::kNotFound, options_.dirs.data_dir + "/schemas: " + error.message());
    return {};
  }

  Result<void> OpenVault() {
    if (options_.dirs.key_dir.empty() || options_.entries_only) return {};
    ASSIGN_OR_RETURN(vault_,
                     vault::Vault::Open({.key_dir = options_.dirs.key_dir,
                                         .origin = head_.origin,
                                         .read_only = options_.snapshot,
                                         .unlock = options_.dirs.unlock},
                                        {.state_dir = options_.dirs.state(),
                                         .origin = head_.origin,
                                         .size = std::max(head_.tree.size, mark_ ? mark_->size : 0),
                                         .may_be_missing = options_.snapshot}));
    RETURN_IF_ERROR(CheckErasuresAreThrough());
    if (const auto authentic = OpenHead(head_row_, *vault_); !authentic) {
      findings_.Add({code::kCheckpointRoot, std::nullopt, "a head row of this ledger",
                     Printable(authentic.error().message)});
    }
    derived_.emplace(DerivedCheck::Ground{*store_, *vault_, own_schemas_});
    ASSIGN_OR_RETURN(docket::RuleBook rules,
                     docket::RuleBook::Load(options_.dirs.data_dir + "/rules"));
    docket_.emplace(DocketCheck::Ground{*store_, *vault_, own_schemas_}, std::move(rules));
    return {};
  }

  // What is under way, or came after the snapshot, would look like damage.
  Result<void> CheckErasuresAreThrough() const {
    for (const vault::Tombstone& tombstone : vault_->tombstones().InEffect()) {
      const bool covered = tombstone.by_seq + tombstone.entries() <= head_.tree.size;
      // That data are behind the mark, and so behind the tombstone, is for another check to find.
      if (tombstone.done && (covered || !options_.snapshot)) continue;
      return base::Fail(Code::kUnavailable,
                        options_.snapshot
                            ? "an erasure came while the snapshot was made; verify again"
                            : "an erasure was begun and is not finished, which the daemon does "
                              "when it starts; nothing was verified");
    }
    return {};
  }

  Result<void> ReadMark() {
    if (options_.snapshot || options_.dirs.state().empty()) return {};
    ASSIGN_OR_RETURN(const HighWaterMark mark,
                     HighWaterMark::Open(options_.dirs.state(), head_.origin));
    mark_ = mark.mark();
    return {};
  }

  // The published checkpoints; the last one of them chooses among several pinned keys.
  Result<void> ReadCheckpoints() {
    RETURN_IF_ERROR(store_->Checkpoints([&](std::uint64_t size,
                                            std::string_view bytes) -> Result<void> {
      auto note = ReadCheckpoint(bytes);
      if (!note || note->checkpoint.head.size != size || note->checkpoint.origin != head_.origin) {
        findings_.Add(
            {code::kCheckpointMalformed, std::nullopt,
             "a signed checkpoint of size " + std::to_string(size),
             note ? "a checkpoint of another size or origin" : Printable(note.error().message)});
      } else {
        checkpoints_.push_back(*std::move(note));
      }
      return {};
    }));
    key_ = ChooseKey({options_.pinned, options_.policy, {}},
                     checkpoints_.empty() ? nullptr : &checkpoints_.back());
    lineage_.emplace(key_.key, findings_);
    if (key_.key && !checkpoints_.empty()) {
      as_of_ = CheckWitnesses(checkpoints_.back(), {options_.policy, {}}, findings_);
    }
    return {};
  }

  static std::string NameOf(const CheckpointNote& note) {
    return "published checkpoint of size " + std::to_string(note.checkpoint.head.size);
  }

  // When the entries have said which keys sign.
  void CheckSignatures() {
    if (!key_.key) {
      findings_.AddNotChecked(code::kCheckpointSignature, reason::kKeyNotPinned, true);
      return;
    }
    if (opens()) lineage_->CheckTies();
    if (checkpoints_.empty()) {
      // With the keys at hand the head row vouches for the tree.
      findings_.AddNotChecked(code::kCheckpointSignature, reason::kNotPublished, !opens());
    } else if (opens()) {
      for (const CheckpointNote& note : checkpoints_)
        CheckSignature(note, *lineage_, NameOf(note), findings_);
    } else {
      CheckSignaturesUnopened();
    }
  }

  // What the entries say of other keys is sealed. Where the key signed some of the checkpoints,
  // others without a line of it may be those of a key before or after it.
  void CheckSignaturesUnopened() {
    const auto bears_line = [&](const CheckpointNote& note) {
      return std::ranges::count(note.note.signatures, key_.key->id(),
                                &note::NoteSignature::key_id) > 0;
    };
    const bool signs = std::ranges::any_of(
        checkpoints_, [&](const CheckpointNote& note) { return IsSignedBy(note, *key_.key); });
    const bool signs_last = IsSignedBy(checkpoints_.back(), *key_.key);
    for (const CheckpointNote& note : checkpoints_) {
      if (IsSignedBy(note, *key_.key)) continue;
      if (signs && !bears_line(note)) {
        findings_.AddNotChecked(code::kCheckpointSignature, reason::kKeyDirNotGiven, !signs_last);
      } else {
        findings_.Add({code::kCheckpointSignature, std::nullopt,
                       NameOf(note) + " signed by " + key_.key->Serialize(), "no such signature"});
      }
    }
  }

  std::set<std::uint64_t> SizesAskedFor() const {
    std::set<std::uint64_t> sizes;
    for (const CheckpointNote& note : checkpoints_) sizes.insert(note.checkpoint.head.size);
    if (mark_) sizes.insert(mark_->size);
    return sizes;
  }

  Result<void> CheckEntries() {
    const ChunkGround ground{*store_, head_.tree.size, vault_.get(), schemas_,
                             derived_ ? &*derived_ : nullptr};
    genesis_.emplace(head_.origin, findings_);
    WorkerPool pool;
    std::uint64_t next = 0;
    InOrder<std::uint64_t, StoreChunk> chunks(
        pool,
        [&]() -> std::optional<std::uint64_t> {
          if (next >= head_.tree.size) return std::nullopt;
          return std::exchange(next, next + kStoreChunkEntries);
        },
        [&](std::uint64_t first) { return ReadStoreChunk(ground, first); });
    EntryChain chain({.partial = false, .origin = head_.origin}, findings_);
    TileCheck tiles(*store_, findings_);
    ChunkedTree tree(SizesAskedFor());
    RecordedOrder order(findings_);
    MatterSequence sequence(std::nullopt, findings_);
    while (auto chunk = chunks.Next()) {
      tree.Append(chunk->entries);
      for (const Finding& finding : chunk->findings) findings_.Add(finding);
      for (std::size_t i = 0; i < chunk->entries.lines.size(); ++i) {
        const EntryLine& line = chunk->entries.lines[i];
        const auto place = chain.Append(line);
        tiles.Append(line.leaf_hash);
        if (line.form == EntryLine::Form::kUnknownVersion) NoteUnknownVersion(*place);
        if (opens())
          TakeOpening(chunk->openings[i], {line, *place}, chunk->derived[i], order, sequence);
        if (opens()) RETURN_IF_ERROR(docket_->Append(chunk->openings[i]));
      }
      if (options_.progress) options_.progress(chain.lines(), head_.tree.size);
      if (chunk->error) {
        findings_.Add(
            {code::kEntryMalformed, chain.lines(), "an entry", Printable(chunk->error->message)});
        break;
      }
    }
    tree_.emplace(std::move(tree));
    RETURN_IF_ERROR(tiles.Finish());
    if (!opens()) return {};
    genesis_->Finish();
    lineage_->Close();
    noted_erasures_ = erasures_.Finish();
    RETURN_IF_ERROR(derived_->Finish(findings_));
    return docket_->Finish(findings_);
  }

  struct Placed {
    const EntryLine& line;
    std::uint64_t place = 0;
  };
  void TakeOpening(const Opening& opening, const Placed& placed,
                   const DerivedCheck::EntryRows& rows, RecordedOrder& order,
                   MatterSequence& sequence) {
    for (const Finding& finding : opening.findings) findings_.Add(finding);
    if (opening.schema_not_found)
      findings_.AddNotChecked(code::kEventSchema, reason::kSchemaNotFound, true);
    if (placed.place == 0) genesis_->Append(opening);
    lineage_->Append(opening);
    if (opening.anything) ++counts_["opened"];
    order.Append(opening);
    sequence.Append(opening, placed.line.leaf_hash);
    erasures_.Append(opening);
    derived_->Append(opening, placed.line.leaf_hash, rows, findings_);
  }

  void NoteUnknownVersion(std::uint64_t place) {
    if (place == 0) genesis_->NoteUnknownVersion();
    findings_.AddNotChecked(code::kEntryMalformed, reason::kUnknownVersion, true);
  }

  Result<void> CheckRoots() {
    if (tree_->size() != head_.tree.size || tree_->Root() != head_.tree.root) {
      findings_.Add({code::kCheckpointRoot, std::nullopt, "the root of the head row",
                     "entries that make another"});
    }
    const auto compare = [&](const merkle::TreeHead& head, const std::string& what) {
      if (tree_->RootAt(head.size) == head.root) return true;
      findings_.Add({code::kCheckpointInconsistent, std::nullopt,
                     what + " of size " + std::to_string(head.size),
                     "entries that do not make it"});
      return false;
    };
    for (const CheckpointNote& note : checkpoints_) {
      if (compare(note.checkpoint.head, "the published tree")) lineage_->Saw(note);
    }
    if (mark_) compare(*mark_, "the tree of the high-water mark");
    return {};
  }

  void NoteWhatWasNotAsked() {
    if (opens()) return;
    NoteProcessNotChecked(reason::kKeyDirNotGiven, findings_);
    for (const std::string_view sealed :
         {code::kGenesisMissing, code::kKeyRotation, code::kDisclosureUnreferenced,
          code::kDisclosureWrongSlot, code::kSlotCoreMissing, code::kSlotUnopened,
          code::kEventValue, code::kEventSchema, code::kRecordedAtOrder, code::kMatterSequence,
          code::kDerivedMismatch, code::kVaultUndecryptable}) {
      findings_.AddNotChecked(sealed, reason::kKeyDirNotGiven, !options_.entries_only);
    }
  }

  Report Conclusion() {
    Report report;
    report.origin = head_.origin;
    report.head = head_.tree;
    report.as_of = as_of_;
    report.key_pinned = key_.pinned;
    if (key_.key) {
      report.vkey = key_.key->Serialize();
      report.key_fingerprint = KeyFingerprint(*key_.key);
    }
    counts_["entries"] = tree_->size();
    counts_["published_checkpoints"] = checkpoints_.size();
    report.counts = counts_;
    report.erasures = noted_erasures_;
    ConcludeOptions conclude{.source = SourceKind::kDataDirectory,
                             .strict_process = options_.strict_process,
                             .not_asked = {code::kTimestampInvalid, code::kDisclosureMalformed,
                                           code::kDisclosureDuplicate}};
    if (options_.policy == nullptr) {
      conclude.not_asked.push_back(code::kCosignatureInvalid);
      conclude.not_asked.push_back(code::kQuorumMissing);
    }
    Conclude(findings_, conclude, report);
    return report;
  }

  const VerifyStoreOptions& options_;
  const std::unique_ptr<store::Store> store_;
  std::string head_row_;
  UnauthenticHead head_;
  SchemaSet schemas_;
  SchemasByDigest own_schemas_;
  std::unique_ptr<vault::Vault> vault_;
  std::optional<GenesisCheck> genesis_;
  std::optional<KeyLineage> lineage_;
  std::optional<DerivedCheck> derived_;
  std::optional<DocketCheck> docket_;
  std::optional<merkle::TreeHead> mark_;
  std::vector<CheckpointNote> checkpoints_;
  LedgerKey key_;
  std::optional<base::Instant> as_of_;
  std::optional<ChunkedTree> tree_;
  std::map<std::string, std::uint64_t> counts_;
  FindingLog findings_;
  ErasureCheck erasures_{findings_};
  std::vector<ErasureNote> noted_erasures_;
};

}  // namespace

Result<Report> VerifyDataDirectory(const VerifyStoreOptions& options) {
  ASSIGN_OR_RETURN(auto store, store::OpenRocksDbStore(
                                   {.path = options.dirs.data_dir + "/db", .read_only = true}));
  return StoreVerifier(options, std::move(store)).Run();
}

}  // namespace reqledger::log
