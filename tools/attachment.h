// A paper that an event carries by its digest: `role:FILE`.
//
// Errors: a usage error for another form or a file that cannot be read.
// Limits: none on the paper's size; it is hashed as it is read.
#pragma once

#include <boost/json/fwd.hpp>
#include <string>

#include "ledger/base/result.h"

namespace reqledger::tools {

// {"media_type","role","sha256","size"}, as the member `documents` holds them.
base::Result<boost::json::value> DigestAttachment(const std::string& role_and_file);

}  // namespace reqledger::tools
