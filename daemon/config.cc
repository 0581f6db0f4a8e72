#include "daemon/config.h"

#include <gflags/gflags.h>

#include <cstdint>
#include <cstdlib>

#include "daemon/duration.h"
#include "ledger/base/cursor.h"
#include "tools/exit_status.h"

DEFINE_string(data_dir, "", "The folder of the ledger's entries, made by `reqledger init`.");
DEFINE_string(key_dir, "", "The folder of the ledger's keys, made by `reqledger init`.");
DEFINE_string(
    state_dir, "",
    "The folder of the high-water mark. Empty: it lies in --key_dir. Never in --data_dir.");
DEFINE_string(
    unlock_key_file, "",
    "The file of the unlock key, under which the key-encryption key lies. Empty: systemd's "
    "credential reqledger.unlock_key where that is there, else none.");
DEFINE_string(schema_dir, "/usr/share/reqledger/schemas/events",
              "The folder of event schemas. New ones are copied into the ledger at start; empty: "
              "only those that it has are used.");
DEFINE_string(roles_file, "",
              "The file that says who may do what, a line `role uid:NAME|gid:NAME|cert:NAME`. Read "
              "again on SIGHUP. Empty: nobody but the daemon's own user may do anything.");
DEFINE_string(retention_file, "",
              "The file that says how long matters are kept, by rule pack, as docs/privacy.md has "
              "it. A changed one is recorded at the start. Empty: nothing is listed as due.");
DEFINE_string(socket, "/run/reqledger/reqledgerd.sock",
              "The path of the Unix socket, at most 103 bytes long. It appears when events can be "
              "recorded.");
DEFINE_string(
    listen, "",
    "An address and port, such as 192.0.2.7:8443 or [2001:db8::7]:8443, to answer on with "
    "TLS 1.3. Takes the three flags below too. Empty: the Unix socket only.");
DEFINE_string(tls_cert, "", "The daemon's certificate with its chain, a PEM file.");
DEFINE_string(tls_key, "",
              "The secret key of --tls_cert, a PEM file that only its owner may read.");
DEFINE_string(
    tls_client_ca, "",
    "Who signs the certificates of clients, a PEM file. Whoever has none is not answered.");
DEFINE_int32(http_threads, 2, "The number of threads that serve connections, from 1 to 64.");
DEFINE_int32(connections_max, 512,
             "The number of connections served at once, from 1 to 10000. Who comes beyond is told "
             "to come again.");
DEFINE_int32(streams_max, 32,
             "The number of batches, listings and exports served at once, from 1 to 256.");
DEFINE_string(header_max, "PT10S",
              "How long a client may take to send the head of a request, as an ISO 8601 duration.");
DEFINE_string(body_max, "PT30S",
              "How long a client may take to send a body, or the next piece of a batch, as an ISO "
              "8601 duration.");
DEFINE_string(publish_interval, "PT1H",
              "How often a checkpoint is published, as an ISO 8601 duration. PT0S: only when "
              "somebody asks, and no heartbeats stand between entries.");
DEFINE_string(clock_jump_max, "PT10M",
              "How far the clock may be ahead of the time that has passed since the last entry, as "
              "an ISO 8601 duration. Beyond it nothing is recorded.");
DEFINE_string(clock_gap_max, "P7D",
              "How far the clock may be ahead of the last entry when the daemon starts, as an ISO "
              "8601 duration. Beyond it nothing is recorded without --confirm_clock.");
DEFINE_string(confirm_clock, "",
              "Who has compared the clock with a trusted one at this start. Takes it as it is, and "
              "records that.");
DEFINE_int32(queue_events_max, 16384,
             "The number of events that may wait to be recorded, from 1 to 1000000. Who comes "
             "beyond is told to come again.");
DEFINE_int32(batch_events_max, 4096,
             "The number of events made durable in one commit, from 1 to 65536.");

namespace reqledger::daemon {
namespace {

using base::Result;
using std::chrono::seconds;
using tools::FailUsage;

constexpr std::size_t kConfirmedByBytesMax = 128;

Result<int> InRange(std::string_view flag, int value, int max) {
  if (value >= 1 && value <= max) return value;
  return FailUsage("--" + std::string(flag) + ": expected a number from 1 to " +
                   std::to_string(max));
}

Result<seconds> DurationOf(std::string_view flag, const std::string& text, seconds min) {
  const auto duration = ParseDuration(text);
  if (duration && *duration >= min) return *duration;
  return FailUsage("--" + std::string(flag) +
                   ": expected an ISO 8601 duration of weeks, days, "
                   "hours, minutes or seconds, such as PT10M or P7D" +
                   (min.count() > 0 ? ", longer than nothing" : ""));
}

Result<std::string> Required(std::string_view flag, const std::string& value,
                             std::string_view what) {
  if (!value.empty()) return value;
  return FailUsage("--" + std::string(flag) + " is missing: name " + std::string(what));
}

// ADDRESS:PORT, an IPv6 address in brackets.
Result<HttpServer::Tls> ListenAddress(const std::string& text) {
  const auto bad = [] {
    return FailUsage(
        "--listen: expected an address and port, such as 192.0.2.7:8443 or [2001:db8::7]:8443");
  };
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos) return bad();
  HttpServer::Tls tls;
  tls.address = text.substr(0, colon);
  const auto port = base::ParseDecimal(std::string_view(text).substr(colon + 1));
  if (!port || *port > UINT16_MAX) return bad();
  tls.port = static_cast<std::uint16_t>(*port);
  const bool bracketed = tls.address.starts_with('[') && tls.address.ends_with(']');
  if (bracketed) tls.address = tls.address.substr(1, tls.address.size() - 2);
  if (bracketed ? !wire::IsIpV6(tls.address) : !wire::IsIpV4(tls.address)) return bad();
  return tls;
}

Result<std::optional<HttpServer::Tls>> TlsOptions() {
  const std::pair<std::string_view, const std::string&> files[] = {
      {"tls_cert", FLAGS_tls_cert},
      {"tls_key", FLAGS_tls_key},
      {"tls_client_ca", FLAGS_tls_client_ca}};
  for (const auto& [flag, file] : files) {
    if (file.empty() == FLAGS_listen.empty()) continue;
    return FailUsage(
        "--" + std::string(file.empty() ? flag : "listen") +
        " is missing: --listen, --tls_cert, --tls_key and --tls_client_ca go together");
  }
  if (FLAGS_listen.empty()) return std::optional<HttpServer::Tls>();
  ASSIGN_OR_RETURN(HttpServer::Tls tls, ListenAddress(FLAGS_listen));
  tls.files = {FLAGS_tls_cert, FLAGS_tls_key, FLAGS_tls_client_ca};
  return std::optional(std::move(tls));
}

Result<HttpServer::Options> HttpOptions() {
  HttpServer::Options options;
  ASSIGN_OR_RETURN(options.socket_path, Required("socket", FLAGS_socket, "the socket's path"));
  ASSIGN_OR_RETURN(options.tls, TlsOptions());
  ASSIGN_OR_RETURN(options.threads, InRange("http_threads", FLAGS_http_threads, 64));
  ASSIGN_OR_RETURN(const int connections,
                   InRange("connections_max", FLAGS_connections_max, 10'000));
  options.connections_max = static_cast<std::size_t>(connections);
  ASSIGN_OR_RETURN(const int streams, InRange("streams_max", FLAGS_streams_max, 256));
  options.streams_max = static_cast<std::size_t>(streams);
  ASSIGN_OR_RETURN(options.header_max, DurationOf("header_max", FLAGS_header_max, seconds(1)));
  ASSIGN_OR_RETURN(options.body_max, DurationOf("body_max", FLAGS_body_max, seconds(1)));
  return options;
}

// Goes into the ledger as it is.
bool IsPlainText(std::string_view text) {
  for (const char c : text) {
    if (c < 0x20 || c > 0x7e) return false;
  }
  return text.size() <= kConfirmedByBytesMax;
}

Result<log::Sequencer::Options> SequencerOptions() {
  log::Sequencer::Options options;
  ASSIGN_OR_RETURN(const int queue, InRange("queue_events_max", FLAGS_queue_events_max, 1'000'000));
  options.queue_events_max = static_cast<std::size_t>(queue);
  ASSIGN_OR_RETURN(const int batch, InRange("batch_events_max", FLAGS_batch_events_max, 65'536));
  options.batch_events_max = static_cast<std::size_t>(batch);
  using Micros = std::chrono::microseconds;
  ASSIGN_OR_RETURN(const seconds jump,
                   DurationOf("clock_jump_max", FLAGS_clock_jump_max, seconds(1)));
  options.clock_rules.jump_max_micros = Micros(jump).count();
  ASSIGN_OR_RETURN(const seconds gap, DurationOf("clock_gap_max", FLAGS_clock_gap_max, seconds(1)));
  options.clock_rules.gap_max_micros = Micros(gap).count();
  options.confirm_clock_by = FLAGS_confirm_clock;
  if (!IsPlainText(options.confirm_clock_by)) {
    return FailUsage("--confirm_clock: expected up to 128 visible ASCII characters and spaces");
  }
  return options;
}

}  // namespace

const tools::CommandSpec& DaemonCommand() {
  static const tools::CommandSpec kSpec = {
      .name = "reqledgerd",
      .arguments = "",
      .summary =
          "Keeps one ledger: records events that arrive on a Unix socket and answers for "
          "them.",
      .flags = {"data_dir",         "key_dir",        "state_dir",      "schema_dir",
                "roles_file",       "listen",         "tls_cert",       "tls_key",
                "tls_client_ca",    "socket",         "http_threads",   "connections_max",
                "streams_max",      "header_max",     "body_max",       "publish_interval",
                "clock_jump_max",   "clock_gap_max",  "confirm_clock",  "queue_events_max",
                "batch_events_max", "retention_file", "unlock_key_file"},
      .examples =
          "  reqledgerd --data_dir=/var/lib/reqledger/data "
          "--key_dir=/var/lib/reqledger/keys\n",
  };
  return kSpec;
}

Result<Config> ConfigFromFlags() {
  Config config;
  ASSIGN_OR_RETURN(config.dirs.data_dir,
                   Required("data_dir", FLAGS_data_dir, "the folder of the ledger's entries"));
  ASSIGN_OR_RETURN(config.dirs.key_dir,
                   Required("key_dir", FLAGS_key_dir, "the folder of the ledger's keys"));
  config.dirs.state_dir = FLAGS_state_dir;
  config.dirs.unlock =
      vault::FindUnlockKey(FLAGS_unlock_key_file, std::getenv("CREDENTIALS_DIRECTORY"));
  config.schema_dir = FLAGS_schema_dir;
  config.roles_file = FLAGS_roles_file;
  config.retention_file = FLAGS_retention_file;
  ASSIGN_OR_RETURN(config.http, HttpOptions());
  ASSIGN_OR_RETURN(config.sequencer, SequencerOptions());
  ASSIGN_OR_RETURN(config.publish_interval,
                   DurationOf("publish_interval", FLAGS_publish_interval, seconds(0)));
  return config;
}

}  // namespace reqledger::daemon
