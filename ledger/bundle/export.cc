#include "ledger/bundle/export.h"

#include <algorithm>
#include <functional>
#include <set>
#include <utility>

#include "ledger/base/encoding.h"
#include "ledger/bundle/bag_writer.h"
#include "ledger/bundle/page_files.h"
#include "ledger/bundle/readme.h"
#include "ledger/bundle/records_csv.h"
#include "ledger/bundle/selection.h"
#include "ledger/event/json.h"
#include "ledger/log/finding.h"
#include "ledger/merkle/node_reader.h"
#include "ledger/note/checkpoint.h"
#include "ledger/note/note.h"

namespace reqledger::bundle {
namespace {

using audience::AudienceBook;
using audience::View;
using base::Code;
using base::Error;
using base::Fail;
using base::Result;
using event::CanonicalString;
using log::OpenedEntry;
using vault::RebuiltSlot;

constexpr std::size_t kBufferBytes = 256 * 1024;
constexpr const char* kCoreManifest = "core-sha256.txt";

std::string Joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

std::string JsonArray(const std::vector<std::string>& json_values) {
  std::string text = "[";
  for (const std::string& value : json_values) {
    if (text.size() > 1) text += ',';
    text += value;
  }
  return text + "]";
}

std::string JsonHashes(const std::vector<crypto::Hash>& hashes) {
  std::vector<std::string> texts;
  texts.reserve(hashes.size());
  for (const crypto::Hash& hash : hashes)
    texts.push_back("\"" + base::EncodeBase64(hash.view()) + "\"");
  return JsonArray(texts);
}

class Exporter {
 public:
  Exporter(const ExportSource& source, const ExportRequest& request, const View& view,
           Selection selection, Sink& sink)
      : source_(source),
        request_(request),
        view_(view),
        selection_(std::move(selection)),
        bag_(sink) {}

  Result<ExportSummary> Write() {
    RETURN_IF_ERROR(WriteMachineFiles());
    const std::string core = bag_.CoreManifest();
    RETURN_IF_ERROR(bag_.File(kCoreManifest, core));
    RETURN_IF_ERROR(WritePage(core));
    RETURN_IF_ERROR(bag_.File("README.txt", ReadmeFor(request_.audience, whole(), source_.origin)));
    RETURN_IF_ERROR(selection_.CheckNoOrderCame());
    RETURN_IF_ERROR(
        bag_.Finish({{"Bagging-Date", base::FormatInstant(request_.created_at).substr(0, 10)},
                     {"Bag-Software-Agent", request_.tool},
                     {"External-Identifier", source_.origin}}));
    return ExportSummary{.bundle_digest = crypto::Sha256::Digest(core),
                         .size = source_.tree.size,
                         .entries = EntryCount()};
  }

 private:
  bool whole() const { return selection_.whole(); }
  std::uint64_t EntryCount() const {
    return whole() ? source_.tree.size : selection_.seqs().size();
  }

  Result<void> WriteMachineFiles() {
    RETURN_IF_ERROR(WriteEntries());
    RETURN_IF_ERROR(WriteDisclosures());
    RETURN_IF_ERROR(WriteRecords());
    if (!whole()) RETURN_IF_ERROR(WriteProofs());
    RETURN_IF_ERROR(WriteCheckpoints());
    RETURN_IF_ERROR(WriteSchemas());
    return out_->File("export.json", ExportJson());
  }

  // The machine files a second time, made again rather than held.
  Result<void> WritePage(const std::string& core) {
    PageFiles page(bag_);
    RETURN_IF_ERROR(page.BeginPage());
    out_ = &page;
    RETURN_IF_ERROR(EntryCount() > request_.page_entries_max
                        ? page.File("export.json", ExportJson())
                        : WriteMachineFiles());
    out_ = &bag_;
    RETURN_IF_ERROR(page.File(kCoreManifest, core));
    return page.EndPage();
  }

  // One file of lines, made of each entry of the bundle in turn.
  using LineMaker =
      std::function<Result<void>(std::uint64_t seq, std::string_view line, std::string& out)>;
  Result<void> WriteLines(const std::string& path, std::string_view first, const LineMaker& make) {
    RETURN_IF_ERROR(out_->Begin(path));
    std::string buffer(first);
    const auto visit = [&](std::uint64_t seq, std::string_view line) -> Result<void> {
      RETURN_IF_ERROR(make(seq, line, buffer));
      if (buffer.size() < kBufferBytes) return {};
      RETURN_IF_ERROR(out_->Write(buffer));
      buffer.clear();
      return {};
    };
    if (whole()) {
      RETURN_IF_ERROR(source_.reader.store().Entries(0, source_.tree.size, visit));
    } else {
      for (const std::uint64_t seq : selection_.seqs()) {
        ASSIGN_OR_RETURN(const std::string line, source_.reader.Line(seq));
        RETURN_IF_ERROR(visit(seq, line));
      }
    }
    RETURN_IF_ERROR(out_->Write(buffer));
    return out_->End();
  }

  Result<void> WriteEntries() {
    return WriteLines("entries.jsonl", "",
                      [](std::uint64_t, std::string_view line, std::string& out) -> Result<void> {
                        out += line;
                        out += '\n';
                        return {};
                      });
  }

  Result<void> WriteDisclosures() {
    return WriteLines(
        "disclosures.jsonl", "",
        [this](std::uint64_t seq, std::string_view line, std::string& out) -> Result<void> {
          ASSIGN_OR_RETURN(const OpenedEntry entry, selection_.Open(seq, line));
          AppendDisclosures(entry, out);
          return {};
        });
  }

  void AppendDisclosures(const OpenedEntry& entry, std::string& out) {
    std::vector<std::string> decoys;
    std::vector<std::string> disclosures;
    for (const RebuiltSlot& slot : entry.slots) {
      // base64url needs no escape.
      if (slot.kind == RebuiltSlot::Kind::kDecoy) decoys.push_back("\"" + slot.disclosure + "\"");
      if (slot.kind != RebuiltSlot::Kind::kMember) continue;
      disclosures.push_back("\"" + slot.disclosure + "\"");
      names_.insert(slot.name);
    }
    if (disclosures.empty() && decoys.empty()) return;
    out += view_.decoys ? R"({"decoys":)" + JsonArray(decoys) + "," : "{";
    out += R"("disclosures":)" + JsonArray(disclosures) + R"(,"seq":)" + std::to_string(entry.seq) +
           "}\n";
  }

  Result<void> WriteRecords() {
    const RecordsCsv csv(names_);
    return WriteLines(
        "records.csv", csv.Header(),
        [&](std::uint64_t seq, std::string_view line, std::string& out) -> Result<void> {
          ASSIGN_OR_RETURN(const OpenedEntry entry, selection_.Open(seq, line));
          OpenedMembers members;
          for (const RebuiltSlot& slot : entry.slots) {
            if (slot.kind == RebuiltSlot::Kind::kMember) members.emplace(slot.name, slot.value);
          }
          if (!members.empty()) csv.AppendRow(seq, members, out);
          return {};
        });
  }

  Result<void> WriteProofs() {
    log::StoreTileSource tiles(source_.reader.store());
    merkle::TileNodeReader nodes(tiles, source_.tree.size);
    return WriteLines("proofs.jsonl", "",
                      [&](std::uint64_t seq, std::string_view, std::string& out) -> Result<void> {
                        ASSIGN_OR_RETURN(const auto proof,
                                         merkle::ProveInclusion(
                                             {.index = seq, .size = source_.tree.size}, nodes));
                        out += R"({"proof":)" + JsonHashes(proof.hashes) + R"(,"seq":)" +
                               std::to_string(seq) + "}\n";
                        return {};
                      });
  }

  Result<void> WriteCheckpoints() {
    RETURN_IF_ERROR(out_->File("checkpoint", source_.checkpoint));
    RETURN_IF_ERROR(out_->Begin("checkpoints.jsonl"));
    log::StoreTileSource tiles(source_.reader.store());
    merkle::TileNodeReader nodes(tiles, source_.tree.size);
    RETURN_IF_ERROR(source_.reader.store().Checkpoints(
        [&](std::uint64_t size, std::string_view checkpoint) -> Result<void> {
          if (size >= source_.tree.size) return {};
          if (!view_.chain && !selection_.IsRotation(size)) return {};
          ASSIGN_OR_RETURN(const auto proof, merkle::ProveConsistency(
                                                 {.from = size, .to = source_.tree.size}, nodes));
          return out_->Write(R"({"checkpoint":)" + CanonicalString(checkpoint) +
                             R"(,"consistency":)" + JsonHashes(proof.hashes) + "}\n");
        }));
    RETURN_IF_ERROR(out_->End());
    return out_->File("keys/ledger.vkey", source_.vkey + "\n");
  }

  Result<void> WriteSchemas() {
    RETURN_IF_ERROR(out_->File("schemas/audiences.json", audience::AudienceBook::Json()));
    RETURN_IF_ERROR(out_->File("schemas/finding_codes.json", log::FindingCodesJson()));
    for (const std::string& type : source_.catalogue.Types()) {
      for (int version = 1; version <= source_.catalogue.Latest(type)->version(); ++version) {
        const event::Schema* const schema = source_.catalogue.Find(type, version);
        if (schema == nullptr) continue;
        RETURN_IF_ERROR(out_->File(
            "schemas/" + type + ".v" + std::to_string(version) + ".schema.json", schema->bytes()));
      }
    }
    return WriteRules();
  }

  // By which whoever has everything opened counts deadlines and states again.
  Result<void> WriteRules() {
    for (const auto& [name, bytes] : source_.rules.files()) {
      RETURN_IF_ERROR(out_->File("schemas/rules/" + name, bytes));
    }
    return {};
  }

  std::string ExportJson() const {
    std::vector<std::string> matters;
    matters.reserve(request_.matters.size());
    for (const SelectedMatter& matter : request_.matters)
      matters.push_back(CanonicalString(matter.matter));
    std::sort(matters.begin(), matters.end());
    const std::string selection = whole() ? "{}" : R"({"matters":)" + JsonArray(matters) + "}";
    return R"({"audience":)" + CanonicalString(request_.audience) +
           R"(,"bundle":"reqledger-bundle/v1","complete":)" + (whole() ? "true" : "false") +
           R"(,"created_at":")" + base::FormatInstant(request_.created_at) + R"(","entries":)" +
           std::to_string(EntryCount()) + R"(,"origin":)" + CanonicalString(source_.origin) +
           R"(,"root":")" + crypto::ToHex(source_.tree.root) + R"(","selection":)" + selection +
           R"(,"size":)" + std::to_string(source_.tree.size) + R"(,"statement":)" +
           CanonicalString(whole() ? view_.whole : view_.partial) + R"(,"tool":)" +
           CanonicalString(request_.tool) + "}\n";
  }

  const ExportSource& source_;
  const ExportRequest& request_;
  const View& view_;
  Selection selection_;
  BagWriter bag_;
  FileWriter* out_ = &bag_;                   // where machine files go
  std::set<std::string, std::less<>> names_;  // of opened members, known after the disclosures
};

}  // namespace

Error RequestError(std::string pointer, std::string_view rule, const std::string& expected) {
  Error error;
  error.code = Code::kInvalidArgument;
  error.message = "nothing was exported: " + pointer + ": expected " + expected;
  error.violations.push_back({std::move(pointer), std::string(rule), expected});
  return error;
}

Result<const View*> ViewOf(const ExportRequest& request) {
  const AudienceBook& book = AudienceBook::BuiltIn();
  const View* const view = book.Find(request.audience);
  if (view == nullptr) {
    return Fail(RequestError("/audience", "enum", "one of " + Joined(book.Names())));
  }
  const std::pair<std::string_view, const std::string&> words[] = {
      {"customer_ref", request.recipient.customer_ref},
      {"court", request.recipient.court},
      {"docket", request.recipient.docket_number}};
  for (const auto& [name, word] : words) {
    if (view->takes.contains(name) == !word.empty()) continue;
    const std::string expected = word.empty() ? "what says for whom the export is"
                                              : "nothing, for the audience " + request.audience;
    return Fail(RequestError("/" + std::string(name), word.empty() ? "required" : "not", expected));
  }
  if (!request.matters.empty() && view->partial.empty()) {
    return Fail(RequestError("/matters", "not", "nothing, for the audience " + request.audience));
  }
  return view;
}

Result<void> CheckExport(const ExportSource& source, const ExportRequest& request) {
  RETURN_IF_ERROR(ViewOf(request));
  for (const SelectedMatter& matter : request.matters) {
    if (matter.last_seq >= source.tree.size) {
      return Fail(Code::kNotFound,
                  "the checkpoint does not cover the matter's last entry; nothing was exported");
    }
    if (const auto by = source.reader.vault().WholeErasedBy(matter.matter)) {
      return Fail(base::Error{
          Code::kConflict,
          "nothing was exported: a matter was lawfully erased by entry " + std::to_string(*by),
          {{"/matters", "erased", "matters that were not erased"}},
          "erased"});
    }
  }
  const auto erasure = source.reader.vault().tombstones().last_entry();
  if (erasure && *erasure >= source.tree.size) {
    return Fail(base::Error{Code::kConflict,
                            "nothing was exported: the last published checkpoint does not cover "
                            "entry " +
                                std::to_string(*erasure) +
                                ", which says of an erasure; ask with publish_now",
                            {},
                            "erasure_not_covered"});
  }
  return {};
}

Result<ExportSummary> WriteBundle(const ExportSource& source, const ExportRequest& request,
                                  Sink& sink) {
  RETURN_IF_ERROR(CheckExport(source, request));
  ASSIGN_OR_RETURN(const View* const view, ViewOf(request));
  ASSIGN_OR_RETURN(Selection selection, Selection::Make(source, request, *view));
  const std::size_t before = source.reader.vault().tombstones().count();
  ASSIGN_OR_RETURN(ExportSummary summary,
                   Exporter(source, request, *view, std::move(selection), sink).Write());
  if (source.reader.vault().tombstones().count() == before) return summary;
  return Fail(Code::kUnavailable,
              "the export was broken off: an erasure came while it was made; ask for it again");
}

}  // namespace reqledger::bundle
