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

}  // namespace reqledger::wire
