// An export is itself recorded: at the end of each matter that it opens before it begins, and in
// the ledger's own matter when it is whole.
#include <future>
#include <utility>

#include "daemon/export_command.h"
#include "daemon/handlers.h"
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

constexpr std::size_t kCommandBytesMax = 64 * 1024;

Result<std::string> ReadBody(Stream& stream) {
  std::string body;
  while (true) {
    ASSIGN_OR_RETURN(const std::string_view piece, stream.Read());
    if (piece.empty()) return body;
    body += piece;
    if (body.size() <= kCommandBytesMax) continue;
    return Fail(Code::kTooLarge,
                "the body of this request has at most 65536 bytes: nothing was "
                "exported");
  }
}

// The daemon's own events, recorded on the word of who asks. Waits: this thread is the stream's.
Result<std::vector<log::Appended>> Record(const Context& context,
                                          std::vector<log::OwnEvent> events) {
  std::promise<Result<std::vector<log::Appended>>> recorded;
  RETURN_IF_ERROR(context.sequencer.SubmitOwn(
      std::move(events),
      [&](Result<std::vector<log::Appended>> outcome) { recorded.set_value(std::move(outcome)); }));
  return recorded.get_future().get();
}

Result<log::Published> PublishNow(const Context& context) {
  std::promise<Result<log::Published>> published;
  RETURN_IF_ERROR(context.sequencer.SubmitPublish(
      [&](Result<log::Published> outcome) { published.set_value(std::move(outcome)); }));
  return published.get_future().get();
}

// That the matters are there and will be covered, before anything is recorded about them.
Result<void> CheckMatters(const Context& context, const ExportCommand& command) {
  const std::uint64_t size = context.sequencer.head()->tree.size;
  for (std::size_t i = 0; i < command.matters.size(); ++i) {
    ASSIGN_OR_RETURN(const auto seqs, context.reader.MatterEntries(command.matters[i], size));
    if (!seqs.empty()) continue;
    Error error;
    error.code = Code::kNotFound;
    error.message = "nothing was exported: no entry of one of the matters is recorded";
    error.violations.push_back(
        {"/matters/" + std::to_string(i), "matter", "a matter that has entries"});
    return Fail(std::move(error));
  }
  if (command.matters.empty() || command.publish_now || command.working) return {};
  return Fail(Code::kConflict,
              "nothing was exported: a matter's export ends with the entry that records it, which "
              "no published checkpoint covers yet; ask for it with publish_now, or with working "
              "for internal use");
}

Result<std::vector<bundle::SelectedMatter>> OpenMatters(const Context& context,
                                                        const ExportCommand& command,
                                                        const std::string& recorder) {
  std::vector<bundle::SelectedMatter> selected;
  if (command.matters.empty()) return selected;
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
  ASSIGN_OR_RETURN(const auto recorded, Record(context, std::move(events)));
  for (std::size_t i = 0; i < recorded.size(); ++i) {
    selected.push_back({command.matters[i], recorded[i].placed.seq});
  }
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
    ASSIGN_OR_RETURN(log::Published published, PublishNow(context));
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

std::string MattersJson(const std::vector<std::string>& matters) {
  std::string json = "[";
  for (const std::string& matter : matters) {
    if (json.size() > 1) json += ',';
    json += CanonicalString(matter);
  }
  return json + "]";
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
    created.members.push_back({"matters", MattersJson(command.matters)});
  }
  ASSIGN_OR_RETURN([[maybe_unused]] const auto recorded, Record(context, {std::move(created)}));
  return {};
}

}  // namespace

Result<void> Export(const Context& context, const Call& call, Stream& stream) {
  ASSIGN_OR_RETURN(const std::string body, ReadBody(stream));
  ASSIGN_OR_RETURN(const ExportCommand command, ParseExportCommand(body));
  const std::string recorder = RecorderOf(call.request.peer);
  bundle::ExportRequest request{.audience = command.audience,
                                .matters = {},
                                .created_at = context.clock.Wall(),
                                .tool = "reqledgerd " + context.facts.version};
  bundle::ExportSource source{.reader = context.reader,
                              .catalogue = context.catalogue,
                              .rules = context.docket.rules(),
                              .vkey = context.signer.verifier().Serialize(),
                              .origin = context.signer.name(),
                              .tree = context.sequencer.head()->tree,
                              .checkpoint = {}};
  RETURN_IF_ERROR(bundle::CheckExport(source, request));
  RETURN_IF_ERROR(CheckMatters(context, command));
  ASSIGN_OR_RETURN(request.matters, OpenMatters(context, command, recorder));
  ASSIGN_OR_RETURN(Covered covered, TreeFor(context, command));
  source.tree = covered.tree;
  source.checkpoint = std::move(covered.checkpoint);
  RETURN_IF_ERROR(bundle::CheckExport(source, request));

  // Who breaks off an export has read what came; of matters, their own last entries say so.
  if (request.matters.empty()) {
    View view = ViewBy(call, "POST /v1/exports");
    view.sight = Sight::kAll;
    view.seqs = {{0, source.tree.size - 1}};
    RETURN_IF_ERROR(context.viewings.RecordAndWait(view));
  }
  RETURN_IF_ERROR(stream.Begin("application/zip"));
  const std::string folder = "reqledger-export-" + std::to_string(source.tree.size);
  const auto sink = bundle::MakeZipSink(
      folder, request.created_at, [&](std::string_view bytes) { return stream.Write(bytes); });
  ASSIGN_OR_RETURN(const bundle::ExportSummary summary,
                   bundle::WriteBundle(source, request, *sink));
  return RecordCreated(context, command, summary, recorder);
}

}  // namespace reqledger::daemon
