// What the exporter writes, judged by the reference verifier, which shares no code with it.
#include "ledger/bundle/export.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>

#include "ledger/bundle/sink.h"
#include "tests/bundle/bundle_reading.h"
#include "tests/bundle/export_source.h"
#include "tests/testing/temp_ledger.h"

namespace reqledger::bundle {
namespace {

using testing::TempDir;
using testing::TempLedger;

// Exit status and output of a command line.
struct Outcome {
  int status = -1;
  std::string output;
};

Outcome RunCommand(const std::string& command) {
  Outcome outcome;
  FILE* const pipe = popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return outcome;
  std::array<char, 4096> buffer{};
  while (fgets(buffer.data(), static_cast<int>(buffer.size()), pipe) != nullptr)
    outcome.output += buffer.data();
  const int status = pclose(pipe);
  outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return outcome;
}

Outcome VerifyByReference(const std::string& bundle, const std::string& vkey) {
  return RunCommand("/usr/bin/python3 " REQLEDGER_SOURCE_DIR "/tests/reference/verify.py " +
                    bundle + " --json --vkey '" + vkey + "'");
}

void RecordSample(TempLedger& ledger, const std::string& name) {
  std::ifstream file(std::string(REQLEDGER_SOURCE_DIR "/schemas/samples/") + name);
  ASSERT_TRUE(file);
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.starts_with("//")) continue;
    const auto appended = ledger.Record(line);
    ASSERT_TRUE(appended) << name << ": " << appended.error().message << " "
                          << (appended.error().violations.empty()
                                  ? ""
                                  : appended.error().violations[0].pointer);
  }
}

class ExportTest : public ::testing::Test {
 protected:
  ExportTest() {
    EXPECT_TRUE(ledger_.Open());
    RecordSample(ledger_, "microsoft-ireland.jsonl");
    EXPECT_TRUE(ledger_.Publish());
    RecordSample(ledger_, "brooklyn-secrecy-order.jsonl");
    RecordSample(ledger_, "walkthrough.jsonl");
    EXPECT_TRUE(ledger_.Publish());
  }

  base::Result<ExportSummary> Export(const ExportRequest& request, const std::string& path) {
    ASSIGN_OR_RETURN(const auto sink, OpenFolderSink(path));
    return WriteBundle(SourceOf(ledger_), request, *sink);
  }

  static ExportRequest Whole() {
    return {.created_at = {testing::FakeClock::kStart}, .tool = "reqledger test"};
  }

  TempLedger ledger_;
  TempDir out_;
};

TEST_F(ExportTest, TheWholeLedgerVerifies) {
  const auto summary = Export(Whole(), out_.path("bundle"));
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->entries, ledger_.sequencer().head()->tree.size);
  const Outcome verified = VerifyByReference(out_.path("bundle"), ledger_.vkey());
  EXPECT_EQ(verified.status, 0) << verified.output;
}

TEST_F(ExportTest, OneMatterVerifies) {
  const auto opened =
      ledger_.RecordOwn({{.type = "ledger.export_opened",
                          .matter = "2023-00417",
                          .members = {{"audience", "\"auditor\""}, {"authority", "\"test\""}}}});
  ASSERT_TRUE(opened) << opened.error().message;
  ExportRequest request = Whole();
  request.matters = {{"2023-00417", opened->front().placed.seq}};
  const auto summary = Export(request, out_.path("bundle"));
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->entries, 31U);  // the genesis, 29 events, the export
  const Outcome verified = VerifyByReference(out_.path("bundle"), ledger_.vkey());
  EXPECT_EQ(verified.status, 0) << verified.output;
}

TEST_F(ExportTest, TheSameExportIsTheSameBytes) {
  ASSERT_TRUE(Export(Whole(), out_.path("a")));
  ASSERT_TRUE(Export(Whole(), out_.path("b")));
  const Outcome same = RunCommand("diff -r " + out_.path("a") + " " + out_.path("b"));
  EXPECT_EQ(same.status, 0) << same.output;
}

TEST_F(ExportTest, AnArchiveHoldsTheSameFiles) {
  ASSERT_TRUE(Export(Whole(), out_.path("bundle")));
  std::ofstream file(out_.path("bundle.zip"), std::ios::binary);
  const auto sink = MakeZipSink("archived", {testing::FakeClock::kStart},
                                [&](std::string_view bytes) -> base::Result<void> {
                                  file << bytes;
                                  return {};
                                });
  ASSERT_TRUE(WriteBundle(SourceOf(ledger_), Whole(), *sink));
  file.close();
  const Outcome same =
      RunCommand("cd " + out_.path() +
                 " && /usr/bin/python3 -m zipfile -e bundle.zip . && diff -r bundle archived");
  EXPECT_EQ(same.status, 0) << same.output;
}

// The files that a page carries, as whoever reads it gets them back.
std::map<std::string, std::string> CarriedBy(const std::string& page) {
  std::map<std::string, std::string> files;
  const std::string begin = R"(<script type="text/plain" data-path=")";
  for (std::size_t at = page.find(begin); at != std::string::npos; at = page.find(begin, at)) {
    at += begin.size();
    const std::size_t path_end = page.find("\">", at);
    const std::string path = page.substr(at, path_end - at);
    const std::size_t end = page.find("</script>", path_end);
    std::string& bytes = files[path];
    for (std::size_t i = path_end + 2; i < end; ++i) {
      if (page[i] == '~') {
        ++i;
        bytes += page[i] == 'l' ? '<' : page[i] == 'r' ? '\r' : page[i];
      } else {
        bytes += page[i];
      }
    }
    at = end;
  }
  return files;
}

TEST_F(ExportTest, ThePageCarriesTheMachineFiles) {
  ASSERT_TRUE(
      ledger_.Record(testing::DemandReceived("odd", "D-odd", R"(,"note":"~ < ~l\t</script>")")));
  ASSERT_TRUE(ledger_.Publish());
  const TempDir dir;
  for (const bool whole : {true, false}) {
    ExportRequest request{.audience = "auditor", .created_at = {}, .tool = "test"};
    if (!whole)
      request.matters = {{.matter = "odd", .last_seq = ledger_.sequencer().head()->tree.size - 1}};
    const std::filesystem::path root = dir.path(whole ? "whole" : "odd");
    ASSERT_TRUE(Export(request, root));
    std::map<std::string, std::string> files;
    for (const auto& item : std::filesystem::recursive_directory_iterator(root / "data")) {
      const std::string path = item.path().lexically_relative(root).string();
      if (item.is_regular_file()) files[path] = Slurp(item.path());
    }
    const std::string page = files.at("data/index.html");
    EXPECT_EQ(page.find("</script>\n</body>"), page.rfind("</script>"));
    files.erase("data/index.html");
    for (const char* path : {"data/README.txt", "data/certificate.txt", "data/ledger.pdf"})
      files.erase(path);
    EXPECT_EQ(CarriedBy(page), files);
  }
}

TEST_F(ExportTest, APageOfTooManyEntriesCarriesWhatTheBundleSaysOfItself) {
  const TempDir dir;
  const std::filesystem::path root = dir.path("large");
  ASSERT_TRUE(Export(
      {.audience = "auditor", .created_at = {}, .tool = "test", .page_entries_max = 10}, root));
  const auto files = CarriedBy(Slurp(root / "data/index.html"));
  ASSERT_EQ(files.size(), 2U);
  EXPECT_EQ(files.at("data/export.json"), Slurp(root / "data/export.json"));
  EXPECT_EQ(files.at("data/core-sha256.txt"), Slurp(root / "data/core-sha256.txt"));
}

TEST_F(ExportTest, RefusesWhatIsThere) {
  ASSERT_TRUE(Export(Whole(), out_.path("bundle")));
  const auto again = Export(Whole(), out_.path("bundle"));
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, base::Code::kConflict);
}

TEST_F(ExportTest, RefusesAnotherAudience) {
  ExportRequest request = Whole();
  request.audience = "everybody";
  EXPECT_EQ(Export(request, out_.path("bundle")).error().code, base::Code::kInvalidArgument);
}

}  // namespace
}  // namespace reqledger::bundle
