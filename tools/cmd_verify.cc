#include <unistd.h>

#include <algorithm>
#include <boost/json/value.hpp>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <optional>

#include "ledger/log/rebuild.h"
#include "ledger/log/verify_store.h"
#include "tools/commands.h"
#include "tools/daemon_flags.h"
#include "tools/flags.h"
#include "tools/json_view.h"
#include "tools/terminal.h"
#include "tools/trust.h"

namespace reqledger::tools {
namespace {

// A copy of the ledger as it is now, made by the daemon and taken away again. Opening the database
// itself beside the daemon could miss rows without a word.
class LiveSnapshot {
 public:
  static base::Result<LiveSnapshot> Make(const DaemonClient& daemon) {
    ASSIGN_OR_RETURN(const boost::json::value made, daemon.Post("/v1/snapshots", {}));
    return LiveSnapshot(daemon, std::string(TextAt(made, "id")), std::string(TextAt(made, "path")));
  }
  ~LiveSnapshot() {
    if (id_.empty()) return;
    const auto removed = daemon_->Delete("/v1/snapshots/" + PercentEncode(id_));
    if (!removed) {
      std::cerr << "The snapshot " << path_ << " could not be removed (" << removed.error().message
                << "); the daemon does so at its next start.\n";
    }
  }
  LiveSnapshot(LiveSnapshot&& other) noexcept
      : daemon_(other.daemon_), id_(std::exchange(other.id_, {})), path_(std::move(other.path_)) {}
  LiveSnapshot& operator=(LiveSnapshot&&) = delete;

  const std::string& path() const { return path_; }
  // The daemon may be on another host.
  bool IsHere() const {
    std::error_code ignored;
    return std::filesystem::is_directory(path_, ignored);
  }

 private:
  LiveSnapshot(const DaemonClient& daemon, std::string id, std::string path)
      : daemon_(&daemon), id_(std::move(id)), path_(std::move(path)) {}

  const DaemonClient* daemon_;
  std::string id_;
  std::string path_;
};

base::Result<std::vector<note::VerifierKey>> PinnedKeys(const CommandLine& line) {
  std::vector<note::VerifierKey> keys;
  if (WasGiven(line, "vkey")) {
    ASSIGN_OR_RETURN(note::VerifierKey key, ReadPinnedKey("vkey", FLAGS_vkey));
    keys.push_back(std::move(key));
  } else if (!FLAGS_key_dir.empty() && FLAGS_policy.empty()) {
    ASSIGN_OR_RETURN(note::VerifierKey key,
                     ReadPinnedKey("key_dir", FLAGS_key_dir + "/ledger.vkey"));
    keys.push_back(std::move(key));
  }
  return keys;
}

base::Result<log::Report> Verify(log::VerifyStoreOptions options) {
  const bool shown = Terminal::Of(STDERR_FILENO).is_terminal();
  std::optional<Progress> progress;
  options.progress = [&](std::uint64_t done, std::uint64_t total) {
    if (!progress) progress.emplace(shown, "entries", total);
    progress->Update(done, done);
  };
  return log::VerifyDataDirectory(options);
}

CommandResult Tell(const log::Report& report) {
  const Terminal terminal = Terminal::Of(STDOUT_FILENO);
  std::cout << (FLAGS_json ? log::ReportJson(report)
                           : log::ReportText(report, {.colour = terminal.colour()}));
  return static_cast<ExitStatus>(log::ExitStatus(report));
}

// What was verified decides: rows are made again from entries that are whole, and from no others.
CommandResult Rebuild(const log::VerifyStoreOptions& options, const log::Report& report) {
  const auto is_of_entries = [](const auto& found) {
    const log::CodeInfo& info = *log::FindingCodes::BuiltIn().Find(found.first);
    return info.severity == log::Severity::kBroken && info.code != log::code::kDerivedMismatch;
  };
  if (std::ranges::any_of(report.findings_by_code, is_of_entries)) {
    std::cerr << "Nothing was made again: the entries themselves do not verify.\n";
    return Tell(report);
  }
  if (!report.findings_by_code.contains(log::code::kDerivedMismatch) &&
      !log::RowsAreUnfinished(options.dirs)) {
    std::cerr << "The derived rows are as the entries make them; nothing was made again.\n";
    return Tell(report);
  }
  std::cerr << log::ReportText(report, {.colour = Terminal::Of(STDERR_FILENO).colour()}) << '\n';
  Progress progress(Terminal::Of(STDERR_FILENO).is_terminal(), "entries", report.head->size);
  const auto rebuilt = log::RebuildDerivedRows(
      options.dirs, [&](std::uint64_t done) { progress.Update(done, done); });
  progress.Clear();
  if (!rebuilt) {
    base::Error error = rebuilt.error();
    error.message += "; the derived rows are not whole: run it again";
    return base::Fail(std::move(error));
  }
  std::cerr << rebuilt->removed << " derived rows were replaced by " << rebuilt->made
            << " that the entries make. Verified once more:\n\n";
  ASSIGN_OR_RETURN(const log::Report again, Verify(options));
  return Tell(again);
}

CommandResult NothingVerified(base::Error error) {
  error.message += "; nothing was verified";
  return base::Fail(std::move(error));
}

}  // namespace

CommandResult RunVerify(const CommandLine& line) {
  if (WasGiven(line, "vkey") && WasGiven(line, "policy")) {
    return FailUsage("--vkey and --policy both say whom to believe: give one of them");
  }
  log::VerifyStoreOptions options;
  ASSIGN_OR_RETURN(options.pinned, PinnedKeys(line));
  std::optional<note::Policy> policy;
  if (!FLAGS_policy.empty()) {
    ASSIGN_OR_RETURN(policy, ReadPolicy("policy", FLAGS_policy));
    options.policy = &*policy;
  }
  if (FLAGS_rebuild && (FLAGS_data_dir.empty() || FLAGS_key_dir.empty() || FLAGS_entries_only)) {
    return FailUsage(
        "--rebuild makes the rows of a ledger again that no daemon has open: give --data_dir and "
        "--key_dir, and not --entries_only");
  }
  options.entries_only = FLAGS_entries_only;
  options.strict_process = FLAGS_strict_process;
  options.dirs = {
      FLAGS_data_dir, FLAGS_key_dir, FLAGS_state_dir,
      vault::FindUnlockKey(FLAGS_unlock_key_file, std::getenv("CREDENTIALS_DIRECTORY"))};
  ASSIGN_OR_RETURN(const DaemonClient daemon, DaemonFromFlags(line));
  std::optional<LiveSnapshot> snapshot;
  if (FLAGS_data_dir.empty()) {
    auto made = LiveSnapshot::Make(daemon);
    if (!made) return NothingVerified(made.error());
    snapshot.emplace(std::move(*made));
    if (!snapshot->IsHere()) {
      return NothingVerified({base::Code::kUnavailable,
                              "the daemon's snapshot " + snapshot->path() +
                                  " is not to be seen from this host: run `reqledger verify` on "
                                  "the daemon's, or `reqledger export` here",
                              {},
                              {}});
    }
    options.dirs.data_dir = snapshot->path();
    options.snapshot = true;
  }
  const auto report = Verify(options);
  if (!report) return NothingVerified(report.error());
  return FLAGS_rebuild ? Rebuild(options, *report) : Tell(*report);
}

}  // namespace reqledger::tools
