#include "tests/bundle/verify_fixture.h"

#include "ledger/base/check.h"

namespace reqledger::bundle {
namespace {

std::size_t StartOf(const std::string& file, std::size_t n) {
  std::size_t start = 0;
  for (std::size_t i = 0; i < n; ++i) start = file.find('\n', start) + 1;
  return start;
}

}  // namespace

std::string LineOf(const std::string& file, std::size_t n) {
  const std::size_t start = StartOf(file, n);
  return file.substr(start, file.find('\n', start) - start);
}

std::string WithLine(const std::string& file, std::size_t n,
                     const std::optional<std::string>& line) {
  const std::size_t start = StartOf(file, n);
  const std::size_t end = file.find('\n', start) + 1;
  return file.substr(0, start) + (line ? *line + "\n" : "") + file.substr(end);
}

std::string Replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  REQ_CHECK(at != std::string::npos);
  text.replace(at, from.size(), to);
  return text;
}

}  // namespace reqledger::bundle
