#include "ledger/bundle/documents.h"

#include <algorithm>
#include <array>
#include <boost/json/value.hpp>
#include <utility>

#include "ledger/base/limits.h"
#include "ledger/event/json.h"

namespace reqledger::bundle {
namespace {

namespace code = log::code;

constexpr std::size_t kExtensionMax = 8;
constexpr std::size_t kHexDigits = 64;

// None that a browser would run.
constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kExtensions = {{
    {"application/json", ".json"},
    {"application/pdf", ".pdf"},
    {"application/xml", ".xml"},
    {"application/zip", ".zip"},
    {"image/jpeg", ".jpg"},
    {"image/png", ".png"},
    {"image/tiff", ".tif"},
    {"message/rfc822", ".eml"},
    {"text/plain", ".txt"},
}};

std::string_view StringAt(const boost::json::object& object, std::string_view name) {
  const auto* const value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) return {};
  return value->get_string();
}

std::optional<NamedDocument> DocumentOf(const boost::json::value& item) {
  if (!item.is_object()) return std::nullopt;
  const auto& object = item.get_object();
  const auto digest = crypto::HashFromHex(StringAt(object, "sha256"));
  const auto* const size = object.if_contains("size");
  if (!digest || size == nullptr || !size->is_int64() || size->get_int64() < 0) {
    return std::nullopt;
  }
  return NamedDocument{.sha256 = *digest,
                       .bytes = static_cast<std::uint64_t>(size->get_int64()),
                       .media_type = std::string(StringAt(object, "media_type"))};
}

bool IsExtensionChar(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

}  // namespace

std::vector<NamedDocument> DocumentsNamedIn(std::string_view json) {
  std::vector<NamedDocument> documents;
  const auto value = event::ParseStrict(json, event::Names::kAny, base::kEventDepthMax);
  if (!value || !value->is_array()) return documents;
  for (const auto& item : value->get_array()) {
    if (auto document = DocumentOf(item)) documents.push_back(std::move(*document));
  }
  return documents;
}

std::string FileNameOf(const NamedDocument& document) {
  std::string name = crypto::ToHex(document.sha256);
  for (const auto& [media_type, extension] : kExtensions) {
    if (document.media_type == media_type) name += extension;
  }
  return name;
}

std::optional<crypto::Hash> DigestInFileName(std::string_view name) {
  const auto digest = crypto::HashFromHex(name.substr(0, kHexDigits));
  if (!digest || name.size() == kHexDigits) return digest;
  const std::string_view extension = name.substr(kHexDigits);
  const bool in_form = extension.size() > 1 && extension.size() <= kExtensionMax + 1 &&
                       extension.front() == '.' &&
                       std::ranges::all_of(extension.substr(1), IsExtensionChar);
  return in_form ? digest : std::nullopt;
}

DocumentCheck::DocumentCheck(const Folder& folder) {
  for (auto it = folder.files().lower_bound(std::string(kDocumentsFolder));
       it != folder.files().end() && it->first.starts_with(kDocumentsFolder); ++it) {
    const auto digest =
        DigestInFileName(std::string_view(it->first).substr(kDocumentsFolder.size()));
    if (digest) {
      files_.emplace(*digest, File{.path = it->first, .bytes = it->second});
    } else {
      misnamed_.push_back(it->first);
    }
  }
}

void DocumentCheck::Append(std::string_view json) {
  for (const NamedDocument& document : DocumentsNamedIn(json)) {
    const auto [first, end] = files_.equal_range(document.sha256);
    for (auto file = first; file != end; ++file) {
      if (file->second.bytes == document.bytes) file->second.named = true;
    }
  }
}

void DocumentCheck::Finish(const DigestTable& digests, log::FindingLog& findings) const {
  for (const std::string& path : misnamed_) {
    findings.Add({code::kDocumentDigest, std::nullopt, "documents named by their digest", path});
  }
  for (const auto& [digest, file] : files_) {
    const auto found = digests.find(file.path);
    if (found == digests.end() || found->second.sha256 != digest) {
      findings.Add({code::kDocumentDigest, std::nullopt, crypto::ToHex(digest),
                    file.path + " has another digest"});
    } else if (!file.named) {
      findings.Add({code::kDocumentDigest, std::nullopt, "a document that an opened event names",
                    file.path});
    }
  }
}

}  // namespace reqledger::bundle
