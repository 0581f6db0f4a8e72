// What TLS is set up from: files, all in PEM, by their paths, and addresses.
#pragma once

#include <string>

namespace reqledger::wire {

struct TlsFiles {
  std::string certificate;  // the own one, with its chain
  std::string key;          // its secret key
  std::string authorities;  // who signs those of the other side
};

// Whether `text` is an address of the one or the other form.
bool IsIpV4(const std::string& text);
bool IsIpV6(const std::string& text);

}  // namespace reqledger::wire
