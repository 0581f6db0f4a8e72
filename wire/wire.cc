#include "wire/wire.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace reqledger::wire {

namespace asio = boost::asio;

Wire::Wire(asio::ip::tcp::socket socket, std::shared_ptr<TlsContext> context)
    : context_(std::move(context)),
      tls_(std::make_unique<TlsStream>(std::move(socket), *context_)) {}

Wire::executor_type Wire::get_executor() {
  return tls_ ? tls_->get_executor() : unix_->get_executor();
}

int Wire::native_handle() {
  return tls_ ? tls_->next_layer().native_handle() : unix_->native_handle();
}

void Wire::EndSending() {
  ErrorCode ignored;
  if (unix_) unix_->shutdown(UnixSocket::shutdown_send, ignored);
}

asio::awaitable<void> Wire::Close() {
  if (!tls_) co_return;
  ErrorCode ignored;
  co_await tls_->async_shutdown(asio::redirect_error(asio::use_awaitable, ignored));
}

}  // namespace reqledger::wire
