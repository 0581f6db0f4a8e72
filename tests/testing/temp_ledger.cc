#include "tests/testing/temp_ledger.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <utility>

#include "ledger/log/rotation.h"
#include "ledger/log/start.h"
#include "ledger/store/memory_store.h"

namespace reqledger::testing {
namespace {

constexpr const char* kSchemaDir = REQLEDGER_SOURCE_DIR "/schemas/events";
constexpr const char* kRulesDir = REQLEDGER_SOURCE_DIR "/schemas/rules";

}  // namespace

struct TempLedger::InMemory {
  std::uint64_t publish_multiple = 0;
  std::optional<log::SigningKey> signing_key;
  event::SchemaCatalogue catalogue;
  docket::RuleBook rules;
  store::MemoryStore store;
  std::unique_ptr<vault::Vault> vault;
  std::optional<log::HighWaterMark> mark;
};

TempLedger::TempLedger(Backing backing, std::uint64_t publish_multiple,
                       std::int64_t clock_start_micros) {
  clock_.StepWall(clock_start_micros - FakeClock::kStart);
  const log::CreateOptions options{.dirs = dirs(),
                                   .schema_dir = kSchemaDir,
                                   .origin = kOrigin,
                                   .publish_multiple = publish_multiple,
                                   .recorded_by = "uid:0"};
  const auto created =
      backing == Backing::kRocksDb ? log::CreateLedger(options, clock_) : CreateInMemory(options);
  EXPECT_TRUE(created) << created.error().message;
  if (created) vkey_ = *created;
}

TempLedger::~TempLedger() { Close(); }

log::LedgerDirs TempLedger::dirs() const {
  return {
      .data_dir = dir_.path("data"), .key_dir = dir_.path("keys"), .state_dir = dir_.path("state")};
}

base::Result<std::string> TempLedger::CreateInMemory(const log::CreateOptions& options) {
  std::filesystem::create_directory(dirs().key_dir);
  std::filesystem::create_directory(dirs().state_dir);
  memory_ = std::make_unique<InMemory>();
  ASSIGN_OR_RETURN(memory_->signing_key, log::SigningKey::Create(dirs().key_dir, options.origin));
  memory_->publish_multiple = options.publish_multiple;
  ASSIGN_OR_RETURN(memory_->catalogue, event::SchemaCatalogue::Load(kSchemaDir));
  ASSIGN_OR_RETURN(memory_->rules, docket::RuleBook::Load(kRulesDir));
  RETURN_IF_ERROR(vault::InitKeys(dirs().key_dir, options.origin));
  RETURN_IF_ERROR(log::HighWaterMark::Create(dirs().state_dir, options.origin, {}));
  RETURN_IF_ERROR(OpenInMemory());
  RETURN_IF_ERROR(
      log::WriteGenesis(options,
                        {memory_->store, *memory_->vault, memory_->catalogue, memory_->rules,
                         memory_->signing_key->signer(), *memory_->mark},
                        clock_));
  memory_->vault.reset();
  return memory_->signing_key->vkey();
}

base::Result<void> TempLedger::OpenInMemory() {
  ASSIGN_OR_RETURN(memory_->vault,
                   vault::Vault::Open({.key_dir = dirs().key_dir, .origin = kOrigin}));
  ASSIGN_OR_RETURN(memory_->mark, log::HighWaterMark::Open(dirs().state_dir, kOrigin));
  return {};
}

base::Result<void> TempLedger::Open(const std::string& confirm_clock_by) {
  log::Sequencer::Options options = options_;
  options.confirm_clock_by = confirm_clock_by;
  const auto start = [&](const log::Sequencer::Ground& ground, const log::Tail& tail) {
    reader_ = std::make_unique<log::Reader>(ground.store, ground.vault);
    docket_ = std::make_unique<log::DocketReader>(*reader_, ground.catalogue, ground.rules);
    preparer_ = std::make_unique<log::Preparer>(ground.catalogue, ground.vault, *reader_);
    sequencer_ = std::make_unique<log::Sequencer>(ground, options, tail, [](const base::Error&) {});
  };
  if (memory_) {
    RETURN_IF_ERROR(OpenInMemory());
    ASSIGN_OR_RETURN(const log::Start checked,
                     log::CheckStart(memory_->store, *memory_->vault, *memory_->mark));
    ASSIGN_OR_RETURN(memory_->signing_key, log::SigningKey::Load(dirs().key_dir));
    ASSIGN_OR_RETURN(settled_, log::SettleRotation(*memory_->signing_key, memory_->store,
                                                   *memory_->vault, checked.tail.edge.Head()));
    options.publish_multiple = memory_->publish_multiple;
    start({memory_->store, *memory_->vault, memory_->catalogue, memory_->rules,
           *memory_->signing_key, *memory_->mark, clock_},
          checked.tail);
    return {};
  }
  ASSIGN_OR_RETURN(ledger_, log::OpenLedger(dirs(), ""));
  options.publish_multiple = ledger_->publish_multiple;
  settled_ = ledger_->rotation;
  start({*ledger_->store, *ledger_->vault, ledger_->catalogue, ledger_->rules, ledger_->signing_key,
         ledger_->mark, clock_},
        ledger_->tail);
  return {};
}

void TempLedger::Close() {
  sequencer_.reset();
  preparer_.reset();
  docket_.reset();
  reader_.reset();
  ledger_.reset();
  if (memory_) memory_->vault.reset();
}

std::vector<base::Result<log::Appended>> TempLedger::RecordAll(
    const std::vector<std::string>& jsons, bool stop_at_refusal, bool dry_run) {
  log::Submission submission;
  submission.stop_at_refusal = stop_at_refusal;
  submission.dry_run = dry_run;
  for (const std::string& json : jsons) {
    auto prepared = preparer_->Prepare(json, log::Recorder::Unlimited("uid:1000"));
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

base::Result<log::Rotated> TempLedger::Rotate(const std::string& reason,
                                              const std::string& next_keys_sha256) {
  std::promise<base::Result<log::Rotated>> answer;
  RETURN_IF_ERROR(sequencer_->SubmitRotate(
      {.recorded_by = "uid:1000", .reason = reason, .next_keys_sha256 = next_keys_sha256},
      [&](base::Result<log::Rotated> rotated) { answer.set_value(std::move(rotated)); }));
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
