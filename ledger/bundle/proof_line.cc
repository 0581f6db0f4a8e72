// {"proof":["<base64>",…],"seq":N}
// {"checkpoint":"<note>","consistency":["<base64>",…]}
#include "ledger/bundle/proof_line.h"

#include <boost/json/value.hpp>

#include "ledger/base/encoding.h"
#include "ledger/event/json.h"

namespace reqledger::bundle {
namespace {

constexpr int kDepth = 2;

// The object of a canonical line with exactly the two members.
std::optional<boost::json::object> ReadObject(std::string_view line, std::string_view first,
                                              std::string_view second) {
  auto json = event::ParseStrict(line, event::Names::kAny, kDepth);
  if (!json || !json->is_object() || event::Canonical(*json) != line) return std::nullopt;
  auto& object = json->get_object();
  if (object.size() != 2 || !object.contains(first) || !object.contains(second)) {
    return std::nullopt;
  }
  return std::move(object);
}

std::optional<std::vector<merkle::Hash>> ReadHashes(const boost::json::value& value) {
  if (!value.is_array()) return std::nullopt;
  std::vector<merkle::Hash> hashes;
  for (const auto& item : value.get_array()) {
    if (!item.is_string()) return std::nullopt;
    const auto bytes = base::DecodeBase64({item.get_string().data(), item.get_string().size()});
    const auto hash = bytes ? crypto::HashFromBytes(*bytes) : std::nullopt;
    if (!hash) return std::nullopt;
    hashes.push_back(*hash);
  }
  return hashes;
}

}  // namespace

std::optional<ProofLine> ReadProofLine(std::string_view line) {
  const auto object = ReadObject(line, "proof", "seq");
  if (!object) return std::nullopt;
  const auto& seq = object->at("seq");
  auto hashes = ReadHashes(object->at("proof"));
  if (!hashes || !seq.is_int64() || seq.get_int64() < 0) return std::nullopt;
  return ProofLine{static_cast<std::uint64_t>(seq.get_int64()), std::move(*hashes)};
}

std::optional<OlderLine> ReadOlderLine(std::string_view line) {
  const auto object = ReadObject(line, "checkpoint", "consistency");
  if (!object) return std::nullopt;
  const auto& checkpoint = object->at("checkpoint");
  auto hashes = ReadHashes(object->at("consistency"));
  if (!hashes || !checkpoint.is_string()) return std::nullopt;
  return OlderLine{std::string(checkpoint.get_string().data(), checkpoint.get_string().size()),
                   std::move(*hashes)};
}

}  // namespace reqledger::bundle
