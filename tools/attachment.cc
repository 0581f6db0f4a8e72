#include "tools/attachment.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/json/value.hpp>
#include <cerrno>
#include <utility>

#include "ledger/base/file.h"
#include "ledger/crypto/sha256.h"
#include "tools/exit_status.h"

namespace reqledger::tools {
namespace {

constexpr std::size_t kReadBytes = 256 * 1024;

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
  auto file = base::OpenFile(path, O_RDONLY, 0);
  if (!file) return FailUsage(file.error().message);
  crypto::Sha256 hasher;
  std::int64_t size = 0;
  std::string piece(kReadBytes, '\0');
  for (ssize_t got = 1; got != 0;) {
    got = read(file->get(), piece.data(), piece.size());
    if (got < 0 && errno != EINTR) {
      return FailUsage(base::SystemError(path + " cannot be read", errno).message);
    }
    if (got < 0) continue;
    hasher.Update(std::string_view(piece).substr(0, static_cast<std::size_t>(got)));
    size += got;
  }
  return boost::json::object{{"role", role_and_file.substr(0, colon)},
                             {"media_type", std::string(MediaTypeOf(path))},
                             {"size", size},
                             {"sha256", crypto::ToHex(hasher.Finish())}};
}

}  // namespace reqledger::tools
