// A store whose writes fail when they are told to.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "ledger/store/store.h"

namespace reqledger::log {

enum class Outcome { kNotDone, kDone };

// The real store but for one commit, which fails, having been done or not.
class FaultyStore final : public store::Store {
 public:
  FaultyStore(store::Store& real, int good_commits, Outcome outcome)
      : real_(real), good_commits_(good_commits), outcome_(outcome) {}

  base::Result<void> Commit(const store::Batch& batch) override {
    if (good_commits_-- > 0) return real_.Commit(batch);
    if (outcome_ == Outcome::kDone) {
      EXPECT_TRUE(real_.Commit(batch));
    }
    return base::Fail(base::Code::kIo, "injected");
  }
  base::Result<std::string> Head() const override { return real_.Head(); }
  base::Result<std::string> Entry(std::uint64_t seq) const override { return real_.Entry(seq); }
  base::Result<void> Entries(std::uint64_t first, std::uint64_t end,
                             const store::EntryVisitor& visitor) const override {
    return real_.Entries(first, end, visitor);
  }
  base::Result<std::string> Tile(const merkle::TileId& id) const override { return real_.Tile(id); }
  base::Result<void> Tiles(const store::TileVisitor& visitor) const override {
    return real_.Tiles(visitor);
  }
  base::Result<std::string> Vault(std::uint64_t seq, std::uint8_t key_class) const override {
    return real_.Vault(seq, key_class);
  }
  base::Result<std::string> Row(store::RowSpace space, std::string_view key) const override {
    return real_.Row(space, key);
  }
  base::Result<void> Rows(store::RowSpace space, std::string_view prefix,
                          const store::RowVisitor& visitor) const override {
    return real_.Rows(space, prefix, visitor);
  }
  base::Result<void> PutCheckpoint(std::uint64_t size, std::string_view bytes) override {
    if (checkpoints_fail_) return base::Fail(base::Code::kIo, "injected");
    return real_.PutCheckpoint(size, bytes);
  }
  // From now on no checkpoint is kept.
  void FailCheckpoints() { checkpoints_fail_ = true; }
  base::Result<std::string> Checkpoint(std::uint64_t size) const override {
    return real_.Checkpoint(size);
  }
  base::Result<void> Checkpoints(const store::CheckpointVisitor& visitor) const override {
    return real_.Checkpoints(visitor);
  }
  base::Result<store::PublishedCheckpoint> LatestCheckpoint() const override {
    return real_.LatestCheckpoint();
  }
  base::Result<void> Snapshot(const std::string& folder) const override {
    return real_.Snapshot(folder);
  }
  base::Result<void> Compact() override {
    if (good_commits_-- > 0) return real_.Compact();
    return base::Fail(base::Code::kIo, "injected");
  }
  std::uint64_t ApproximateBytes() const override { return real_.ApproximateBytes(); }

 private:
  store::Store& real_;
  int good_commits_;
  Outcome outcome_;
  bool checkpoints_fail_ = false;
};

}  // namespace reqledger::log
