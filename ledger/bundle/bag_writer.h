// A BagIt bag in the making: payload first, then the files that vouch for it.
//
// Limits: one digest and one path a file are kept.
// Source: RFC 8493; docs/formats.md section 7.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/bundle/sink.h"
#include "ledger/crypto/file_digest.h"

namespace reqledger::bundle {

// A line of bag-info.txt.
struct BagLabel {
  std::string label;
  std::string value;
};

// Paths are below data/.
class BagWriter final : public FileWriter {
 public:
  explicit BagWriter(Sink& sink) : sink_(sink) {}

  base::Result<void> Begin(const std::string& path) override;
  base::Result<void> Write(std::string_view bytes) override;
  base::Result<void> End() override;

  // A file that somebody else puts there.
  void Elsewhere(const std::string& path, const crypto::FileDigest& file);
  // Lines as those of a manifest, of those of `paths` that were written.
  std::string Digests(const std::vector<std::string>& paths) const;
  // What core-sha256.txt is over the files so far; its SHA-256 is the bundle digest.
  std::string CoreManifest() const { return Manifest(payload_, ""); }
  // Writes bag-info.txt, the manifests and bagit.txt, and ends the bag.
  base::Result<void> Finish(const std::vector<BagLabel>& labels);

 private:
  using ByPath = std::map<std::string, crypto::Hash>;  // paths in byte order
  base::Result<void> TagFile(const std::string& path, std::string_view bytes);
  static std::string Manifest(const ByPath& digests, std::string_view prefix);

  Sink& sink_;
  crypto::Sha256 hasher_;
  std::string current_;
  std::uint64_t payload_bytes_ = 0;
  ByPath payload_;
  ByPath tags_;
};

}  // namespace reqledger::bundle
