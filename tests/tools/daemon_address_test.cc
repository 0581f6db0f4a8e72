#include "tools/daemon_address.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tools/exit_status.h"

namespace reqledger::tools {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(ParseUrlTest, TakesHostAndPort) {
  struct Case {
    const char* url;
    const char* authority;
    const char* host;
    std::uint16_t port;
  };
  for (const Case& good : std::initializer_list<Case>{
           {"https://ledger.example.com", "ledger.example.com", "ledger.example.com", 443},
           {"https://ledger.example.com/", "ledger.example.com", "ledger.example.com", 443},
           {"https://a-b_c.example:1", "a-b_c.example:1", "a-b_c.example", 1},
           {"https://localhost:65535/", "localhost:65535", "localhost", 65535},
           {"https://127.0.0.1:8443", "127.0.0.1:8443", "127.0.0.1", 8443},
           {"https://[::1]", "[::1]", "::1", 443},
           {"https://[2001:db8::7]:8443/", "[2001:db8::7]:8443", "2001:db8::7", 8443}}) {
    const auto address = ParseUrl(good.url);
    ASSERT_TRUE(address) << good.url << ": " << address.error().message;
    EXPECT_EQ(address->authority, good.authority);
    EXPECT_EQ(address->host, good.host);
    EXPECT_EQ(address->port, good.port);
  }
}

TEST(ParseUrlTest, RefusesAllElseAndSaysWhatWouldBeRight) {
  const std::string long_host = "https://" + std::string(254, 'a');
  for (const auto& [url, said] : std::initializer_list<std::pair<std::string, const char*>>{
           {"", "does not begin with https://"},
           {"http://h", "does not begin with https://"},
           {"HTTPS://h", "does not begin with https://"},
           {"h:8443", "does not begin with https://"},
           {"https://", "names no host"},
           {"https:///", "names no host"},
           {"https://:8443", "names no host"},
           {"https://h/v1", "has a path"},
           {"https://h//", "has a path"},
           {"https://h?x", "has a query"},
           {"https://h#x", "has a fragment"},
           {"https://user@h", "names a user"},
           {"https://h:", "has no port"},
           {"https://h:0", "has no port"},
           {"https://h:65536", "has no port"},
           {"https://h:4294967739", "has no port"},
           {"https://h:-1", "has no port"},
           {"https://h:+1", "has no port"},
           {"https://h:80x", "has no port"},
           {"https://h:1:2", "has no port"},
           {"https://::1", "names no host"},
           {"https://a b", "has no host name"},
           {"https://h\n", "has no host name"},
           {"https://h\r\nX", "has no host name"},
           {"https://.h", "has no host name"},
           {"https://h.", "has no host name"},
           {"https://a..b", "has no host name"},
           {"https://-h", "has no host name"},
           {"https://h%41", "has no host name"},
           {"https://m\xc3\xbcnchen.example", "has no host name"},
           {long_host, "has no host name"},
           {"https://[::1", "has no IPv6 address"},
           {"https://[]", "has no IPv6 address"},
           {"https://[h]", "has no IPv6 address"},
           {"https://[127.0.0.1]", "has no IPv6 address"},
           {"https://[fe80::1%25eth0]", "has no IPv6 address"},
           {"https://[::1]8443", "has more behind its address than a port"}}) {
    const auto address = ParseUrl(url);
    ASSERT_FALSE(address) << url;
    EXPECT_EQ(ExitOf(address.error()), kExitUsage) << url;
    EXPECT_THAT(address.error().message, HasSubstr("--url " + std::string(said))) << url;
    EXPECT_THAT(address.error().message, HasSubstr("https://HOST:PORT")) << url;
  }
}

TEST(ParseUrlTest, RepeatsNoPassword) {
  for (const char* url : {"https://ann:secret@h", "http://ann:secret@h", "ann:secret@h"}) {
    const auto address = ParseUrl(url);
    ASSERT_FALSE(address);
    EXPECT_THAT(address.error().message, Not(HasSubstr("secret")));
  }
}

DaemonFlags OfUrl() {
  return {.socket = {},
          .default_socket = "/run/default",
          .url = "https://h:8443",
          .tls_cert = "c.pem",
          .tls_key = "c.key",
          .tls_ca = "ca.pem"};
}

void ExpectRefused(const DaemonFlags& flags, const std::string& said) {
  const auto address = ParseDaemonAddress(flags);
  ASSERT_FALSE(address);
  EXPECT_EQ(ExitOf(address.error()), kExitUsage);
  EXPECT_THAT(address.error().message, HasSubstr(said));
}

TEST(ParseDaemonAddressTest, IsASocketUnlessAUrlIsGiven) {
  DaemonFlags flags{.socket = {}, .default_socket = "/run/default"};
  EXPECT_EQ(NameOf(ParseDaemonAddress(flags).value()), "/run/default");
  flags.socket = "/run/other";
  const DaemonAddress address = ParseDaemonAddress(flags).value();
  EXPECT_EQ(std::get<SocketAddress>(address).path, "/run/other");
}

TEST(ParseDaemonAddressTest, TakesAUrlWithItsFiles) {
  const DaemonAddress address = ParseDaemonAddress(OfUrl()).value();
  const auto& url = std::get<UrlAddress>(address);
  EXPECT_EQ(NameOf(address), "https://h:8443");
  EXPECT_EQ(url.certificate, "c.pem");
  EXPECT_EQ(url.key, "c.key");
  EXPECT_EQ(url.authorities, "ca.pem");
}

TEST(ParseDaemonAddressTest, NamesTheFileThatIsMissing) {
  for (const std::optional<std::string>& missing : {std::optional<std::string>(), {""}}) {
    DaemonFlags flags = OfUrl();
    flags.tls_cert = missing;
    ExpectRefused(flags, "--url needs --tls_cert too");
    flags = OfUrl();
    flags.tls_key = missing;
    ExpectRefused(flags, "--url needs --tls_key too");
    flags = OfUrl();
    flags.tls_ca = missing;
    ExpectRefused(flags, "--url needs --tls_ca too");
  }
}

TEST(ParseDaemonAddressTest, RefusesTwoPlacesAndFilesForNone) {
  DaemonFlags flags = OfUrl();
  flags.socket = "/run/other";
  ExpectRefused(flags, "--socket and --url both say where the daemon is");
  flags = OfUrl();
  flags.url = "";
  ExpectRefused(flags, "--url does not begin with https://");
  flags.url = std::nullopt;
  ExpectRefused(flags, "--tls_cert is for a daemon that is reached by TLS: give its --url too");
  flags.tls_cert = std::nullopt;
  ExpectRefused(flags, "--tls_key is for");
  flags.tls_key = std::nullopt;
  ExpectRefused(flags, "--tls_ca is for");
}

}  // namespace
}  // namespace reqledger::tools
