#include "daemon/maker.h"

#include <sys/timex.h>
#include <unistd.h>

#include <array>

#include "ledger/crypto/file_digest.h"

namespace reqledger::daemon {
namespace {

// Of the file that runs, even if another took its name; empty where it cannot be read.
std::string ExecutableDigest() {
  const auto digest = crypto::DigestFile("/proc/self/exe");
  return digest ? crypto::ToHex(digest->sha256) : std::string();
}

std::string HostName() {
  std::array<char, 256> name{};
  if (gethostname(name.data(), name.size() - 1) != 0) return {};
  return name.data();
}

std::string ClockSentence() {
  timex state{};
  const int said = adjtimex(&state);
  if (said < 0) return {};
  if (said == TIME_ERROR || (state.status & STA_UNSYNC) != 0) {
    return "When the bundle was made, the kernel of this host said that its clock was not "
           "synchronised with a source of time.";
  }
  return "When the bundle was made, the kernel of this host said that its clock was synchronised, "
         "with a greatest error of " +
         std::to_string(state.maxerror) + " microseconds.";
}

}  // namespace

bundle::Maker ThisMaker() {
  static const std::string kExecutable = ExecutableDigest();
  return {.executable_sha256 = kExecutable, .host = HostName(), .clock = ClockSentence()};
}

}  // namespace reqledger::daemon
