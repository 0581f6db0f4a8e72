#include "ledger/crypto/random.h"

#include <openssl/rand.h>

#include "ledger/base/check.h"

namespace reqledger::crypto {

std::string RandomBytes(std::size_t count) {
  std::string bytes(count, '\0');
  REQ_CHECK(RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)) ==
            1);
  return bytes;
}

}  // namespace reqledger::crypto
