#include "tools/daemon_flags.h"

#include <optional>

#include "tools/daemon_address.h"
#include "tools/flags.h"

namespace reqledger::tools {

base::Result<DaemonClient> DaemonFromFlags(const CommandLine& line) {
  const auto given = [&line](std::string_view flag, const std::string& value) {
    return WasGiven(line, flag) ? std::optional(value) : std::nullopt;
  };
  ASSIGN_OR_RETURN(DaemonAddress address,
                   ParseDaemonAddress({.socket = given("socket", FLAGS_socket),
                                       .default_socket = FLAGS_socket,
                                       .url = given("url", FLAGS_url),
                                       .tls_cert = given("tls_cert", FLAGS_tls_cert),
                                       .tls_key = given("tls_key", FLAGS_tls_key),
                                       .tls_ca = given("tls_ca", FLAGS_tls_ca)}));
  ASSIGN_OR_RETURN(HttpClient http, HttpClient::To(std::move(address)));
  return DaemonClient(std::move(http));
}

}  // namespace reqledger::tools
