// The file `tombstones`, integers big-endian:
//
//   file      = "RQLTOMB1" ‖ 0x0A ‖ SHA-256(origin) ‖ u32 count ‖ tombstone* ‖ SHA-256(all before)
//   tombstone = u8 state ‖ u8 scope ‖ handle[32] ‖ u32 generation ‖ u64 matter_seq
//               ‖ last leaf hash[32] ‖ u64 by_seq ‖ u32 ranges ‖ ranges × (u64 first ‖ u64 last)
//
// `state` is 1 from the intention on, 2 when everything is done. A file is valid if and only if it
// is exactly that. It is written beside and renamed, so that a crash leaves the old or the new one.
#include "ledger/vault/tombstones.h"

#include <algorithm>
#include <utility>

#include "ledger/base/check.h"
#include "ledger/base/cursor.h"
#include "ledger/base/file.h"
#include "ledger/vault/matter_handle.h"

namespace reqledger::vault {
namespace {

using base::Code;
using base::Fail;
using base::Result;

constexpr std::string_view kMagic = "RQLTOMB1\n";
constexpr std::size_t kHashBytes = 32;
constexpr std::size_t kRangeBytes = 16;
constexpr std::uint8_t kBegun = 1;
constexpr std::uint8_t kDone = 2;

std::string PathIn(const std::string& state_dir) { return state_dir + "/tombstones"; }

std::unexpected<base::Error> NotWhole() {
  return Fail(Code::kCorrupt,
              "tombstones: not whole; without them a copy could revive what was erased");
}

void Append(const Tombstone& tombstone, std::string& out) {
  out += static_cast<char>(tombstone.done ? kDone : kBegun);
  out += static_cast<char>(tombstone.scope);
  out += tombstone.handle.view();
  base::AppendU32(tombstone.generation, out);
  base::AppendU64(tombstone.matter_seq, out);
  out += tombstone.last_leaf.view();
  base::AppendU64(tombstone.by_seq, out);
  base::AppendU32(static_cast<std::uint32_t>(tombstone.seqs.size()), out);
  for (const ErasedRange& range : tombstone.seqs) {
    base::AppendU64(range.first, out);
    base::AppendU64(range.last, out);
  }
}

bool TakeRanges(base::Cursor& cursor, std::vector<ErasedRange>& ranges) {
  const auto count = cursor.TakeU32();
  if (!count || *count == 0 || *count > cursor.Rest().size() / kRangeBytes) return false;
  for (std::uint32_t i = 0; i < *count; ++i) {
    const ErasedRange range{cursor.TakeU64().value_or(1), cursor.TakeU64().value_or(0)};
    if (range.first > range.last) return false;
    if (!ranges.empty() && range.first <= ranges.back().last) return false;
    ranges.push_back(range);
  }
  return true;
}

std::optional<Tombstone> Take(base::Cursor& cursor) {
  Tombstone tombstone;
  const auto state = cursor.TakeU8();
  const auto scope = cursor.TakeU8();
  const auto handle = cursor.Take(kHashBytes);
  const auto generation = cursor.TakeU32();
  const auto matter_seq = cursor.TakeU64();
  const auto leaf = cursor.Take(kHashBytes);
  const auto by_seq = cursor.TakeU64();
  if (!state || !scope || !handle || !generation || !matter_seq || !leaf || !by_seq) return {};
  if ((*state != kBegun && *state != kDone) || *scope < 1 || *scope > 2) return {};
  tombstone.handle = *crypto::HashFromBytes(*handle);
  tombstone.scope = static_cast<ErasureScope>(*scope);
  tombstone.generation = *generation;
  tombstone.matter_seq = *matter_seq;
  tombstone.last_leaf = *crypto::HashFromBytes(*leaf);
  tombstone.by_seq = *by_seq;
  tombstone.done = *state == kDone;
  if (!TakeRanges(cursor, tombstone.seqs)) return {};
  return tombstone;
}

}  // namespace

std::string_view ScopeName(ErasureScope scope) {
  return scope == ErasureScope::kPersonal ? "personal" : "matter";
}

std::string SerializeTombstones(std::string_view origin, const std::vector<Tombstone>& tombstones) {
  std::string bytes(kMagic);
  bytes += crypto::Sha256::Digest(origin).view();
  base::AppendU32(static_cast<std::uint32_t>(tombstones.size()), bytes);
  for (const Tombstone& tombstone : tombstones) Append(tombstone, bytes);
  const crypto::Hash checksum = crypto::Sha256::Digest(bytes);
  return bytes += checksum.view();
}

Result<std::vector<Tombstone>> ParseTombstones(std::string_view bytes, std::string_view origin) {
  if (bytes.size() < kMagic.size() + 2 * kHashBytes || !bytes.starts_with(kMagic)) {
    return NotWhole();
  }
  const std::string_view body = bytes.substr(0, bytes.size() - kHashBytes);
  if (crypto::Sha256::Digest(body).view() != bytes.substr(body.size())) return NotWhole();
  base::Cursor cursor(body.substr(kMagic.size()));
  if (cursor.Take(kHashBytes) != crypto::Sha256::Digest(origin).view()) {
    return Fail(Code::kUntrusted, "tombstones: of another ledger");
  }
  const auto count = cursor.TakeU32();
  if (!count) return NotWhole();
  std::vector<Tombstone> tombstones;
  for (std::uint32_t i = 0; i < *count; ++i) {
    auto tombstone = Take(cursor);
    if (!tombstone) return NotWhole();
    tombstones.push_back(*std::move(tombstone));
  }
  if (!cursor.AtEnd()) return NotWhole();
  return tombstones;
}

Result<void> Tombstones::Create(const std::string& state_dir, const std::string& origin) {
  return base::CreateFileDurably(PathIn(state_dir), SerializeTombstones(origin, {}), 0600);
}

Result<std::unique_ptr<Tombstones>> Tombstones::Open(const Options& options) {
  auto opened = std::make_unique<Tombstones>();
  const auto bytes = base::ReadFile(PathIn(options.state_dir), kTombstonesBytesMax);
  if (!bytes && bytes.error().code == Code::kNotFound && options.may_be_missing) return opened;
  if (!bytes) {
    base::Error error = base::Wrap(
        "tombstones (never make the file anew: it tells what was erased)", bytes.error());
    if (error.code == Code::kNotFound) error.reason = "tombstones_missing";
    return Fail(std::move(error));
  }
  ASSIGN_OR_RETURN(std::vector<Tombstone> tombstones, ParseTombstones(*bytes, options.origin));
  opened->path_ = PathIn(options.state_dir);
  opened->origin_ = options.origin;
  const base::MutexLock lock(opened->mutex_);
  for (Tombstone& tombstone : tombstones) {
    const bool in_effect = tombstone.done || tombstone.by_seq < options.size;
    if (in_effect) opened->Take(tombstone);
    opened->held_.push_back({std::move(tombstone), in_effect});
  }
  return opened;
}

Result<void> Tombstones::Write(const std::vector<Held>& held) const {
  if (path_.empty()) return Fail(Code::kUnavailable, "tombstones: no file is open");
  std::vector<Tombstone> tombstones;
  tombstones.reserve(held.size());
  for (const Held& each : held) tombstones.push_back(each.tombstone);
  const std::string bytes = SerializeTombstones(origin_, tombstones);
  if (bytes.size() > kTombstonesBytesMax) {
    return Fail(Code::kExhausted, "tombstones: the file would be over its limit");
  }
  return base::WriteFileDurably(path_, bytes, 0600);
}

Result<void> Tombstones::Intend(Tombstone tombstone) {
  REQ_CHECK(!tombstone.seqs.empty());
  const base::MutexLock lock(mutex_);
  std::vector<Held> held = held_;
  held.push_back({std::move(tombstone), false});
  RETURN_IF_ERROR(Write(held));
  held_ = std::move(held);
  return {};
}

void Tombstones::Carry(std::uint64_t by_seq) {
  const base::MutexLock lock(mutex_);
  Held* const held = Find(by_seq);
  REQ_CHECK(held != nullptr);
  held->in_effect = true;
  Take(held->tombstone);
}

Result<void> Tombstones::Withdraw(std::uint64_t by_seq) {
  const base::MutexLock lock(mutex_);
  std::vector<Held> held = held_;
  std::erase_if(
      held, [&](const Held& each) { return each.tombstone.by_seq == by_seq && !each.in_effect; });
  RETURN_IF_ERROR(Write(held));
  held_ = std::move(held);
  return {};
}

Result<void> Tombstones::MarkDone(std::uint64_t by_seq) {
  const base::MutexLock lock(mutex_);
  Held* const held = Find(by_seq);
  REQ_CHECK(held != nullptr);
  held->tombstone.done = true;
  return Write(held_);
}

Tombstones::Held* Tombstones::Find(std::uint64_t by_seq) {
  const auto found = std::ranges::find_if(
      held_, [&](const Held& each) { return each.tombstone.by_seq == by_seq; });
  return found == held_.end() ? nullptr : &*found;
}

void Tombstones::Take(const Tombstone& tombstone) {
  const bool whole = tombstone.scope == ErasureScope::kMatter;
  Ranges& ranges = whole ? whole_ : personal_;
  for (std::size_t i = 0; i < tombstone.seqs.size(); ++i) {
    ranges.insert_or_assign(
        tombstone.seqs[i].first,
        Covered{tombstone.seqs[i].last, tombstone.by_seq + i / kErasedRangesAnEntry});
  }
  std::string prefix(HandlePrefix(tombstone.handle));
  std::uint32_t& generation = generations_[prefix];
  generation = std::max(generation, tombstone.generation);
  if (whole) matters_.emplace(std::move(prefix), tombstone);
}

std::vector<Tombstone> Tombstones::InEffect() const {
  const base::MutexLock lock(mutex_);
  std::vector<Tombstone> found;
  for (const Held& held : held_) {
    if (held.in_effect) found.push_back(held.tombstone);
  }
  return found;
}

std::vector<Tombstone> Tombstones::Intended() const {
  const base::MutexLock lock(mutex_);
  std::vector<Tombstone> found;
  for (const Held& held : held_) {
    if (!held.in_effect) found.push_back(held.tombstone);
  }
  return found;
}

std::optional<std::uint64_t> Tombstones::WholeErasedBy(std::string_view handle_prefix) const {
  const base::MutexLock lock(mutex_);
  const auto found = matters_.find(handle_prefix);
  if (found == matters_.end()) return std::nullopt;
  return found->second.by_seq;
}

std::uint32_t Tombstones::ErasedGeneration(std::string_view handle_prefix) const {
  const base::MutexLock lock(mutex_);
  const auto found = generations_.find(handle_prefix);
  return found == generations_.end() ? 0 : found->second;
}

std::vector<ErasedRange> Tombstones::WholeRanges(std::string_view handle_prefix) const {
  const base::MutexLock lock(mutex_);
  const auto found = matters_.find(handle_prefix);
  return found == matters_.end() ? std::vector<ErasedRange>() : found->second.seqs;
}

std::optional<ErasedBy> Tombstones::Of(std::uint64_t seq) const {
  const base::MutexLock lock(mutex_);
  for (const auto& [ranges, scope] : {std::pair(&whole_, ErasureScope::kMatter),
                                      std::pair(&personal_, ErasureScope::kPersonal)}) {
    const auto after = ranges->upper_bound(seq);
    if (after == ranges->begin()) continue;
    const Covered& covered = std::prev(after)->second;
    if (seq <= covered.last) return ErasedBy{covered.by_seq, scope};
  }
  return std::nullopt;
}

bool Tombstones::IsUnderWay() const {
  const base::MutexLock lock(mutex_);
  return std::ranges::any_of(held_, [](const Held& held) { return !held.tombstone.done; });
}

std::size_t Tombstones::count() const { return InEffect().size(); }

std::size_t Tombstones::erased_matters() const {
  const base::MutexLock lock(mutex_);
  return matters_.size();
}

std::optional<std::uint64_t> Tombstones::last_entry() const {
  std::optional<std::uint64_t> last;
  for (const Tombstone& tombstone : InEffect()) {
    last = std::max(last.value_or(0), tombstone.by_seq + tombstone.entries() - 1);
  }
  return last;
}

}  // namespace reqledger::vault
