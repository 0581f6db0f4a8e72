// The bytes of a PDF file, object after object, each written once and forgotten.
//
// Errors: those of the destination; io where compression fails. The first one stays in status(),
// and nothing is written after it: callers may go on and ask at the end.
// Limits: 16 bytes an object are held, and the stream that is being written. At most 8388607
// objects and 10^10 bytes, which PDF 1.4 and its table of objects allow.
// Threads: one at a time.
// Source: PDF Reference 1.4 chapters 3.1 to 3.4; ISO 19005-1 section 6.1.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/crypto/sha256.h"

namespace reqledger::paper {

using WriteBytes = std::function<base::Result<void>(std::string_view)>;

enum class Packing { kPlain, kDeflate };

class PdfFile {
 public:
  explicit PdfFile(WriteBytes write);

  // The number of an object that comes later; each that is asked for must come.
  int Reserve();
  // `body` is all between "obj" and "endobj".
  void Object(int number, std::string_view body);
  // `entries` are those of its dictionary but for length and filter.
  void Stream(int number, std::string_view entries, std::string_view bytes, Packing packing);
  // The table of objects and the trailer, whose identifier follows from all bytes before.
  void Finish(int catalog, int info);

  const base::Result<void>& status() const { return status_; }

 private:
  void Write(std::string_view bytes);

  WriteBytes write_;
  base::Result<void> status_;
  std::vector<std::uint64_t> places_;  // of object i + 1; 0: still to come
  std::uint64_t written_ = 0;
  crypto::Sha256 hash_;
};

// "7 0 R".
std::string Reference(int number);
// `number` with at most two decimals, no matter what the locale is.
void AppendNumber(double number, std::string& out);
// Upper-case hex between angle brackets.
std::string HexString(std::string_view bytes);
// A string for people, of valid UTF-8.
std::string TextString(std::string_view text);

}  // namespace reqledger::paper
