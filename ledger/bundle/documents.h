// Documents that events name by digest, and the files of a bundle that hold them.
//
// Threads: one at a time.
// Limits: memory grows with the files under data/documents/, and with nothing else.
// Source: docs/formats.md sections 7 and 8.5.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/bundle/folder.h"
#include "ledger/bundle/hashed_file.h"
#include "ledger/crypto/sha256.h"
#include "ledger/log/finding_log.h"

namespace reqledger::bundle {

inline constexpr std::string_view kDocumentsMember = "documents";
inline constexpr std::string_view kDocumentsFolder = "data/documents/";

struct NamedDocument {
  crypto::Hash sha256;
  std::uint64_t bytes = 0;
  std::string media_type;  // empty where it is not said
};

// Of the value of an opened member `documents`; what has another form names none.
std::vector<NamedDocument> DocumentsNamedIn(std::string_view json);

// The digest in hex, and where the media type is one of a few, its extension: nobody's own words.
std::string FileNameOf(const NamedDocument& document);
// The digest in the name of a file; nothing where it has another form.
std::optional<crypto::Hash> DigestInFileName(std::string_view name);

// Whether each file under data/documents/ is one that an opened event names.
class DocumentCheck {
 public:
  explicit DocumentCheck(const Folder& folder);

  bool any() const { return !files_.empty() || !misnamed_.empty(); }
  // The value of an opened member `documents`.
  void Append(std::string_view json);
  void Finish(const DigestTable& digests, log::FindingLog& findings) const;

 private:
  struct File {
    std::string path;
    std::uint64_t bytes = 0;
    bool named = false;
  };
  std::multimap<crypto::Hash, File> files_;
  std::vector<std::string> misnamed_;
};

}  // namespace reqledger::bundle
