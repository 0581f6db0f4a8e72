// Bytes in an envelope that only the holder of a certificate's secret key opens, with anybody's
// tools: `openssl cms -decrypt -inform DER`.
//
// Errors: invalid_argument for what is no certificate in PEM, or one whose key cannot receive
// (Ed25519). Whether it has expired or who signed it is not asked: it lies offline for years.
// Source: RFC 5652; RFC 5083 and 5084 for AES-256-GCM in it.
#pragma once

#include <string>
#include <string_view>

#include "ledger/base/result.h"

namespace reqledger::crypto {

// DER, AuthEnvelopedData.
base::Result<std::string> EnvelopeFor(std::string_view certificate_pem, std::string_view bytes);

}  // namespace reqledger::crypto
