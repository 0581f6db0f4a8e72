#include "ledger/bundle/bag_writer.h"

namespace reqledger::bundle {

base::Result<void> BagWriter::Begin(const std::string& path) {
  current_ = path;
  return sink_.Begin("data/" + path);
}

base::Result<void> BagWriter::Write(std::string_view bytes) {
  hasher_.Update(bytes);
  payload_bytes_ += bytes.size();
  return sink_.Write(bytes);
}

base::Result<void> BagWriter::End() {
  payload_[current_] = hasher_.Finish();
  return sink_.End();
}

void BagWriter::Elsewhere(const std::string& path, const crypto::FileDigest& file) {
  payload_[path] = file.sha256;
  payload_bytes_ += file.bytes;
}

std::string BagWriter::Digests(const std::vector<std::string>& paths) const {
  ByPath some;
  for (const std::string& path : paths) {
    if (const auto found = payload_.find(path); found != payload_.end()) some.insert(*found);
  }
  return Manifest(some, "");
}

base::Result<void> BagWriter::Finish(const std::vector<BagLabel>& labels) {
  std::string info;
  for (const BagLabel& label : labels) info += label.label + ": " + label.value + "\n";
  info += "Payload-Oxum: " + std::to_string(payload_bytes_) + "." +
          std::to_string(payload_.size()) + "\n";
  RETURN_IF_ERROR(TagFile("bag-info.txt", info));
  RETURN_IF_ERROR(TagFile("bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"));
  RETURN_IF_ERROR(TagFile("manifest-sha256.txt", Manifest(payload_, "data/")));
  RETURN_IF_ERROR(TagFile("tagmanifest-sha256.txt", Manifest(tags_, "")));
  return sink_.Finish();
}

base::Result<void> BagWriter::TagFile(const std::string& path, std::string_view bytes) {
  tags_[path] = crypto::Sha256::Digest(bytes);
  return sink_.File(path, bytes);
}

// As sha256sum prints.
std::string BagWriter::Manifest(const ByPath& digests, std::string_view prefix) {
  std::string text;
  for (const auto& [path, digest] : digests) {
    text += crypto::ToHex(digest);
    text += "  ";
    text += prefix;
    text += path + "\n";
  }
  return text;
}

}  // namespace reqledger::bundle
