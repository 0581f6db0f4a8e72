// A client of the daemon's socket that sends bytes as they are given, well-formed or not.
//
// Limits: no call waits longer than kPatience.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>

#include "ledger/base/file.h"

namespace reqledger::testing {

struct RawAnswer {
  int status = 0;                              // 0: the connection ended before an answer
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;                            // chunks put together
  bool whole = false;                          // as long as it said, or with its last chunk
};

class RawClient {
 public:
  static constexpr std::chrono::seconds kPatience{20};

  explicit RawClient(const std::string& socket_path);

  bool connected() const { return connected_; }
  // False where the other side does not take it.
  bool Send(std::string_view bytes);
  void EndSending();
  RawAnswer Read();
  // What comes next, at most `bytes`; empty at the end.
  std::string ReadSome(std::size_t bytes = 65536);
  bool AtEnd();

 private:
  bool Fill();
  std::string TakeLine();
  std::string TakeBytes(std::size_t count);
  void ReadChunks(RawAnswer& answer);

  base::FileDescriptor fd_;
  bool connected_ = false;
  std::string buffer_;
};

// A whole request with its length.
std::string RequestText(std::string_view method, std::string_view target,
                        std::string_view content_type = "", std::string_view body = "");

// One request on a connection of its own.
RawAnswer Ask(const std::string& socket_path, std::string_view method, std::string_view target,
              std::string_view content_type = "", std::string_view body = "");

}  // namespace reqledger::testing
