// The daemon as one object: the ledger opened, the log running, the socket there.
//
// Errors: those of OpenLedger and of the socket. When Start returns one, nothing is left running.
// Threads: Start and Stop by one thread. `on_failure` runs on the sequencer's thread.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "daemon/approvals.h"
#include "daemon/clockwork.h"
#include "daemon/config.h"
#include "daemon/context.h"
#include "daemon/http_server.h"
#include "daemon/publisher.h"
#include "daemon/routes.h"
#include "ledger/base/result.h"
#include "ledger/log/ledger.h"

namespace reqledger::daemon {

class Service {
 public:
  struct Events {
    log::Sequencer::OnFailure on_failure;
    Publisher::OnOutcome on_publication;
    Clockwork::OnError on_clockwork;
  };

  // `clock` outlives the service.
  static base::Result<std::unique_ptr<Service>> Start(const Config& config, log::Clock& clock,
                                                      Events events);
  ~Service();  // as Stop
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  // Takes no more requests, answers what is in flight, closes the ledger's log.
  void Stop();

  // Reads roles file and certificates again; an error leaves those that were in use. Connections
  // stay: what they ask next is judged by the new roles, new ones are shown the new certificate.
  base::Result<void> ReloadRoles() { return roles_->Reload(); }
  base::Result<void> ReloadCertificates() { return server_->ReloadCertificates(); }

  const log::Ledger& ledger() const { return *ledger_; }
  Planner planner() const { return MakePlanner(context_); }
  std::optional<std::uint16_t> tls_port() const { return server_->tls_port(); }
  std::uint64_t size() const { return sequencer_.head()->tree.size; }

 private:
  Service(const Config& config, log::Clock& clock, Events events,
          std::unique_ptr<log::Ledger> ledger, std::unique_ptr<RoleBook> roles,
          std::optional<log::RetentionPolicy> retention);
  // The rule packs that are in use from now on, where they are not those of the last start.
  base::Result<void> RecordRulePacks();
  // Likewise the retention policy.
  base::Result<void> RecordRetention();
  base::Result<void> RecordChanged(const docket::EntityName& name, std::string type,
                                   std::string packs);

  // Bottom up: each stands on those before it, and goes before them.
  const std::unique_ptr<log::Ledger> ledger_;
  const std::unique_ptr<RoleBook> roles_;
  const std::optional<log::RetentionPolicy> retention_;
  const log::Reader reader_;
  const log::DocketReader docket_;
  const log::Preparer preparer_;
  const log::Eraser eraser_;
  log::Agenda agenda_;
  WorkPool pool_;
  Snapshots snapshots_;
  log::Sequencer sequencer_;
  Viewings viewings_;
  Approvals approvals_;
  const Context context_;
  std::unique_ptr<Publisher> publisher_;
  std::unique_ptr<Clockwork> clockwork_;
  std::unique_ptr<HttpServer> server_;
};

}  // namespace reqledger::daemon
