// Something that happens once, awaited by a coroutine.
//
// Threads: Set from any; Wait on the strand that it was made with.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace reqledger::daemon {

class Signal {
 public:
  explicit Signal(const boost::asio::any_io_executor& strand)
      : strand_(strand), timer_(strand, boost::asio::steady_timer::time_point::max()) {}

  // `before` runs on the strand, then the waiter goes on. When this returns the object may be gone.
  template <typename Before>
  void Set(Before before) {
    const auto strand = strand_;  // outlives the call, whatever the waiter does
    boost::asio::dispatch(strand, [this, before = std::move(before)]() mutable {
      before();
      set_ = true;
      timer_.cancel();
    });
  }

  boost::asio::awaitable<void> Wait() {
    boost::system::error_code ignored;
    while (!set_) {
      co_await timer_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
    }
  }

 private:
  const boost::asio::any_io_executor strand_;
  boost::asio::steady_timer timer_;
  bool set_ = false;
};

}  // namespace reqledger::daemon
