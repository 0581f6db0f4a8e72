#include "ledger/log/key_lineage.h"

#include <algorithm>
#include <boost/json/value.hpp>
#include <utility>

#include "ledger/base/limits.h"
#include "ledger/crypto/sha256.h"
#include "ledger/event/json.h"
#include "ledger/log/core_value.h"

namespace reqledger::log {
namespace {

// The strings of a canonical JSON array of strings; nothing for another value.
std::optional<std::vector<std::string>> StringsOf(std::string_view value) {
  const auto json = event::ParseStrict(value, event::Names::kEvent, base::kEventDepthMax);
  if (!json || !json->is_array()) return std::nullopt;
  std::vector<std::string> strings;
  for (const boost::json::value& item : json->get_array()) {
    if (!item.is_string()) return std::nullopt;
    strings.emplace_back(std::string_view(item.get_string()));
  }
  return strings;
}

// Those that can sign a checkpoint.
std::vector<note::VerifierKey> KeysOf(std::string_view vkeys) {
  std::vector<note::VerifierKey> keys;
  for (const std::string& text : StringsOf(vkeys).value_or(std::vector<std::string>())) {
    auto key = note::VerifierKey::Parse(text);
    if (key && key->type() == note::KeyType::kEd25519) keys.push_back(std::move(*key));
  }
  return keys;
}

}  // namespace

std::string PromiseOf(std::vector<std::string> vkeys) {
  std::ranges::sort(vkeys);
  std::string lines;
  for (const std::string& vkey : vkeys) lines += vkey + "\n";
  return crypto::ToHex(crypto::Sha256::Digest(lines));
}

bool NamesVkey(std::string_view vkeys, std::string_view vkey) {
  const auto texts = StringsOf(vkeys);
  return texts && std::ranges::find(*texts, vkey) != texts->end();
}

void KeyLineage::Append(const Opening& opening) {
  const bool first = opening.seq == 0 && !std::exchange(first_seen_, true);
  if (!first && (opening.seq == 0 || opening.type != kKeyRotated)) return;
  Epoch epoch{.seq = opening.seq};
  const std::string* const vkeys = opening.Find("vkeys");
  const std::string* const promise = opening.Find("next_keys_sha256");
  if (vkeys != nullptr) epoch.vkeys = *vkeys;
  if (promise != nullptr) epoch.promise = *promise;
  if (first) {
    first_opened_ = vkeys != nullptr;
    epochs_.front() = std::move(epoch);
  } else {
    const auto behind = std::ranges::upper_bound(epochs_, epoch.seq, {}, &Epoch::seq);
    epochs_.insert(behind, std::move(epoch));
  }
}

void KeyLineage::Close() {
  if (!key_) return;
  const std::string vkey = key_->Serialize();
  if (!first_opened_) epochs_.front().vkeys = "[" + event::CanonicalString(vkey) + "]";
  const bool named = std::ranges::any_of(
      epochs_, [&](const Epoch& epoch) { return NamesVkey(epoch.vkeys, vkey); });
  if (!named) {
    findings_.Add({code::kKeyRotation, 0, vkey, "other keys"});
    epochs_.resize(1);
    epochs_.front().keys = {*key_};
    Know(*key_);
    return;
  }
  for (std::size_t i = 0; i < epochs_.size(); ++i) {
    Epoch& epoch = epochs_[i];
    epoch.keys = KeysOf(epoch.vkeys);
    for (const note::VerifierKey& key : epoch.keys) Know(key);
    if (i == 0) continue;
    if (epoch.keys.empty()) Find(epoch, "keys that can sign", "none");
    const auto& promise = epochs_[i - 1].promise;
    const auto texts = StringsOf(epoch.vkeys).value_or(std::vector<std::string>());
    if (promise && event::CanonicalString(PromiseOf(texts)) != *promise) {
      Find(epoch, "the keys that entry " + std::to_string(epochs_[i - 1].seq) + " promised",
           "others");
    }
  }
}

void KeyLineage::Find(Epoch& epoch, std::string expected, std::string got) {
  if (std::exchange(epoch.found, true)) return;
  findings_.Add({code::kKeyRotation, epoch.seq, std::move(expected), std::move(got)});
}

void KeyLineage::Know(const note::VerifierKey& key) {
  const auto [begin, end] = known_.equal_range(key.id());
  const auto same = [&](const auto& known) { return known.second == key; };
  if (std::none_of(begin, end, same)) known_.emplace(key.id(), key);
}

bool KeyLineage::IsSignedByKnown(const CheckpointNote& note) const {
  return std::ranges::any_of(note.note.signatures, [&](const note::NoteSignature& line) {
    const auto [begin, end] = known_.equal_range(line.key_id);
    return std::any_of(begin, end,
                       [&](const auto& known) { return IsSignedBy(note, known.second); });
  });
}

// The last that a tree of this size holds; the first one in any case.
std::size_t KeyLineage::EpochOf(std::uint64_t size) const {
  const auto beyond = std::partition_point(epochs_.begin() + 1, epochs_.end(),
                                           [&](const Epoch& epoch) { return epoch.seq < size; });
  return static_cast<std::size_t>(beyond - epochs_.begin()) - 1;
}

bool KeyLineage::IsSignedByAny(const CheckpointNote& note, const Epoch& epoch) {
  return std::ranges::any_of(epoch.keys,
                             [&](const note::VerifierKey& key) { return IsSignedBy(note, key); });
}

KeyLineage::Signed KeyLineage::Judge(const CheckpointNote& note) const {
  const std::uint64_t size = note.checkpoint.head.size;
  const std::size_t now = EpochOf(size);
  if (IsSignedByAny(note, epochs_[now])) return Signed::kInTime;
  const bool changes = now > 0 && epochs_[now].seq + 1 == size;
  if (changes && IsSignedByAny(note, epochs_[now - 1])) return Signed::kInTime;
  return IsSignedByKnown(note) ? Signed::kOutOfTime : Signed::kNot;
}

void KeyLineage::Saw(const CheckpointNote& note) {
  const std::size_t now = EpochOf(note.checkpoint.head.size);
  if (now == 0 || epochs_[now].seq + 1 != note.checkpoint.head.size) return;
  if (IsSignedByAny(note, epochs_[now - 1]) && IsSignedByAny(note, epochs_[now])) {
    epochs_[now].tied = true;
  }
}

void KeyLineage::CheckTies() {
  if (!key_) return;
  for (std::size_t i = 1; i < epochs_.size(); ++i) {
    if (epochs_[i].tied) continue;
    Find(epochs_[i],
         "a checkpoint of size " + std::to_string(epochs_[i].seq + 1) + " by old and new keys",
         "none");
  }
}

}  // namespace reqledger::log
