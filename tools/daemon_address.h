// Where the daemon is: at a Unix socket of this host, or at an https URL.
//
// Errors: a usage error that names the flag and says what would be right. None repeats the URL:
// somebody may have put a password into it.
// Source: RFC 3986 section 3.2, without user and percent-encoding.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "ledger/base/result.h"

namespace reqledger::tools {

inline constexpr std::uint16_t kHttpsPort = 443;

struct SocketAddress {
  std::string path;
};

struct UrlAddress {
  std::string authority;  // host and port as they stand in the URL
  std::string host;       // a name or an address, without brackets
  std::uint16_t port = kHttpsPort;
  // PEM files: by what the daemon knows the caller, and who signs the daemon's certificate.
  std::string certificate = {};
  std::string key = {};
  std::string authorities = {};
};

using DaemonAddress = std::variant<SocketAddress, UrlAddress>;

// What a command line says of the daemon; nothing for a flag that is not given.
struct DaemonFlags {
  std::optional<std::string> socket;
  std::string default_socket = {};
  std::optional<std::string> url = {};
  std::optional<std::string> tls_cert = {};
  std::optional<std::string> tls_key = {};
  std::optional<std::string> tls_ca = {};
};

base::Result<DaemonAddress> ParseDaemonAddress(const DaemonFlags& flags);

// "https://HOST[:PORT][/]", without the files.
base::Result<UrlAddress> ParseUrl(std::string_view url);

// As people know it: the socket's path, or the URL.
std::string NameOf(const DaemonAddress& address);

}  // namespace reqledger::tools
