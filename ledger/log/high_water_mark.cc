// slot = "RQLHWM1\n" ‖ u64 generation ‖ u64 size ‖ root[32] ‖ SHA-256(origin)[32]
//        ‖ SHA-256(all before)[32] ‖ zeros, 512 bytes; the file is two slots, generation g at g
//        mod 2.
#include "ledger/log/high_water_mark.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <string_view>
#include <utility>

#include "ledger/base/cursor.h"

namespace reqledger::log {
namespace {

constexpr std::size_t kSlotBytes = 512;
constexpr std::string_view kMagic = "RQLHWM1\n";

std::string FilePath(const std::string& state_dir) { return state_dir + "/high_water_mark"; }

struct Slot {
  std::uint64_t generation = 0;
  merkle::TreeHead mark;
  crypto::Hash origin_hash;
};

std::string SerializeSlot(const Slot& slot) {
  std::string bytes(kMagic);
  base::AppendU64(slot.generation, bytes);
  base::AppendU64(slot.mark.size, bytes);
  bytes += slot.mark.root.view();
  bytes += slot.origin_hash.view();
  bytes += crypto::Sha256::Digest(bytes).view();
  bytes.resize(kSlotBytes);
  return bytes;
}

std::optional<Slot> ParseSlot(std::string_view bytes) {
  base::Cursor cursor(bytes);
  Slot slot;
  if (cursor.Take(kMagic.size()) != kMagic) return std::nullopt;
  const auto generation = cursor.TakeU64();
  const auto size = cursor.TakeU64();
  const auto root = cursor.Take(32);
  const auto origin_hash = cursor.Take(32);
  if (!generation || !size || !root || !origin_hash) return std::nullopt;
  slot.generation = *generation;
  slot.mark = {*size, *crypto::HashFromBytes(*root)};
  slot.origin_hash = *crypto::HashFromBytes(*origin_hash);
  if (SerializeSlot(slot) != bytes) return std::nullopt;
  return slot;
}

}  // namespace

base::Result<void> HighWaterMark::Create(const std::string& state_dir, const std::string& origin,
                                         const merkle::TreeHead& mark) {
  const crypto::Hash origin_hash = crypto::Sha256::Digest(origin);
  const std::string bytes =
      SerializeSlot({.generation = 0, .mark = mark, .origin_hash = origin_hash}) +
      SerializeSlot({.generation = 1, .mark = mark, .origin_hash = origin_hash});
  return base::CreateFileDurably(FilePath(state_dir), bytes, 0600);
}

base::Result<HighWaterMark> HighWaterMark::Open(const std::string& state_dir,
                                                const std::string& origin) {
  const std::string path = FilePath(state_dir);
  auto opened = base::OpenFile(path, O_RDWR, 0);
  if (!opened) {
    return base::Fail(base::Wrap("high-water mark (never create it anew: it tells an older copy)",
                                 std::move(opened).error()));
  }
  ASSIGN_OR_RETURN(const std::string bytes, base::ReadFile(path, 2 * kSlotBytes));
  HighWaterMark result(*std::move(opened), crypto::Sha256::Digest(origin));
  std::optional<Slot> newest;
  if (bytes.size() == 2 * kSlotBytes) {
    for (const std::size_t offset : {std::size_t{0}, kSlotBytes}) {
      const auto slot = ParseSlot(std::string_view(bytes).substr(offset, kSlotBytes));
      if (slot && (!newest || slot->generation > newest->generation)) newest = slot;
    }
  }
  if (!newest) return base::Fail(base::Code::kCorrupt, path + ": neither slot is whole");
  if (newest->origin_hash != result.origin_hash_) {
    return base::Fail(base::Code::kUntrusted, path + ": is the mark of another ledger");
  }
  result.generation_ = newest->generation;
  result.mark_ = newest->mark;
  return result;
}

base::Result<void> HighWaterMark::Move(const merkle::TreeHead& mark) {
  const std::uint64_t generation = generation_ + 1;
  const std::string bytes =
      SerializeSlot({.generation = generation, .mark = mark, .origin_hash = origin_hash_});
  RETURN_IF_ERROR(base::WriteAllAt(file_.get(), bytes, generation % 2 * kSlotBytes));
  // The file has its size since Create, so that its data are all there is to sync.
  if (fdatasync(file_.get()) != 0) {
    return base::Fail(base::SystemError("sync the high-water mark", errno));
  }
  generation_ = generation;
  mark_ = mark;
  return {};
}

}  // namespace reqledger::log
