#include "ledger/bundle/export.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "ledger/bundle/bag_writer.h"
#include "ledger/bundle/certificate.h"
#include "ledger/bundle/given_checkpoint.h"
#include "ledger/bundle/machine_files.h"
#include "ledger/bundle/page_files.h"
#include "ledger/bundle/readme.h"
#include "ledger/bundle/selection.h"
#include "ledger/log/ledger_key.h"
#include "ledger/paper/paper.h"

namespace reqledger::bundle {
namespace {

using audience::AudienceBook;
using audience::View;
using base::Code;
using base::Error;
using base::Fail;
using base::Result;

constexpr const char* kCoreManifest = "core-sha256.txt";

std::string Joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

std::string SelectedBy(const ExportRequest& request) {
  if (!request.matters.empty()) return "/matters";
  if (!request.filter.types.empty()) return "/types";
  return request.filter.since ? "/since" : "/until";
}

class Exporter {
 public:
  Exporter(const ExportSource& source, const ExportRequest& request, const View& view,
           Selection selection, Sink& sink)
      : source_(source),
        request_(request),
        view_(view),
        selection_(std::move(selection)),
        machine_(source, request, view, selection_),
        bag_(sink) {}

  Result<ExportSummary> Write() {
    RETURN_IF_ERROR(FindDocuments());
    RETURN_IF_ERROR(machine_.Write(bag_, &notes_));
    for (const auto& [digest, document] : documents_) {
      bag_.Elsewhere("documents/" + FileNameOf(document), {digest, document.bytes});
    }
    const std::string core = bag_.CoreManifest();
    RETURN_IF_ERROR(bag_.File(kCoreManifest, core));
    RETURN_IF_ERROR(WritePage(core));
    RETURN_IF_ERROR(
        bag_.File("README.txt", ReadmeFor(request_.audience, selection_.whole(), source_.origin)));
    const std::string certificate = Certificate(core);
    if (!certificate.empty()) RETURN_IF_ERROR(bag_.File("certificate.txt", certificate));
    RETURN_IF_ERROR(WritePaper(core, certificate));
    RETURN_IF_ERROR(selection_.CheckNoOrderCame());
    RETURN_IF_ERROR(
        bag_.Finish({{"Bagging-Date", base::FormatInstant(request_.created_at).substr(0, 10)},
                     {"Bag-Software-Agent", request_.tool},
                     {"External-Identifier", source_.origin}}));
    return ExportSummary{.bundle_digest = crypto::Sha256::Digest(core),
                         .size = source_.tree.size,
                         .entries = machine_.entry_count()};
  }

 private:
  // Each that is asked for is one that an event opened here names.
  Result<void> FindDocuments() {
    if (request_.documents.empty()) return {};
    const std::set<crypto::Hash> asked(request_.documents.begin(), request_.documents.end());
    RETURN_IF_ERROR(machine_.EachOpened([&](const log::OpenedEntry& entry) -> Result<void> {
      const std::string* const named = entry.Find(kDocumentsMember);
      if (named == nullptr) return {};
      for (NamedDocument& document : DocumentsNamedIn(*named)) {
        if (asked.contains(document.sha256)) documents_[document.sha256] = std::move(document);
      }
      return {};
    }));
    for (std::size_t i = 0; i < request_.documents.size(); ++i) {
      if (documents_.contains(request_.documents[i])) continue;
      return Fail(RequestError("/documents/" + std::to_string(i), "document",
                               "the SHA-256 of a document that an event in this export names"));
    }
    return {};
  }

  // The machine files a second time, made again rather than held.
  Result<void> WritePage(const std::string& core) {
    PageFiles page(bag_);
    RETURN_IF_ERROR(page.BeginPage());
    RETURN_IF_ERROR(machine_.entry_count() > request_.page_entries_max
                        ? machine_.WriteExportRecord(page)
                        : machine_.Write(page, nullptr));
    RETURN_IF_ERROR(page.File(kCoreManifest, core));
    return page.EndPage();
  }

  std::string Certificate(const std::string& core) const {
    return CertificateFor({.source = source_,
                           .request = request_,
                           .view = view_,
                           .notes = notes_,
                           .documents = documents_,
                           .entries = machine_.entry_count(),
                           .core_manifest = core,
                           .other_digests = bag_.Digests({"README.txt", "index.html"})});
  }

  Result<void> WritePaper(const std::string& core, const std::string& certificate) {
    ASSIGN_OR_RETURN(const note::VerifierKey key, note::VerifierKey::Parse(source_.vkey));
    ASSIGN_OR_RETURN(const paper::Words words,
                     paper::Words::Make(source_.catalogue, source_.rules));
    const paper::Facts facts{.audience = "For " + view_.title,
                             .origin = source_.origin,
                             .tool = request_.tool,
                             .created_at = base::FormatInstant(request_.created_at),
                             .statement = StatementFor(view_, request_),
                             .checked = CheckedSentence(source_, selection_.whole()),
                             .size = source_.tree.size,
                             .entries = machine_.entry_count(),
                             .root_hex = crypto::ToHex(source_.tree.root),
                             .bundle_digest_hex = crypto::ToHex(crypto::Sha256::Digest(core)),
                             .vkey = source_.vkey,
                             .fingerprint_hex = log::KeyFingerprint(key),
                             .complete = selection_.whole(),
                             .certificate = certificate,
                             .too_large = machine_.entry_count() > request_.page_entries_max};
    RETURN_IF_ERROR(bag_.Begin("ledger.pdf"));
    const auto source = [this](const paper::EntryVisitor& visit) -> Result<void> {
      return machine_.EachOpened([&](const log::OpenedEntry& entry) -> Result<void> {
        const paper::Entry printed = PaperEntry(entry);
        return printed.members.empty() ? Result<void>() : visit(printed);
      });
    };
    const auto write = [this](std::string_view bytes) { return bag_.Write(bytes); };
    RETURN_IF_ERROR(paper::WritePaper(facts, words, source, write));
    return bag_.End();
  }

  paper::Entry PaperEntry(const log::OpenedEntry& entry) const {
    paper::Entry printed{.seq = entry.seq};
    for (const vault::RebuiltSlot& slot : entry.slots) {
      if (slot.kind == vault::RebuiltSlot::Kind::kMember) {
        printed.members.push_back({.name = slot.name, .json = slot.value});
      } else if (slot.kind == vault::RebuiltSlot::Kind::kClosed || !view_.decoys) {
        ++printed.closed;
      }
    }
    return printed;
  }

  const ExportSource& source_;
  const ExportRequest& request_;
  const View& view_;
  Selection selection_;
  MachineFiles machine_;
  BagWriter bag_;
  EntryNotes notes_;
  std::map<crypto::Hash, NamedDocument> documents_;  // that somebody adds
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
  if (!request.whole() && view->partial.empty()) {
    return Fail(RequestError(SelectedBy(request), "not",
                             "no selection, for the audience " + request.audience));
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
  if (!request.consistent_with.empty()) {
    RETURN_IF_ERROR(ReadGivenCheckpoint(source, request.consistent_with));
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
