// An export is itself recorded: at the end of each matter that it opens before it begins, and in
// the ledger's own matter when it is whole.
#include <set>
#include <utility>

#include "daemon/export_command.h"
#include "daemon/handlers.h"
#include "daemon/maker.h"
#include "daemon/waiting.h"
#include "ledger/bundle/export.h"
#include "ledger/event/json.h"
#include "ledger/note/checkpoint.h"
#include "ledger/note/note.h"

namespace reqledger::daemon {
namespace {

using base::Code;
using base::Error;
using base::Fail;
using base::Result;
using event::CanonicalString;

constexpr std::size_t kCommandBytesMax = 1024 * 1024;  // of documents, mostly

Result<std::string> ReadBody(Stream& stream) {
  std::string body;
  while (true) {
    ASSIGN_OR_RETURN(const std::string_view piece, stream.Read());
    if (piece.empty()) return body;
    body += piece;
    if (body.size() <= kCommandBytesMax) continue;
    return Fail(Code::kTooLarge,
                "the body of this request has at most 1048576 bytes: nothing was "
                "exported");
  }
}

// Who unpacks the archive at once asks for one that is not deflated.
Result<bundle::Packing> PackingOf(const Call& call) {
  ASSIGN_OR_RETURN(QueryReader query, QueryReader::Parse(call.request.query));
  ASSIGN_OR_RETURN(const bool stored, query.TakeFlag("stored"));
  RETURN_IF_ERROR(query.Finish("stored"));
  return stored ? bundle::Packing::kStored : bundle::Packing::kDeflated;
}

// That who asks may have it for this audience, and that the audience may be given what is asked.
Result<void> CheckAsked(const Call& call, const audience::View& view,
                        const ExportCommand& command) {
  if (command.working && !view.chain) {
    return Fail(
        bundle::RequestError("/working", "not",
                             "nothing: a working checkpoint tells counts, which are not for the "
                             "audience " +
                                 command.audience));
  }
  if (!view.under_seal) return {};
  if (!call.access.roles.Has(Role::kCounsel)) {
    return Fail(Error{Code::kPermissionDenied,
                      "an export under seal takes the role counsel; nothing was exported",
                      {},
                      "role_missing"});
  }
  if (!command.authority.empty()) return {};
  return Fail(
      bundle::RequestError("/authority", "required", "on whose word it is made under seal"));
}

// That the matters are there and will be covered, before anything is recorded about them.
Result<void> CheckMatters(const Context& context, const audience::View& view,
                          const ExportCommand& command) {
  const std::uint64_t size = context.sequencer.head()->tree.size;
  for (std::size_t i = 0; i < command.matters.size(); ++i) {
    if (const auto by = context.vault.WholeErasedBy(command.matters[i])) {
      return Fail(Error{
          Code::kConflict,
          "nothing was exported: a matter was lawfully erased by entry " + std::to_string(*by),
          {{"/matters/" + std::to_string(i), "erased", "a matter that was not erased"}},
          "erased"});
    }
    ASSIGN_OR_RETURN(const auto seqs, context.reader.MatterEntries(command.matters[i], size));
    if (!seqs.empty()) continue;
    Error error;
    error.code = Code::kNotFound;
    error.message = "nothing was exported: no entry of one of the matters is recorded";
    error.violations.push_back(
        {"/matters/" + std::to_string(i), "matter", "a matter that has entries"});
    return Fail(std::move(error));
  }
  const bool covered = command.publish_now || command.working || !view.chain;
  if (!command.whole_matters() || covered) return {};
  return Fail(Code::kConflict,
              "nothing was exported: a matter's export ends with the entry that records it, which "
              "no published checkpoint covers yet; ask for it with publish_now, or with working "
              "for internal use");
}

Result<std::vector<bundle::SelectedMatter>> OpenMatters(const Context& context,
                                                        const ExportCommand& command,
                                                        const std::string& recorder) {
  std::vector<bundle::SelectedMatter> selected;
  selected.reserve(command.matters.size());
  const std::string authority =
      command.authority.empty() ? "asked for over the daemon's socket" : command.authority;
  std::vector<log::OwnEvent> events;
  events.reserve(command.matters.size());
  for (const std::string& matter : command.matters) {
    events.push_back({.type = "ledger.export_opened",
                      .matter = matter,
                      .members = {{"audience", CanonicalString(command.audience)},
                                  {"authority", CanonicalString(authority)}},
                      .recorded_by = recorder});
  }
  ASSIGN_OR_RETURN(const auto recorded, RecordAndWait(context.sequencer, std::move(events)));
  for (std::size_t i = 0; i < recorded.size(); ++i) {
    selected.push_back({command.matters[i], recorded[i].placed.seq});
  }
  return selected;
}

// All that the tree has of the matters.
std::vector<bundle::SelectedMatter> UpTo(const merkle::TreeHead& tree,
                                         const std::vector<std::string>& matters) {
  std::vector<bundle::SelectedMatter> selected;
  selected.reserve(matters.size());
  for (const std::string& matter : matters) selected.push_back({matter, tree.size - 1});
  return selected;
}

struct Covered {
  merkle::TreeHead tree;
  std::string checkpoint;
};

// The tree that the bundle will prove.
Result<Covered> TreeFor(const Context& context, const ExportCommand& command) {
  if (command.working) {
    const auto head = context.sequencer.head();
    return Covered{head->tree, head->checkpoint};
  }
  Covered covered;
  if (command.publish_now) {
    ASSIGN_OR_RETURN(log::Published published, PublishAndWait(context.sequencer));
    covered.checkpoint = std::move(published.checkpoint);
  } else {
    auto latest = context.reader.store().LatestCheckpoint();
    if (!latest && latest.error().code == Code::kNotFound) {
      return Fail(Code::kConflict,
                  "nothing was exported: nothing has been published yet; ask with publish_now");
    }
    if (!latest) return Fail(std::move(latest).error());
    covered.checkpoint = std::move(latest->bytes);
  }
  ASSIGN_OR_RETURN(const note::SignedNote note, note::ParseNote(covered.checkpoint));
  ASSIGN_OR_RETURN(const note::Checkpoint checkpoint, note::ParseCheckpoint(note.text));
  covered.tree = checkpoint.head;
  return covered;
}

template <typename Names>
std::string NamesJson(const Names& names) {
  std::string json = "[";
  for (const std::string& name : names) {
    if (json.size() > 1) json += ',';
    json += CanonicalString(name);
  }
  return json + "]";
}

// Which customer it is for is personal, and not said.
std::string SelectionJson(const ExportCommand& command) {
  const bundle::Recipient& recipient = command.recipient;
  const bundle::EntryFilter& filter = command.filter;
  std::string json;
  const auto add = [&json](std::string_view name, const std::string& value) {
    json += (json.empty() ? "" : ",") + CanonicalString(name) + ":" + value;
  };
  const auto add_time = [&add](std::string_view name, const std::optional<base::Instant>& time) {
    if (time) add(name, CanonicalString(base::FormatInstant(*time)));
  };
  if (!recipient.customer_ref.empty()) add("by_customer", "true");
  if (!recipient.court.empty()) {
    add("court", CanonicalString(recipient.court));
    add("docket_number", CanonicalString(recipient.docket_number));
  }
  add_time("since", filter.since);
  if (!filter.types.empty()) add("types", NamesJson(filter.types));
  add_time("until", filter.until);
  return json.empty() ? json : "{" + json + "}";
}

Result<void> RecordCreated(const Context& context, const ExportCommand& command,
                           const bundle::ExportSummary& summary, const std::string& recorder) {
  log::OwnEvent created{
      .type = "ledger.export_created",
      .matter = std::string(event::kLedgerMatter),
      .members = {{"audience", CanonicalString(command.audience)},
                  {"bundle_sha256", CanonicalString(crypto::ToHex(summary.bundle_digest))},
                  {"size", std::to_string(summary.size)}},
      .recorded_by = recorder};
  if (!command.matters.empty()) {
    created.members.push_back({"matters", NamesJson(command.matters)});
  }
  const std::string selection = SelectionJson(command);
  if (!selection.empty()) created.members.push_back({"selection", selection});
  ASSIGN_OR_RETURN([[maybe_unused]] const auto recorded,
                   RecordAndWait(context.sequencer, {std::move(created)}));
  return {};
}

// Who breaks off an export has read what came. Of matters that an audience sees all of, their own
// last entries say so.
Result<void> RecordView(const Context& context, const Call& call, const audience::View& sight,
                        const bundle::ExportRequest& request, std::uint64_t size) {
  if (sight.chain && !request.matters.empty() && !request.filter.any()) return {};
  View view = ViewBy(call, "POST /v1/exports");
  view.sight = &sight;
  if (request.matters.empty()) view.seqs = {{0, size - 1}};
  std::set<std::uint64_t> seqs;
  for (const bundle::SelectedMatter& matter : request.matters) {
    ASSIGN_OR_RETURN(const auto found, context.reader.MatterEntries(matter.matter, size));
    seqs.insert(found.begin(), found.end());
  }
  for (const std::uint64_t seq : seqs) view.Add(seq);
  return context.viewings.RecordAndWait(view);
}

}  // namespace

Result<void> Export(const Context& context, const Call& call, Stream& stream) {
  ASSIGN_OR_RETURN(const bundle::Packing packing, PackingOf(call));
  ASSIGN_OR_RETURN(const std::string body, ReadBody(stream));
  ASSIGN_OR_RETURN(const ExportCommand command, ParseExportCommand(body));
  const std::string recorder = RecorderOf(call.request.peer);
  bundle::ExportRequest request{.audience = command.audience,
                                .recipient = command.recipient,
                                .matters = {},
                                .filter = command.filter,
                                .created_at = context.clock.Wall(),
                                .tool = "reqledgerd " + context.facts.version,
                                .maker = ThisMaker(),
                                .documents = command.documents,
                                .consistent_with = command.consistent_with,
                                .certify = command.certify};
  bundle::ExportSource source{.reader = context.reader,
                              .docket = context.docket,
                              .catalogue = context.catalogue,
                              .rules = context.docket.rules(),
                              // Before the checkpoint: a key that it or one before it names.
                              .vkey = context.sequencer.head()->vkey,
                              .origin = context.vault.origin(),
                              .tree = context.sequencer.head()->tree,
                              .checkpoint = {}};
  ASSIGN_OR_RETURN(const audience::View* const view, bundle::ViewOf(request));
  RETURN_IF_ERROR(CheckAsked(call, *view, command));
  if (view->under_seal) {
    RETURN_IF_ERROR(context.approvals.CheckExportUnderSeal(call.access, body));
  }
  RETURN_IF_ERROR(CheckMatters(context, *view, command));
  // Where the audience sees all of a matter, the entry that says so ends it.
  const bool ends_matters = view->chain && command.whole_matters();
  if (ends_matters) {
    ASSIGN_OR_RETURN(request.matters, OpenMatters(context, command, recorder));
  }
  ASSIGN_OR_RETURN(Covered covered, TreeFor(context, command));
  source.tree = covered.tree;
  source.checkpoint = std::move(covered.checkpoint);
  if (!ends_matters) request.matters = UpTo(source.tree, command.matters);
  RETURN_IF_ERROR(bundle::CheckExport(source, request));
  RETURN_IF_ERROR(RecordView(context, call, *view, request, source.tree.size));
  const std::string folder = "reqledger-export-" + std::to_string(source.tree.size);
  // What is refused before the first byte is a problem of its own, and not a broken answer.
  bool begun = false;
  const auto write = [&](std::string_view bytes) -> Result<void> {
    if (!begun) RETURN_IF_ERROR(stream.Begin("application/zip"));
    begun = true;
    return stream.Write(bytes);
  };
  const auto sink = bundle::MakeZipSink(folder, request.created_at, write, packing);
  ASSIGN_OR_RETURN(const bundle::ExportSummary summary,
                   bundle::WriteBundle(source, request, *sink));
  return RecordCreated(context, command, summary, recorder);
}

}  // namespace reqledger::daemon
