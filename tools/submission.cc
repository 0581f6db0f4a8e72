#include "tools/submission.h"

#include "ledger/event/event.h"
#include "ledger/event/json.h"

namespace reqledger::tools {

Submission SubmissionMaker::Make(std::string_view text) {
  const auto event = event::ParseEvent(text);
  if (!event) return {std::string(text), {}, {}};
  std::string key;
  if (event->idempotency_key) {
    key = *event->idempotency_key;
  } else {
    const crypto::Hash digest = crypto::Sha256::Digest(event->canonical);
    key = crypto::ToHex(digest) + "-" + std::to_string(++seen_[digest]);
  }
  // The canonical form is an object with members: it begins with a brace and needs a comma.
  std::string json = R"({"idempotency_key":)" + event::CanonicalString(key) + ",";
  json += std::string_view(event->canonical).substr(1);
  return {std::move(json), event->type, event->matter};
}

}  // namespace reqledger::tools
