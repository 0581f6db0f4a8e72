// reqledgerd: flags → objects → run → stop.
#include <glog/logging.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <iostream>

#include "daemon/config.h"
#include "daemon/sd_notify.h"
#include "daemon/service.h"
#include "daemon/start_refusal.h"
#include "tools/system_clock.h"

namespace {

using reqledger::base::Error;
using reqledger::base::Result;
using reqledger::daemon::Config;
using reqledger::daemon::NotifyServiceManager;
using reqledger::daemon::Service;
namespace log = reqledger::log;
namespace tools = reqledger::tools;

// Sealed values pass through this process: no copy of its memory is written, no file it makes is
// for others.
void CloseProcess() {
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  ::prctl(PR_SET_DUMPABLE, 0);
  ::umask(0077);
}

// Before any thread starts, so that the signals wait for ServeUntilStopped.
sigset_t BlockSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGHUP);
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  return signals;
}

void StartLogging(const char* program) {
  FLAGS_logtostderr = true;
  google::InitGoogleLogging(program);
}

void LogPublication(std::atomic<bool>& failing, const Result<log::Published>& published) {
  const bool failed = !published;
  if (failing.exchange(failed) == failed) return;
  if (failed) {
    LOG(ERROR) << "publishing failed, the next interval tries again: " << published.error().message;
  } else {
    LOG(INFO) << "publishing works again, at size " << published->head->tree.size;
  }
}

void LogStart(const Config& config, const Service& service) {
  const log::Ledger& ledger = service.ledger();
  if (ledger.mark_was_behind) {
    LOG(INFO) << "the high-water mark was behind the database, which is whole: a crash had come "
                 "between the two; it was moved";
  }
  if (const std::size_t bytes = ledger.vault->keys().dropped_tail_bytes(); bytes > 0) {
    LOG(INFO) << "dropped " << bytes << " bytes of a key record that a crash had cut short";
  }
  if (ledger.vault->keys().lies_unwrapped()) {
    LOG(WARNING)
        << "kek." << ledger.vault->keys().epoch()
        << " lies in the clear, although there is an unlock key: reqledger rewrap puts the "
           "next one under it";
  }
  if (const auto count = ledger.vault->keys().old_keys_destroyed(); count > 0) {
    LOG(INFO) << "destroyed " << count
              << " old key-encryption key(s): a crash had come before a rewrap was through";
  }
  if (ledger.rotation == log::Settled::kFinished) {
    LOG(INFO) << "a rotation of the signing key was gone on with: a crash had come inside it; the "
                 "new key signs, the old one is destroyed";
  } else if (ledger.rotation == log::Settled::kUndone) {
    LOG(INFO) << "destroyed a signing key that nothing names: a crash had come before a rotation "
                 "was recorded; the key before signs on";
  }
  if (const auto count = ledger.vault->erased_again(); count > 0) {
    LOG(WARNING)
        << "the key table held keys of " << count
        << " erased matter(s), as an older copy of it does, or one that a crash left; they "
           "were taken away again, and the key-encryption key with them";
  }
  if (ledger.erasures_finished > 0) {
    LOG(INFO) << "finished " << ledger.erasures_finished
              << " erasure(s) in the middle of which a crash had come";
  }
  LOG(INFO) << "recording for " << ledger.vault->origin() << " at size " << service.size() << " on "
            << config.http.socket_path;
  if (const auto port = service.tls_port()) {
    LOG(INFO) << "also with TLS on " << config.http.tls->address << " port " << *port;
  }
}

void LogReload(std::string_view what, const Result<void>& reloaded) {
  if (reloaded) {
    LOG(INFO) << "read again: " << what;
  } else {
    LOG(ERROR) << "the " << what << " that were in use stay in use: " << reloaded.error().message;
  }
}

void Reload(Service& service, const Config& config) {
  if (!config.roles_file.empty()) LogReload("roles", service.ReloadRoles());
  if (config.http.tls) LogReload("certificates", service.ReloadCertificates());
}

void ServeUntilStopped(const sigset_t& signals, Service& service, const Config& config) {
  while (true) {
    int signal = 0;
    sigwait(&signals, &signal);
    if (signal != SIGHUP) return;
    Reload(service, config);
  }
}

int Run(const Config& config, const sigset_t& signals) {
  std::atomic<bool> failed = false;
  std::atomic<bool> publishing_fails = false;
  reqledger::tools::SystemClock clock;
  auto service = Service::Start(
      config, clock,
      {.on_failure =
           [&](const Error& error) {
             LOG(ERROR) << "the log has stopped, nothing more is recorded; the outcome of the last "
                           "write is read at the next start: "
                        << error.message;
             failed = true;
             ::kill(::getpid(), SIGTERM);
           },
       .on_publication =
           [&](const Result<log::Published>& published) {
             LogPublication(publishing_fails, published);
           },
       .on_clockwork =
           [](const Error& error) {
             LOG(ERROR) << "what is due could not be recorded, and is tried again: "
                        << error.message;
           }});
  if (!service) {
    std::cerr << "reqledgerd: " << reqledger::daemon::DescribeStartRefusal(service.error()) << '\n';
    return reqledger::daemon::StartRefusalStatus(service.error());
  }
  LogStart(config, **service);
  NotifyServiceManager("READY=1\nSTATUS=Recording.");

  ServeUntilStopped(signals, **service, config);
  NotifyServiceManager("STOPPING=1\nSTATUS=Answering what is in flight.");
  LOG(INFO) << (failed ? "stopping: the log has failed" : "stopping: asked to");
  (*service)->Stop();
  LOG(INFO) << "stopped at size " << (*service)->size();
  // A database that is closed while its disk still fails aborts the process (Debian builds RocksDB
  // with its assertions); after a failure nothing is left to write that would need closing.
  if (failed) std::_Exit(tools::kExitRefused);
  return tools::kExitOk;
}

}  // namespace

int main(int argc, char** argv) {
  const auto line = tools::StartProgram(reqledger::daemon::DaemonCommand(), argc, argv);
  if (!line) return line.error();
  const Result<Config> config = reqledger::daemon::ConfigFromFlags();
  if (!config) return tools::Complain("reqledgerd", config.error(), std::cerr);
  CloseProcess();
  StartLogging(argv[0]);
  return Run(*config, BlockSignals());
}
