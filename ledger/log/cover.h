// Where heartbeats stand between two published checkpoints, so that the place of an entry says
// when it was recorded and not how many were before it.
//
// An interval draws as many random moments as the publish multiple. An entry stands behind at least
// as many places as moments have passed: heartbeats fill those that other entries left. The size
// that is published grows by the multiples that the interval's events fill, and one: so much the
// heartbeats may be at most.
//
// Threads: the sequencer's own. Source: docs/decisions/cover-within-an-interval.md.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

namespace reqledger::log {

// A random number, of all that 32 bits can be.
using DrawMoment = std::function<std::uint32_t()>;
std::uint32_t RandomMoment();

class Cover {
 public:
  // With an interval of 0, or a multiple of 1, heartbeats come at a publication only, and only up
  // to the next multiple.
  Cover(std::uint64_t multiple, std::int64_t interval_micros, DrawMoment draw);

  // A checkpoint of this size is published, or was before the start.
  void Begin(std::int64_t boot_micros, std::uint64_t size);
  // The size that the ledger is to have before an entry of this moment. May be behind the true one.
  std::uint64_t SizeDue(std::int64_t boot_micros) const;
  // So many heartbeats came to be before entries of this interval.
  void Filled(std::uint64_t heartbeats) { filled_ += heartbeats; }
  // What a ledger of this size, with something new, is padded to for its publication.
  std::uint64_t SizeToPublish(std::uint64_t size) const;

 private:
  bool paced() const { return interval_micros_ > 0 && multiple_ > 1; }

  const std::uint64_t multiple_;
  const std::int64_t interval_micros_;
  const DrawMoment draw_;
  std::int64_t began_micros_ = 0;
  std::uint64_t began_size_ = 0;
  std::uint64_t filled_ = 0;
  std::vector<std::uint32_t> moments_;  // of the interval, ascending: 0 its begin, 2^32 its end
};

}  // namespace reqledger::log
