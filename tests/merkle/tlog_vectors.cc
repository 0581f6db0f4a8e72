#include "tests/merkle/tlog_vectors.h"

#include <boost/json.hpp>

#include "ledger/base/check.h"
#include "ledger/base/encoding.h"
#include "ledger/base/file.h"

namespace reqledger::merkle {
namespace {

constexpr std::size_t kFileBytesMax = 1024 * 1024;

const boost::json::value& Vectors() {
  static const boost::json::value kVectors = boost::json::parse(VectorFile("vectors.json"));
  return kVectors;
}

std::string Text(const boost::json::value& value) { return std::string(value.as_string()); }

Hash FromHex(const std::string& text) {
  const auto hash = crypto::HashFromHex(text);
  REQ_CHECK(hash.has_value());
  return *hash;
}

}  // namespace

std::string VectorText(std::string_view pointer) { return Text(Vectors().at_pointer(pointer)); }

std::string VectorBytes(std::string_view pointer) {
  const auto bytes = base::DecodeHex(VectorText(pointer));
  REQ_CHECK(bytes.has_value());
  return *bytes;
}

Hash VectorHash(std::string_view pointer) { return FromHex(VectorText(pointer)); }

std::vector<std::string> VectorTexts(std::string_view pointer) {
  std::vector<std::string> texts;
  for (const auto& value : Vectors().at_pointer(pointer).as_array()) texts.push_back(Text(value));
  return texts;
}

std::vector<Hash> VectorHashes(std::string_view pointer) {
  std::vector<Hash> hashes;
  for (const std::string& text : VectorTexts(pointer)) hashes.push_back(FromHex(text));
  return hashes;
}

int VectorInteger(std::string_view pointer) {
  return static_cast<int>(Vectors().at_pointer(pointer).as_int64());
}

std::string VectorFile(const std::string& name) {
  auto bytes = base::ReadFile(REQLEDGER_SOURCE_DIR "/tests/testdata/tlog/" + name, kFileBytesMax);
  REQ_CHECK(bytes.has_value());
  return *std::move(bytes);
}

std::string VectorEntry(std::uint64_t index) { return "entry-" + std::to_string(index); }

std::vector<Hash> VectorLeaves(std::uint64_t size) {
  std::vector<Hash> leaves;
  leaves.reserve(size);
  for (std::uint64_t i = 0; i < size; ++i) leaves.push_back(LeafHash(VectorEntry(i)));
  return leaves;
}

}  // namespace reqledger::merkle
