#include "tests/bundle/audience_fixture.h"

#include <cstdlib>

#include "ledger/bundle/sink.h"
#include "ledger/bundle/verify_bundle.h"
#include "tests/bundle/export_source.h"

namespace reqledger::bundle {
namespace {

namespace fs = std::filesystem;
using testing::TempLedger;

constexpr std::string_view kCourt = "Example District Court";

}  // namespace

std::string Event(const std::string& type, const std::string& matter, const std::string& members) {
  return R"({"type":")" + type + R"(","matter":")" + matter +
         R"(","occurred_at":{"precision":"day","value":"2026-11-20"},"mode":"historical",)" +
         members + "}";
}

void AudienceFixture::Begin(std::uint64_t multiple, const log::Sequencer::Options& options) {
  ledger_ = std::make_unique<TempLedger>(testing::Backing::kRocksDb, multiple);
  ledger_->options() = options;
  EXPECT_TRUE(ledger_->Open());
}

std::uint64_t AudienceFixture::Record(const std::string& event) {
  const auto appended = ledger_->Record(event);
  EXPECT_TRUE(appended) << appended.error().message << ' ' << event;
  return appended ? appended->placed.seq : 0;
}

std::uint64_t AudienceFixture::Demand(const std::string& matter, const std::string& id,
                                      const std::string& docket, const std::string& kind) {
  return Record(Event("demand.received", matter,
                      R"("demand_id":")" + id + R"(","kind":")" + kind +
                          R"(","issuer":{"court":{"name":")" + std::string(kCourt) +
                          R"(","docket_number":")" + docket +
                          R"("}},"persons":{"judges":["Judge )" + id + R"("]})"));
}

std::uint64_t AudienceFixture::Target(const std::string& matter, const std::string& demand,
                                      const std::string& id, const std::string& customer) {
  return Record(Event(
      "demand.target_added", matter,
      R"("demand_id":")" + demand + R"(","target_id":")" + id + R"(","customer_ref":")" + customer +
          R"(","selectors":[{"type":"email","value":")" + id + R"(@example.com"}])"));
}

std::uint64_t AudienceFixture::Order(const std::string& matter, const std::string& id,
                                     const std::string& demand, const std::string& more) {
  return Record(Event("secrecy.received", matter,
                      R"("secrecy_id":")" + id +
                          R"(","secrecy_kind":"us_2705b_order","demand_ids":[")" + demand +
                          R"("],"duration_kind":"fixed_period","term":{"period":"P1Y"})" + more));
}

void AudienceFixture::Release(const std::string& matter, const std::string& id) {
  Record(Event("secrecy.terminated", matter, R"("secrecy_id":")" + id + R"(")"));
  Record(Event("secrecy.release_cleared", matter, R"("secrecy_id":")" + id + R"(")"));
}

ExportSource AudienceFixture::Source() {
  EXPECT_TRUE(ledger_->Publish());
  return SourceOf(*ledger_);
}

ExportRequest AudienceFixture::RequestFor(const std::string& audience) {
  ExportRequest request{
      .audience = audience, .created_at = {testing::FakeClock::kStart}, .tool = "reqledger test"};
  if (audience == "customer") request.recipient.customer_ref = "cust-1";
  if (audience == "court_sealed") {
    request.recipient.court = kCourt;
    request.recipient.docket_number = "1-mj-1";
  }
  return request;
}

fs::path AudienceFixture::Write(const ExportRequest& request) {
  const fs::path path = out_.path("bundle" + std::to_string(++bundles_));
  const auto sink = OpenFolderSink(path);
  const auto written = WriteBundle(Source(), request, **sink);
  EXPECT_TRUE(written) << request.audience << ": " << written.error().message;
  return path;
}

fs::path AudienceFixture::Export(const ExportRequest& request) {
  fs::path path = Write(request);
  CheckVerifies(path);
  return path;
}

void AudienceFixture::CheckVerifies(const fs::path& bundle) const {
  VerifyOptions options;
  options.path = bundle;
  options.pinned = {*note::VerifierKey::Parse(ledger_->vkey())};
  const auto report = VerifyBundle(options);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(log::ExitStatus(*report), 0) << log::ReportText(*report, {});
  const std::string command =
      "/usr/bin/python3 " REQLEDGER_SOURCE_DIR "/tests/reference/verify.py " + bundle.string() +
      " --vkey '" + ledger_->vkey() + "' > " + bundle.string() + ".log";
  EXPECT_EQ(std::system(command.c_str()), 0) << Slurp(bundle.string() + ".log");
}

}  // namespace reqledger::bundle
