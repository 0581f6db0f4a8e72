#include "tools/attachment.h"

#include <algorithm>
#include <array>
#include <boost/json/value.hpp>
#include <utility>

#include "ledger/crypto/file_digest.h"
#include "tools/exit_status.h"

namespace reqledger::tools {
namespace {

std::string_view MediaTypeOf(std::string_view path) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kTypes = {{
      {".pdf", "application/pdf"},
      {".txt", "text/plain"},
      {".html", "text/html"},
      {".eml", "message/rfc822"},
      {".tif", "image/tiff"},
      {".png", "image/png"},
      {".jpg", "image/jpeg"},
      {".json", "application/json"},
      {".zip", "application/zip"},
  }};
  for (const auto& [suffix, type] : kTypes) {
    if (path.ends_with(suffix)) return type;
  }
  return "application/octet-stream";
}

}  // namespace

base::Result<boost::json::value> DigestAttachment(const std::string& role_and_file) {
  const std::size_t colon = role_and_file.find(':');
  if (colon == 0 || colon == std::string::npos || colon + 1 == role_and_file.size()) {
    return FailUsage("'" + role_and_file +
                     "' names no paper: give role:FILE, such as "
                     "instrument:warrant.pdf");
  }
  const std::string path = role_and_file.substr(colon + 1);
  const auto digest = crypto::DigestFile(path);
  if (!digest) return FailUsage(digest.error().message);
  return boost::json::object{{"role", role_and_file.substr(0, colon)},
                             {"media_type", std::string(MediaTypeOf(path))},
                             {"size", digest->bytes},
                             {"sha256", crypto::ToHex(digest->sha256)}};
}

}  // namespace reqledger::tools
