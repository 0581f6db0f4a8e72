#include "tests/testing/temp_ledger.h"

#include <gtest/gtest.h>

#include <utility>

namespace reqledger::testing {

TempLedger::TempLedger(std::uint64_t publish_multiple) {
  auto created = log::CreateLedger({.dirs = dirs(),
                                    .schema_dir = REQLEDGER_SOURCE_DIR "/schemas/events",
                                    .origin = kOrigin,
                                    .publish_multiple = publish_multiple,
                                    .recorded_by = "uid:0"},
                                   clock_);
  EXPECT_TRUE(created) << created.error().message;
  if (created) vkey_ = *created;
}

log::LedgerDirs TempLedger::dirs() const {
  return {
      .data_dir = dir_.path("data"), .key_dir = dir_.path("keys"), .state_dir = dir_.path("state")};
}

base::Result<void> TempLedger::Open(const std::string& confirm_clock_by) {
  ASSIGN_OR_RETURN(ledger_, log::OpenLedger(dirs(), ""));
  reader_ = std::make_unique<log::Reader>(*ledger_->store, *ledger_->vault);
  preparer_ = std::make_unique<log::Preparer>(ledger_->catalogue, *ledger_->vault, *reader_);
  log::Sequencer::Options options;
  options.publish_multiple = ledger_->publish_multiple;
  options.confirm_clock_by = confirm_clock_by;
  sequencer_ = std::make_unique<log::Sequencer>(
      log::Sequencer::Ground{*ledger_->store, *ledger_->vault, ledger_->catalogue, ledger_->signer,
                             ledger_->mark, clock_},
      options, ledger_->tail, [](const base::Error&) {});
  return {};
}

void TempLedger::Close() {
  sequencer_.reset();
  preparer_.reset();
  reader_.reset();
  ledger_.reset();
}

std::vector<base::Result<log::Appended>> TempLedger::RecordAll(
    const std::vector<std::string>& jsons, bool stop_at_refusal, bool dry_run) {
  log::Submission submission;
  submission.stop_at_refusal = stop_at_refusal;
  submission.dry_run = dry_run;
  for (const std::string& json : jsons) {
    auto prepared = preparer_->Prepare(json, "uid:1000");
    if (!prepared) {
      std::vector<base::Result<log::Appended>> refused;
      refused.emplace_back(std::unexpected(std::move(prepared).error()));
      return refused;
    }
    submission.events.push_back(*std::move(prepared));
  }
  std::promise<std::vector<base::Result<log::Appended>>> answer;
  submission.done = [&](std::vector<base::Result<log::Appended>> outcomes) {
    answer.set_value(std::move(outcomes));
  };
  if (auto submitted = sequencer_->Submit(std::move(submission)); !submitted) {
    std::vector<base::Result<log::Appended>> refused;
    refused.emplace_back(std::unexpected(std::move(submitted).error()));
    return refused;
  }
  return answer.get_future().get();
}

base::Result<log::Appended> TempLedger::Record(const std::string& json) {
  return std::move(RecordAll({json}).front());
}

base::Result<log::Published> TempLedger::Publish() {
  std::promise<base::Result<log::Published>> answer;
  RETURN_IF_ERROR(sequencer_->SubmitPublish(
      [&](base::Result<log::Published> published) { answer.set_value(std::move(published)); }));
  return answer.get_future().get();
}

base::Result<std::vector<log::Appended>> TempLedger::RecordOwn(std::vector<log::OwnEvent> events) {
  std::promise<base::Result<std::vector<log::Appended>>> answer;
  RETURN_IF_ERROR(sequencer_->SubmitOwn(std::move(events),
                                        [&](base::Result<std::vector<log::Appended>> appended) {
                                          answer.set_value(std::move(appended));
                                        }));
  return answer.get_future().get();
}

std::string DemandReceived(const std::string& matter, const std::string& id,
                           const std::string& extra) {
  return R"({"type":"demand.received","matter":")" + matter +
         R"(","occurred_at":{"precision":"day","value":"2026-11-20"},"mode":"historical","demand_id":")" +
         id + R"(","kind":"us_sca_warrant")" + extra + "}";
}

}  // namespace reqledger::testing
