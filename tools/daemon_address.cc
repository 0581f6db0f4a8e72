#include "tools/daemon_address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "tools/exit_status.h"

namespace reqledger::tools {
namespace {

constexpr std::string_view kScheme = "https://";
constexpr std::size_t kHostBytesMax = 253;  // RFC 1035, as text

std::unexpected<base::Error> BadUrl(const std::string& why) {
  return FailUsage("--url " + why +
                   ": give https://HOST or https://HOST:PORT, such as "
                   "https://ledger.example.com:8443");
}

bool IsNameByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.';
}

// What only a whole URL has, and an address of a daemon has not.
base::Result<void> CheckForMore(std::string_view rest) {
  if (rest.find('@') != std::string_view::npos) {
    return BadUrl("names a user, and the certificate says who you are");
  }
  if (rest.find('?') != std::string_view::npos) return BadUrl("has a query");
  if (rest.find('#') != std::string_view::npos) return BadUrl("has a fragment");
  if (rest.find('/') != std::string_view::npos) return BadUrl("has a path");
  return {};
}

base::Result<void> CheckName(std::string_view host) {
  if (host.empty()) return BadUrl("names no host");
  const bool plain = std::ranges::all_of(host, IsNameByte) && host.size() <= kHostBytesMax;
  const bool empty_label =
      host.front() == '.' || host.back() == '.' || host.find("..") != std::string_view::npos;
  if (!plain || empty_label || host.front() == '-') {
    return BadUrl(
        "has no host name: letters, digits, '-' and '.', or an IPv6 address in "
        "brackets");
  }
  return {};
}

base::Result<std::uint16_t> ParsePort(std::string_view text) {
  unsigned port = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (failure != std::errc() || end != text.data() + text.size() || port == 0 || port > 65535) {
    return BadUrl("has no port behind its ':', a whole number from 1 to 65535");
  }
  return static_cast<std::uint16_t>(port);
}

// Takes "[…]" from the front of `rest` and returns what is inside.
base::Result<std::string> TakeIpv6(std::string_view& rest) {
  const std::size_t end = rest.find(']');
  in6_addr ignored{};
  std::string host(rest.substr(1, end == std::string_view::npos ? end : end - 1));
  if (end == std::string_view::npos || inet_pton(AF_INET6, host.c_str(), &ignored) != 1) {
    return BadUrl("has no IPv6 address between its brackets");
  }
  rest.remove_prefix(end + 1);
  return host;
}

base::Result<std::string> NeededFile(std::string_view flag, const std::optional<std::string>& file,
                                     std::string_view what) {
  if (file && !file->empty()) return *file;
  return FailUsage("--url needs --" + std::string(flag) + " too: give the file of " +
                   std::string(what));
}

}  // namespace

base::Result<UrlAddress> ParseUrl(std::string_view url) {
  if (!url.starts_with(kScheme)) return BadUrl("does not begin with https://");
  std::string_view rest = url.substr(kScheme.size());
  if (rest.ends_with('/')) rest.remove_suffix(1);
  RETURN_IF_ERROR(CheckForMore(rest));
  UrlAddress address;
  address.authority = rest;
  if (rest.starts_with('[')) {
    ASSIGN_OR_RETURN(address.host, TakeIpv6(rest));
  } else {
    address.host = rest.substr(0, rest.find(':'));
    RETURN_IF_ERROR(CheckName(address.host));
    rest.remove_prefix(address.host.size());
  }
  if (rest.empty()) return address;
  if (rest.front() != ':') return BadUrl("has more behind its address than a port");
  ASSIGN_OR_RETURN(address.port, ParsePort(rest.substr(1)));
  return address;
}

base::Result<DaemonAddress> ParseDaemonAddress(const DaemonFlags& flags) {
  if (!flags.url) {
    const std::array<std::pair<std::string_view, bool>, 3> of_tls = {
        {{"tls_cert", flags.tls_cert.has_value()},
         {"tls_key", flags.tls_key.has_value()},
         {"tls_ca", flags.tls_ca.has_value()}}};
    for (const auto& [name, given] : of_tls) {
      if (!given) continue;
      return FailUsage("--" + std::string(name) +
                       " is for a daemon that is reached by TLS: give its --url too");
    }
    return SocketAddress{flags.socket.value_or(flags.default_socket)};
  }
  if (flags.socket) {
    return FailUsage("--socket and --url both say where the daemon is: give one of them");
  }
  ASSIGN_OR_RETURN(UrlAddress address, ParseUrl(*flags.url));
  ASSIGN_OR_RETURN(address.certificate, NeededFile("tls_cert", flags.tls_cert, "your certificate"));
  ASSIGN_OR_RETURN(address.key, NeededFile("tls_key", flags.tls_key, "your certificate's key"));
  ASSIGN_OR_RETURN(address.authorities,
                   NeededFile("tls_ca", flags.tls_ca, "who signs the daemon's certificate"));
  return address;
}

std::string NameOf(const DaemonAddress& address) {
  if (const auto* const socket = std::get_if<SocketAddress>(&address)) return socket->path;
  return std::string(kScheme) + std::get<UrlAddress>(address).authority;
}

}  // namespace reqledger::tools
