// Which record of the key table holds the keys of a handle, in 8 bytes a slot.
//
// A slot keeps 4 bytes of the handle; the record itself, where the rest stands, is read to be sure.
//
// Threads: its owner's lock.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"

namespace reqledger::vault {

class KeyIndex {
 public:
  // True where the record is that of the handle asked for.
  using IsRecord = std::function<base::Result<bool>(std::uint32_t record)>;

  // `handle`: at least 4 bytes of it.
  base::Result<std::optional<std::uint32_t>> Find(std::string_view handle,
                                                  const IsRecord& is_record) const;
  // Puts `record` in the place of the one that is_record knows, or adds it.
  base::Result<void> Put(std::string_view handle, std::uint32_t record, const IsRecord& is_record);

  std::uint64_t size() const { return size_; }

 private:
  struct Slot {
    std::uint32_t tag = 0;
    std::uint32_t record_plus_one = 0;  // 0: free
  };

  // The slot of the record, or the free one where it would stand.
  base::Result<std::size_t> Seek(std::string_view handle, const IsRecord& is_record) const;
  void Grow();

  std::vector<Slot> slots_;  // a power of two, at most three quarters taken
  std::uint64_t size_ = 0;
};

}  // namespace reqledger::vault
