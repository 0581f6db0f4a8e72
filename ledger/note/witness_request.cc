// add-checkpoint = "old " decimal LF *63( hash LF ) LF checkpoint

#include "ledger/note/witness_request.h"

#include "ledger/base/cursor.h"
#include "ledger/note/hash_lines.h"

namespace reqledger::note {
namespace {

constexpr std::string_view kOld = "old ";

}  // namespace

base::Result<AddCheckpointRequest> ParseAddCheckpoint(std::string_view body) {
  using base::Code;
  base::Cursor cursor(body);
  const auto line = cursor.TakeLine();
  if (!line || !line->starts_with(kOld)) {
    return base::Fail(Code::kInvalidArgument, "add-checkpoint: does not begin with an old size");
  }
  const auto old_size = base::ParseDecimal(line->substr(kOld.size()));
  if (!old_size) {
    return base::Fail(Code::kInvalidArgument, "add-checkpoint: the old size is no decimal number");
  }
  AddCheckpointRequest request;
  request.old_size = *old_size;
  ASSIGN_OR_RETURN(request.hashes, TakeHashLines(cursor));
  if (cursor.AtEnd()) return base::Fail(Code::kInvalidArgument, "add-checkpoint: no checkpoint");
  request.checkpoint = cursor.Rest();
  return request;
}

std::string SerializeAddCheckpoint(const AddCheckpointRequest& request) {
  std::string body(kOld);
  body += std::to_string(request.old_size);
  body += '\n';
  AppendHashLines(request.hashes, body);
  body += request.checkpoint;
  return body;
}

std::string OriginHash(std::string_view origin) {
  return crypto::ToHex(crypto::Sha256::Digest(origin));
}

std::string WitnessCheckpointPath(std::string_view origin) {
  return OriginHash(origin) + "/checkpoint";
}

}  // namespace reqledger::note
