// reqledger-verify: everything an outsider can check of a bundle, offline, with no daemon.
#include <gflags/gflags.h>
#include <malloc.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>

#include "ledger/base/file.h"
#include "ledger/base/limits.h"
#include "ledger/bundle/unpack.h"
#include "ledger/bundle/verify_bundle.h"
#include "tools/cli.h"
#include "tools/terminal.h"
#include "tools/trust.h"

DEFINE_string(vkey, "", "The ledger's key: its vkey, or a file that holds it.");
DEFINE_string(policy, "", "A C2SP tlog-policy file: keys of logs, witnesses and their quorum.");
DEFINE_bool(strict_process, false, "Irregular process counts as a failure too.");
DEFINE_string(checkpoints, "", "Older checkpoints that you kept: files, comma-separated.");
DEFINE_string(receipts, "", "Receipts that you kept: files, comma-separated.");
DEFINE_string(max_age, "", "The greatest age of a witness's word that counts, as P7D.");
DEFINE_bool(json, false, "One JSON document instead of text.");

namespace reqledger::tools {
namespace {

constexpr std::string_view kName = "reqledger-verify";

CommandSpec Spec() {
  return {kName,
          "BUNDLE",
          "Verifies a bundle of a ledger: a folder, or an archive that ends in .zip or .tar.gz. "
          "Exit status: 0 verified, 1 failed, 2 usage, 3 not "
          "checked or not readable.",
          {"vkey", "policy", "strict_process", "checkpoints", "receipts", "max_age", "json"},
          "  reqledger-verify export-2026-03 --vkey=provider.vkey\n"
          "  reqledger-verify export-2026-03 --vkey=provider.vkey --checkpoints=last_month.txt\n",
          1,
          1};
}

base::Instant Now() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::microseconds>(now).count()};
}

base::Result<bundle::VerifyOptions> ReadOptions(const CommandLine& line) {
  constexpr std::int64_t kMicrosPerSecond = 1'000'000;
  bundle::VerifyOptions options;
  options.path = line.arguments.front();
  options.strict_process = FLAGS_strict_process;
  if (WasGiven(line, "vkey")) {
    ASSIGN_OR_RETURN(note::VerifierKey key, ReadPinnedKey("vkey", FLAGS_vkey));
    options.pinned.push_back(std::move(key));
  }
  if (WasGiven(line, "policy")) {
    ASSIGN_OR_RETURN(options.policy, ReadPolicy("policy", FLAGS_policy));
  }
  ASSIGN_OR_RETURN(options.older_checkpoints,
                   ReadFiles("checkpoints", FLAGS_checkpoints, base::kSmallFileBytesMax));
  ASSIGN_OR_RETURN(options.receipts,
                   ReadFiles("receipts", FLAGS_receipts, base::kSmallFileBytesMax));
  if (WasGiven(line, "max_age")) {
    ASSIGN_OR_RETURN(const std::int64_t seconds, ParseDurationSeconds("max_age", FLAGS_max_age));
    options.not_before = base::Instant{Now().micros - seconds * kMicrosPerSecond};
  }
  return options;
}

base::Result<log::Report> Verify(const bundle::VerifyOptions& options) {
  constexpr std::uint64_t kMegabyte = 1'000'000;
  const bool shown = Terminal::Of(STDERR_FILENO).is_terminal();
  std::optional<Progress> progress;
  return bundle::VerifyBundle(options, [&](const bundle::VerifyProgress& now) {
    if (!progress) progress.emplace(shown, "MB", now.bytes_total);
    progress->Update(now.bytes_done / kMegabyte, now.bytes_done);
  });
}

// A folder that nobody else can look into, gone with this object.
class TemporaryFolder {
 public:
  static base::Result<std::unique_ptr<TemporaryFolder>> Make() {
    std::string path = std::filesystem::temp_directory_path() / "reqledger-verify.XXXXXX";
    if (mkdtemp(path.data()) == nullptr)
      return base::Fail(base::SystemError("make " + path, errno));
    return std::unique_ptr<TemporaryFolder>(new TemporaryFolder(std::move(path)));
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  explicit TemporaryFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

// An archive is taken out for the time being.
base::Result<log::Report> VerifyWhereItIs(bundle::VerifyOptions options) {
  if (!bundle::IsArchiveName(options.path) || std::filesystem::is_directory(options.path))
    return Verify(options);
  ASSIGN_OR_RETURN(const auto folder, TemporaryFolder::Make());
  const std::string unpacked = folder->path() + "/bundle";
  RETURN_IF_ERROR(bundle::UnpackArchive(options.path, unpacked, {.synced = false}));
  options.path = unpacked;
  return Verify(options);
}

// Chunks of some hundred kilobytes come and go between threads; by default each would be given back
// to the system and faulted in again, which costs a quarter of the time.
void KeepFreedMemory() {
  constexpr int kMegabyte = 1024 * 1024;
  mallopt(M_MMAP_THRESHOLD, 32 * kMegabyte);
  mallopt(M_TRIM_THRESHOLD, 64 * kMegabyte);
}

int Run(int argc, char** argv) {
  KeepFreedMemory();
  const CommandSpec spec = Spec();
  const auto line = StartProgram(spec, argc, argv);
  if (!line) return line.error();
  const auto options = ReadOptions(*line);
  if (!options) return Complain(kName, options.error(), std::cerr);
  const auto report = VerifyWhereItIs(*options);
  if (!report) {
    const ExitStatus status = Complain(kName, report.error(), std::cerr);
    std::cerr << "Nothing was verified.\n";
    return status;
  }
  const bool colour = Terminal::Of(STDOUT_FILENO).colour();
  std::cout << (FLAGS_json ? log::ReportJson(*report)
                           : log::ReportText(*report, {.colour = colour}));
  std::cout.flush();
  return std::cout ? log::ExitStatus(*report) : kExitFailed;
}

}  // namespace
}  // namespace reqledger::tools

int main(int argc, char** argv) { return reqledger::tools::Run(argc, argv); }
