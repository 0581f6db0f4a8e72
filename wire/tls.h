// TLS as both sides want it: version 1.3 alone, certificates on both sides, no resumption.
//
// Errors: a usage error (reason "usage") that names the file and what is wrong with it;
// permission_denied for a secret key that others may read.
// Trust: who signs client certificates decides who may connect at all; what they may do then is the
// roles file's to say.
// Source: RFC 8446; RFC 9525.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/base/result.h"
#include "wire/tls_setup.h"
#include "wire/wire.h"

namespace reqledger::wire {

// Asks each client for a certificate, and takes none without.
base::Result<std::shared_ptr<TlsContext>> ServerContext(const TlsFiles& files);
base::Result<std::shared_ptr<TlsContext>> ClientContext(const TlsFiles& files);

// Makes the handshake of `stream` fail unless the server's certificate names `host`, a DNS name or
// an address.
void ExpectHost(TlsStream& stream, const std::string& host);

// The name that stands for the other side: the first URI of its certificate's subject alternative
// names, else the first DNS name, of at most 512 visible ASCII characters without quote and
// backslash. Nothing where it has none such.
std::optional<std::string> PeerName(TlsStream& stream);

// Why a client got no TLS, as far as it is known.
enum class TlsCause {
  kSigner,       // none of the authorities signed the server's certificate
  kHost,         // it names another host
  kTime,         // it has expired, or is not valid yet
  kCertificate,  // it is bad in another way
  kNotTaken,     // the server does not take the client's certificate
  kVersion,      // the server does not speak TLS 1.3
  kNoTls,        // what it says is no TLS
  kOther,
};
struct TlsFailure {
  TlsCause cause = TlsCause::kOther;
  std::string why;  // in the library's words
};

// `error` is that of the handshake, or of the first read after it: the server judges the client's
// certificate when the client's handshake is over.
TlsFailure FailureOf(TlsStream& stream, const ErrorCode& error);

}  // namespace reqledger::wire
