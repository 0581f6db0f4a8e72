#include <sys/statvfs.h>

#include <algorithm>
#include <array>

#include "daemon/handlers.h"
#include "daemon/json_text.h"
#include "ledger/note/checkpoint.h"
#include "ledger/note/note.h"

namespace reqledger::daemon {
namespace {

using base::Code;
using base::Result;

constexpr std::int64_t kMicrosPerSecond = 1'000'000;

// Members one after another, each behind its name.
class Members {
 public:
  explicit Members(std::string& out) : out_(out) {}

  void Text(std::string_view name, std::string_view text) {
    Name(name);
    AppendText(text, out_);
  }
  template <std::integral Value>
  void Number(std::string_view name, Value number) {
    Name(name);
    AppendNumber(number, out_);
  }
  void Name(std::string_view name) {
    if (out_.back() != '{') out_ += ',';
    AppendText(name, out_);
    out_ += ':';
  }

 private:
  std::string& out_;
};

void AppendTree(const merkle::TreeHead& tree, Members& members) {
  members.Number("size", tree.size);
  members.Text("root", crypto::ToHex(tree.root));
}

// How long ago the newest entry under the checkpoint was recorded.
Result<std::int64_t> AgeSeconds(const Context& context, std::uint64_t size) {
  if (size == 0) return std::int64_t{0};
  ASSIGN_OR_RETURN(const log::OpenedEntry last, context.reader.Open(size - 1));
  const auto recorded_at = base::ParseRecordedAt(last.Text("recorded_at"));
  if (!recorded_at) return std::int64_t{0};
  const std::int64_t micros = context.clock.Wall().micros - recorded_at->micros;
  return std::max<std::int64_t>(micros, 0) / kMicrosPerSecond;
}

Result<void> AppendPublished(const Context& context, Members& members, std::string& out) {
  const auto published = context.reader.store().LatestCheckpoint();
  if (!published && published.error().code == Code::kNotFound) return {};
  if (!published) return base::Fail(published.error());
  ASSIGN_OR_RETURN(const note::SignedNote note, note::ParseNote(published->bytes));
  ASSIGN_OR_RETURN(const note::Checkpoint checkpoint, note::ParseCheckpoint(note.text));
  ASSIGN_OR_RETURN(const std::int64_t age, AgeSeconds(context, published->size));
  members.Name("published");
  out += '{';
  Members inner(out);
  AppendTree(checkpoint.head, inner);
  inner.Number("age_seconds", age);
  out += '}';
  return {};
}

// Nothing where the system does not say.
std::uint64_t DiskFreeBytes(const std::string& path) {
  struct statvfs status{};
  if (::statvfs(path.c_str(), &status) != 0) return 0;
  return static_cast<std::uint64_t>(status.f_bavail) * status.f_frsize;
}

void AppendRoles(RoleSet roles, std::string& out) {
  out += '[';
  for (std::size_t i = 0; i < kRoleNames.size(); ++i) {
    if (!roles.Has(static_cast<Role>(i))) continue;
    if (out.back() != '[') out += ',';
    AppendText(kRoleNames.at(i), out);
  }
  out += ']';
}

void AppendState(const Context& context, Members& members) {
  const auto failure = context.sequencer.failure();
  members.Text("state", failure ? "failed" : "ok");
  if (failure) members.Text("failure", failure->message);
}

}  // namespace

Result<Response> GetStatus(const Context& context, const Call& call) {
  const Facts& facts = context.facts;
  Response response;
  response.body = "{";
  Members members(response.body);
  members.Text("version", facts.version);
  const auto head = context.sequencer.head();
  members.Text("origin", context.vault.origin());
  members.Text("vkey", head->vkey);
  AppendTree(head->tree, members);
  RETURN_IF_ERROR(AppendPublished(context, members, response.body));
  members.Number("publish_multiple", facts.publish_multiple);
  members.Number("publish_interval_seconds", facts.publish_interval.count());
  members.Text("you", call.access.recorder.name);
  members.Name("your_roles");
  AppendRoles(call.access.roles, response.body);
  members.Number("key_epoch", context.vault.keys().epoch());
  members.Number("disk_bytes", context.reader.store().ApproximateBytes());
  members.Number("disk_free_bytes", DiskFreeBytes(facts.data_dir));
  members.Number("queue_events", context.sequencer.queued());
  members.Text("started_at", base::FormatInstant(facts.started_at));
  members.Number("uptime_seconds",
                 (context.clock.BootMicros() - facts.started_at_boot_micros) / kMicrosPerSecond);
  members.Number("schemas", context.catalogue.Types().size());
  AppendState(context, members);
  response.body += "}\n";
  return response;
}

}  // namespace reqledger::daemon
