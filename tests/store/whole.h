// Says which batches of MakeBatch a store holds, and that it holds them whole.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "tests/store/stores.h"

namespace reqledger::store {

// The size that the head names, after checking that everything of the batches up to it is there
// and nothing of any other.
inline std::uint64_t WholeSize(const Store& store) {
  const auto head = store.Head();
  if (!head && head.error().code == base::Code::kNotFound) {
    EXPECT_EQ(store.Entry(0).error().code, base::Code::kNotFound);
    return 0;
  }
  if (!head) {
    ADD_FAILURE() << head.error().message;
    return 0;
  }
  const std::uint64_t size = std::stoull(head->substr(5));
  const auto walked = store.Entries(0, size, [](std::uint64_t seq, std::string_view entry) {
    EXPECT_TRUE(entry.starts_with("entry " + std::to_string(seq)));
    return base::Result<void>();
  });
  EXPECT_TRUE(walked) << walked.error().message;
  for (std::uint64_t first = 0; first < size; first += 2) {
    EXPECT_TRUE(store.Vault(first, 0)) << first;
    EXPECT_TRUE(store.Vault(first, 1)) << first;
    EXPECT_TRUE(store.Row(RowSpace::kIdempotency, "key" + std::to_string(first))) << first;
  }
  const auto tile = store.Tile({0, 0});
  EXPECT_TRUE(tile && tile->size() == 32 * size);
  EXPECT_EQ(store.Entry(size).error().code, base::Code::kNotFound);
  EXPECT_EQ(store.Vault(size, 0).error().code, base::Code::kNotFound);
  EXPECT_EQ(store.Row(RowSpace::kIdempotency, "key" + std::to_string(size)).error().code,
            base::Code::kNotFound);
  return size;
}

}  // namespace reqledger::store
