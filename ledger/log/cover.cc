#include "ledger/log/cover.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "ledger/crypto/random.h"

namespace reqledger::log {
namespace {

std::uint64_t MultiplesFor(std::uint64_t count, std::uint64_t multiple) {
  return (count + multiple - 1) / multiple;
}

}  // namespace

std::uint32_t RandomMoment() {
  std::uint32_t moment = 0;
  const std::string bytes = crypto::RandomBytes(sizeof(moment));
  std::memcpy(&moment, bytes.data(), sizeof(moment));
  return moment;
}

Cover::Cover(std::uint64_t multiple, std::int64_t interval_micros, DrawMoment draw)
    : multiple_(multiple), interval_micros_(interval_micros), draw_(std::move(draw)) {}

void Cover::Begin(std::int64_t boot_micros, std::uint64_t size) {
  began_micros_ = boot_micros;
  began_size_ = size;
  filled_ = 0;
  if (!paced()) return;
  moments_.resize(multiple_);
  std::ranges::generate(moments_, draw_);
  std::ranges::sort(moments_);
}

std::uint64_t Cover::SizeDue(std::int64_t boot_micros) const {
  if (!paced()) return began_size_;
  const double passed = static_cast<double>(boot_micros - began_micros_) /
                        static_cast<double>(interval_micros_) * 0x1p32;
  const auto due = std::ranges::upper_bound(moments_, passed);
  return began_size_ + static_cast<std::uint64_t>(due - moments_.begin());
}

std::uint64_t Cover::SizeToPublish(std::uint64_t size) const {
  if (!paced()) return MultiplesFor(size, multiple_) * multiple_;
  const std::uint64_t events = size - began_size_ - filled_;
  return began_size_ + (MultiplesFor(events, multiple_) + 1) * multiple_;
}

}  // namespace reqledger::log
