#include "daemon/service.h"

#include <algorithm>
#include <future>
#include <thread>
#include <utility>

namespace reqledger::daemon {
namespace {

int Cores() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

log::Sequencer::Options SequencerOptions(const Config& config, const log::Ledger& ledger) {
  log::Sequencer::Options options = config.sequencer;
  options.publish_multiple = ledger.publish_multiple;
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

}  // namespace

Service::Service(const Config& config, log::Clock& clock, Events events,
                 std::unique_ptr<log::Ledger> ledger, std::unique_ptr<RoleBook> roles)
    : ledger_(std::move(ledger)),
      roles_(std::move(roles)),
      reader_(*ledger_->store, *ledger_->vault),
      docket_(reader_, ledger_->catalogue, ledger_->rules),
      preparer_(ledger_->catalogue, *ledger_->vault, reader_),
      pool_(Cores()),
      snapshots_(*ledger_->store, config.dirs.data_dir),
      sequencer_({*ledger_->store, *ledger_->vault, ledger_->catalogue, ledger_->rules,
                  ledger_->signer, ledger_->mark, clock},
                 SequencerOptions(config, *ledger_), ledger_->tail, std::move(events.on_failure),
                 Watching(ledger_->rules, agenda_)),
      viewings_(sequencer_, clock),
      context_{reader_,
               docket_,
               preparer_,
               sequencer_,
               ledger_->catalogue,
               ledger_->signer,
               *ledger_->vault,
               clock,
               pool_,
               snapshots_,
               viewings_,
               *roles_,
               FactsOf(config, *ledger_, clock)},
      publisher_(std::make_unique<Publisher>(sequencer_, config.publish_interval,
                                             std::move(events.on_publication))),
      clockwork_(std::make_unique<Clockwork>(Clockwork::Ground{docket_, sequencer_, clock, agenda_},
                                             config.clock_tick, std::move(events.on_clockwork))) {}

Service::~Service() { Stop(); }

base::Result<std::unique_ptr<Service>> Service::Start(const Config& config, log::Clock& clock,
                                                      Events events) {
  ASSIGN_OR_RETURN(auto ledger, log::OpenLedger(config.dirs, config.schema_dir));
  ASSIGN_OR_RETURN(auto roles, RoleBook::Open(config.roles_file, ledger->catalogue));
  std::unique_ptr<Service> service(
      new Service(config, clock, std::move(events), std::move(ledger), std::move(roles)));
  RETURN_IF_ERROR(service->snapshots_.RemoveAll());
  RETURN_IF_ERROR(service->RecordRulePacks());
  // Last: whoever sees the socket can record.
  ASSIGN_OR_RETURN(service->server_, HttpServer::Start(config.http, service->planner()));
  return service;
}

base::Result<void> Service::RecordRulePacks() {
  std::string packs = log::RulePacksJson(ledger_->rules);
  ASSIGN_OR_RETURN(const auto last, docket_.Find(log::RulePacksName()));
  if (last && last->facts.contains("packs") && last->facts.at("packs") == packs) return {};
  log::OwnEvent own{.type = "ledger.rule_pack_changed",
                    .matter = std::string(event::kLedgerMatter)};
  own.members = {{"packs", std::move(packs)}};
  std::promise<base::Result<void>> recorded;
  std::vector<log::OwnEvent> events;
  events.push_back(std::move(own));
  RETURN_IF_ERROR(sequencer_.SubmitOwn(std::move(events), [&](auto appended) {
    recorded.set_value(appended ? base::Result<void>() : base::Fail(std::move(appended).error()));
  }));
  return recorded.get_future().get();
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
