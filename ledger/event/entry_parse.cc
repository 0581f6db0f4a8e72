// Reads the one layout of entry_layout.h straight through. Only bytes that are not of it are parsed
// as JSON, to say what is wrong with them.
#include <algorithm>
#include <boost/json/value.hpp>
#include <cstring>

#include "ledger/base/cursor.h"
#include "ledger/event/digest_check.h"
#include "ledger/event/entry.h"
#include "ledger/event/entry_layout.h"
#include "ledger/event/json.h"

namespace reqledger::event {
namespace {

constexpr std::size_t kPrevChars = 64;
constexpr auto kSeqMax = static_cast<std::uint64_t>(base::kIntegerMax);

// Everything before `seq` stands at a fixed place.
constexpr std::size_t kDigestStride = Digest::kChars + kEntryBetweenDigests.size();
constexpr std::size_t kDigestsEnd =
    kEntryBegin.size() + base::kSlots * kDigestStride - kEntryBetweenDigests.size();
constexpr std::size_t kPrevAt = kDigestsEnd + kEntryBeforePrev.size();
constexpr std::size_t kSeqAt = kPrevAt + kPrevChars + kEntryBeforeSeq.size();

bool Stands(std::string_view bytes, std::size_t at, std::string_view text) {
  return std::memcmp(bytes.data() + at, text.data(), text.size()) == 0;
}

bool ReadDigests(std::string_view bytes, Digests& digests) {
  bool separated = true;
  std::size_t at = kEntryBegin.size();
  for (Digest& digest : digests) {
    if (at != kEntryBegin.size()) {
      separated &= Stands(bytes, at - kEntryBetweenDigests.size(), kEntryBetweenDigests);
    }
    std::memcpy(digest.chars.data(), bytes.data() + at, Digest::kChars);
    at += kDigestStride;
  }
  return separated && AllWellFormed(digests) && AllDistinct(digests);
}

// Fills `entry`, which is large enough not to be handed about.
bool ParseExact(std::string_view bytes, Entry& entry) {
  if (bytes.size() <= kSeqAt || !bytes.ends_with(kEntryEnd)) return false;
  if (!Stands(bytes, 0, kEntryBegin) || !ReadDigests(bytes, entry.digests) ||
      !Stands(bytes, kDigestsEnd, kEntryBeforePrev) ||
      !Stands(bytes, kPrevAt + kPrevChars, kEntryBeforeSeq)) {
    return false;
  }
  const auto prev = crypto::HashFromHex(bytes.substr(kPrevAt, kPrevChars));
  const std::string_view rest = bytes.substr(kSeqAt);
  if (!prev || rest.size() <= kEntryEnd.size()) return false;
  const auto seq = base::ParseDecimal(rest.substr(0, rest.size() - kEntryEnd.size()));
  if (!seq || *seq > kSeqMax) return false;
  entry.prev = *prev;
  entry.seq = *seq;
  return true;
}

std::string_view StringOf(const boost::json::value* value) {
  if (value == nullptr || !value->is_string()) return {};
  return {value->get_string().data(), value->get_string().size()};
}

// What is wrong with `_sd`, if anything.
std::string_view FaultOfDigests(const boost::json::value* value) {
  if (value == nullptr || !value->is_array()) return "_sd is not an array";
  const auto& array = value->get_array();
  Digests digests;
  if (array.size() != digests.size()) return "_sd does not hold 32 digests";
  for (std::size_t i = 0; i < digests.size(); ++i) {
    const std::string_view text = StringOf(&array[i]);
    if (!IsDigest(text)) return "_sd holds something that is not a digest";
    std::ranges::copy(text, digests[i].chars.begin());
  }
  return AllDistinct(digests) ? "" : "_sd holds a digest twice";
}

bool HasExactlyTheMembers(const boost::json::object& object) {
  constexpr std::array<std::string_view, 5> kNames = {"_sd", "_sd_alg", "prev", "seq", "v"};
  return object.size() == kNames.size() &&
         std::ranges::all_of(kNames, [&](std::string_view name) { return object.contains(name); });
}

std::string_view FaultOf(const boost::json::object& object) {
  const auto* seq = object.if_contains("seq");
  if (const auto fault = FaultOfDigests(object.if_contains("_sd")); !fault.empty()) return fault;
  if (StringOf(object.if_contains("_sd_alg")) != kEntryAlgorithm) return "_sd_alg is not sha-256";
  if (!crypto::HashFromHex(StringOf(object.if_contains("prev")))) {
    return "prev is not 64 lower-case hex digits";
  }
  if (seq == nullptr || !seq->is_int64() || seq->get_int64() < 0) return "seq is not a count";
  return "";
}

EntryError Classify(std::string_view bytes) {
  const auto json = ParseStrict(bytes, Names::kAny, base::kEventDepthMax);
  if (!json) return {EntryFault::kMalformed, json.error().message};
  if (!json->is_object()) return {EntryFault::kMalformed, "not an object"};
  const auto& object = json->get_object();
  if (!HasExactlyTheMembers(object)) {
    return {EntryFault::kMalformed, "the members are not _sd, _sd_alg, prev, seq, v"};
  }
  const auto& version = object.at("v");
  if (!version.is_int64()) return {EntryFault::kMalformed, "v is not an integer"};
  if (version.get_int64() != kEntryVersion) {
    return {EntryFault::kUnknownVersion,
            "entry of version " + std::to_string(version.get_int64()) + ", not 1"};
  }
  if (const auto fault = FaultOf(object); !fault.empty()) {
    return {EntryFault::kMalformed, std::string(fault)};
  }
  return {EntryFault::kNotCanonical, "not in RFC 8785 form"};
}

}  // namespace

std::expected<Entry, EntryError> ParseEntry(std::string_view bytes) {
  std::expected<Entry, EntryError> result;
  if (bytes.size() > base::kEntryBytesMax) {
    result = std::unexpected(EntryError{EntryFault::kMalformed,
                                        "over " + std::to_string(base::kEntryBytesMax) + " bytes"});
  } else if (!ParseExact(bytes, *result)) {
    result = std::unexpected(Classify(bytes));
  }
  return result;
}

}  // namespace reqledger::event
