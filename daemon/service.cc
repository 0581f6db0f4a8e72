#include "daemon/service.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "daemon/waiting.h"
#include "ledger/base/file.h"

namespace reqledger::daemon {
namespace {

int Cores() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

log::Sequencer::Options SequencerOptions(const Config& config, const log::Ledger& ledger) {
  log::Sequencer::Options options = config.sequencer;
  options.publish_multiple = ledger.publish_multiple;
  options.publish_interval_micros = std::chrono::microseconds(config.publish_interval).count();
  return options;
}

Facts FactsOf(const Config& config, const log::Ledger& ledger, log::Clock& clock) {
  return {.version = std::string(tools::Version()),
          .data_dir = config.dirs.data_dir,
          .publish_multiple = ledger.publish_multiple,
          .publish_interval = config.publish_interval,
          .started_at = clock.Wall(),
          .started_at_boot_micros = clock.BootMicros()};
}

base::Result<std::optional<log::RetentionPolicy>> RetentionOf(const Config& config) {
  if (config.retention_file.empty()) return std::optional<log::RetentionPolicy>();
  ASSIGN_OR_RETURN(const std::string text,
                   base::ReadFile(config.retention_file, log::kRetentionFileBytesMax));
  ASSIGN_OR_RETURN(log::RetentionPolicy policy, log::ParseRetention(text));
  return std::optional(std::move(policy));
}

}  // namespace

Service::Service(const Config& config, log::Clock& clock, Events events,
                 std::unique_ptr<log::Ledger> ledger, std::unique_ptr<RoleBook> roles,
                 std::optional<log::RetentionPolicy> retention)
    : ledger_(std::move(ledger)),
      roles_(std::move(roles)),
      retention_(std::move(retention)),
      reader_(*ledger_->store, *ledger_->vault),
      docket_(reader_, ledger_->catalogue, ledger_->rules),
      preparer_(ledger_->catalogue, *ledger_->vault, reader_),
      eraser_({*ledger_->store, *ledger_->vault, ledger_->catalogue, ledger_->rules},
              {reader_, docket_, ledger_->catalogue}),
      pool_(Cores()),
      snapshots_(*ledger_->store, config.dirs.data_dir),
      sequencer_({*ledger_->store, *ledger_->vault, ledger_->catalogue, ledger_->rules,
                  ledger_->signing_key, ledger_->mark, clock},
                 SequencerOptions(config, *ledger_), ledger_->tail, std::move(events.on_failure),
                 Watching(ledger_->rules, agenda_)),
      viewings_(sequencer_, clock),
      approvals_(sequencer_, reader_, clock),
      context_{reader_,         docket_, preparer_, sequencer_, ledger_->catalogue,
               *ledger_->vault, clock,   pool_,     snapshots_, viewings_,
               approvals_,      *roles_, eraser_,   retention_, FactsOf(config, *ledger_, clock)},
      publisher_(std::make_unique<Publisher>(sequencer_, config.publish_interval,
                                             std::move(events.on_publication))),
      clockwork_(std::make_unique<Clockwork>(Clockwork::Ground{docket_, sequencer_, clock, agenda_},
                                             config.clock_tick, std::move(events.on_clockwork))) {}

Service::~Service() { Stop(); }

base::Result<std::unique_ptr<Service>> Service::Start(const Config& config, log::Clock& clock,
                                                      Events events) {
  ASSIGN_OR_RETURN(auto ledger, log::OpenLedger(config.dirs, config.schema_dir));
  ASSIGN_OR_RETURN(auto roles, RoleBook::Open(config.roles_file, ledger->catalogue));
  ASSIGN_OR_RETURN(auto retention, RetentionOf(config));
  std::unique_ptr<Service> service(new Service(config, clock, std::move(events), std::move(ledger),
                                               std::move(roles), std::move(retention)));
  RETURN_IF_ERROR(service->snapshots_.RemoveAll());
  RETURN_IF_ERROR(service->RecordRulePacks());
  RETURN_IF_ERROR(service->RecordRetention());
  RETURN_IF_ERROR(service->approvals_.Load());
  // Last: whoever sees the socket can record.
  ASSIGN_OR_RETURN(service->server_, HttpServer::Start(config.http, service->planner()));
  return service;
}

base::Result<void> Service::RecordRulePacks() {
  return RecordChanged(log::RulePacksName(), "ledger.rule_pack_changed",
                       log::RulePacksJson(ledger_->rules));
}

base::Result<void> Service::RecordRetention() {
  if (!retention_) return {};
  return RecordChanged(log::RetentionName(), "ledger.retention_changed",
                       log::RetentionJson(*retention_));
}

base::Result<void> Service::RecordChanged(const docket::EntityName& name, std::string type,
                                          std::string packs) {
  ASSIGN_OR_RETURN(const auto last, docket_.Find(name));
  if (last && last->facts.contains("packs") && last->facts.at("packs") == packs) return {};
  log::OwnEvent own{.type = std::move(type), .matter = std::string(event::kLedgerMatter)};
  own.members = {{"packs", std::move(packs)}};
  std::vector<log::OwnEvent> events;
  events.push_back(std::move(own));
  ASSIGN_OR_RETURN([[maybe_unused]] const auto recorded,
                   RecordAndWait(sequencer_, std::move(events)));
  return {};
}

void Service::Stop() {
  clockwork_.reset();
  publisher_.reset();
  if (server_) server_->Stop();
  // Their threads may be at the end of an answer still: the server is destroyed after them.
  pool_.Stop();
  sequencer_.Stop();
}

}  // namespace reqledger::daemon
