#include "ledger/bundle/page_files.h"

namespace reqledger::embedded {
extern const std::string_view kPageHead;
extern const std::string_view kPageTail;
}  // namespace reqledger::embedded

namespace reqledger::bundle {
namespace {

// What HTML would take for markup, or change, behind a tilde.
constexpr std::string_view kEscaped = "~<\r";

std::string_view EscapeOf(char byte) {
  switch (byte) {
    case '<':
      return "~l";
    case '\r':
      return "~r";
    default:
      return "~~";
  }
}

}  // namespace

base::Result<void> PageFiles::BeginPage() {
  RETURN_IF_ERROR(bag_.Begin("index.html"));
  return bag_.Write(embedded::kPageHead);
}

base::Result<void> PageFiles::EndPage() {
  RETURN_IF_ERROR(bag_.Write(embedded::kPageTail));
  return bag_.End();
}

base::Result<void> PageFiles::Begin(const std::string& path) {
  return bag_.Write(R"(<script type="text/plain" data-path="data/)" + path + R"(">)");
}

base::Result<void> PageFiles::Write(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  while (true) {
    const std::size_t at = bytes.find_first_of(kEscaped);
    text += bytes.substr(0, at);
    if (at == std::string_view::npos) break;
    text += EscapeOf(bytes[at]);
    bytes.remove_prefix(at + 1);
  }
  return bag_.Write(text);
}

base::Result<void> PageFiles::End() { return bag_.Write("</script>\n"); }

}  // namespace reqledger::bundle
