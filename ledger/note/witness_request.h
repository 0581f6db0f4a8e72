// What a log sends to a witness to have a checkpoint cosigned.
//
// Errors: invalid_argument for bytes that are no request.
// Limits: 63 hashes; a checkpoint of 64 KiB.
// Trust: requests are anyone's; the signatures of the checkpoint are all that counts.
// Source: C2SP tlog-witness.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/merkle/tree.h"

namespace reqledger::note {

// The body of add-checkpoint.
struct AddCheckpointRequest {
  std::uint64_t old_size = 0;        // what the witness is believed to have
  std::vector<merkle::Hash> hashes;  // consistency proof from there to the checkpoint's size
  std::string checkpoint;            // byte for byte
  friend bool operator==(const AddCheckpointRequest&, const AddCheckpointRequest&) = default;
};

base::Result<AddCheckpointRequest> ParseAddCheckpoint(std::string_view body);
std::string SerializeAddCheckpoint(const AddCheckpointRequest& request);

// The name of a log in the paths of witnesses and mirrors: SHA-256 of its origin, in hex.
std::string OriginHash(std::string_view origin);

// Where a witness serves the latest checkpoint: "<origin hash>/checkpoint".
std::string WitnessCheckpointPath(std::string_view origin);

}  // namespace reqledger::note
