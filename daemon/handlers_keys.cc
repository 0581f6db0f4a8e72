// New keys: of those that sign, and of those that open.
#include <boost/json.hpp>
#include <memory>
#include <utility>

#include "daemon/handlers.h"
#include "daemon/json_text.h"
#include "daemon/problem.h"
#include "ledger/base/utf8.h"
#include "ledger/event/json.h"
#include "ledger/log/key_lineage.h"

namespace reqledger::daemon {
namespace {

using base::Error;
using base::Result;

constexpr std::size_t kReasonCharsMax = 1000;  // as the schema of ledger.key_rotated has it

std::unexpected<Error> Refuse(std::string pointer, std::string_view rule,
                              std::string_view expected) {
  return RefuseBody("no key was changed", std::move(pointer), rule, expected);
}

Result<void> TakeReason(const boost::json::value& json, log::Rotation& rotation) {
  const auto* const text = json.if_string();
  if (text == nullptr || text->empty() ||
      base::CountCodePoints(std::string_view(*text)) > kReasonCharsMax) {
    return Refuse("/reason", "maxLength", "a string of 1 to 1000 characters");
  }
  rotation.reason = std::string(std::string_view(*text));
  return {};
}

// One key signs, so one is promised.
Result<void> TakeNext(const boost::json::value& json, const std::string& origin,
                      log::Rotation& rotation) {
  const auto* const array = json.if_array();
  const auto* const text =
      array != nullptr && array->size() == 1 ? array->front().if_string() : nullptr;
  const auto key = note::VerifierKey::Parse(text == nullptr ? "" : std::string_view(*text));
  if (!key || key->type() != note::KeyType::kEd25519 || key->name() != origin) {
    return Refuse("/next_vkeys", "format",
                  "an array of one vkey of type 1 with the name of this ledger");
  }
  rotation.next_keys_sha256 = log::PromiseOf({key->Serialize()});
  return {};
}

Result<log::Rotation> ParseRotation(std::string_view body, const std::string& origin) {
  ASSIGN_OR_RETURN(const auto json, event::ParseStrict(body, event::Names::kAny, 2));
  const auto* const object = json.if_object();
  if (object == nullptr) return Refuse("", "type", "a JSON object");
  log::Rotation rotation;
  for (const auto& member : *object) {
    if (member.key() == "reason") {
      RETURN_IF_ERROR(TakeReason(member.value(), rotation));
    } else if (member.key() == "next_vkeys") {
      RETURN_IF_ERROR(TakeNext(member.value(), origin, rotation));
    } else {
      return Refuse("", "additionalProperties", "only the members reason, next_vkeys");
    }
  }
  return rotation;
}

Response RotatedResponse(const Result<log::Rotated>& rotated) {
  if (!rotated) return ProblemResponse(rotated.error());
  const merkle::TreeHead& tree = rotated->published.head->tree;
  Response response{.body = R"({"seq":)", .headers = {}};
  AppendNumber(rotated->seq, response.body);
  response.body += R"(,"vkey":)";
  AppendText(rotated->vkey, response.body);
  response.body += R"(,"size":)";
  AppendNumber(tree.size, response.body);
  response.body += R"(,"root":")" + crypto::ToHex(tree.root) + R"(","checkpoint":)";
  AppendText(rotated->published.checkpoint, response.body);
  response.body += "}\n";
  return response;
}

}  // namespace

// All of it on the sequencer's thread: a batch, and a few small files. Recorders wait so long.
void RotateKey(const Context& context, const Call& call, Exchange& exchange) {
  auto rotation = ParseRotation(call.request.body, context.vault.origin());
  if (!rotation) return exchange.Send(ProblemResponse(rotation.error()));
  rotation->recorded_by = call.access.recorder.name;
  auto submitted = context.sequencer.SubmitRotate(
      *std::move(rotation), [&exchange](Result<log::Rotated> rotated) {
        exchange.Post(
            [&exchange, rotated = std::move(rotated)] { exchange.Send(RotatedResponse(rotated)); });
      });
  if (!submitted) exchange.Send(ProblemResponse(submitted.error()));
}

// The long half beside the sequencer, the short one on its thread: recording goes on.
void RewrapKeys(const Context& context, const Call& /*call*/, Exchange& exchange) {
  context.pool.Run([&context, &exchange] {
    auto begun = context.vault.BeginRewrap();
    if (!begun) return exchange.Send(ProblemResponse(begun.error()));
    const std::shared_ptr<vault::KeyRewrap> rewrap = *std::move(begun);
    auto submitted = context.sequencer.SubmitBetween([&context, &exchange, rewrap](auto goes_on) {
      const Result<std::uint32_t> epoch =
          goes_on ? context.vault.FinishRewrap(*rewrap)
                  : Result<std::uint32_t>(base::Fail(std::move(goes_on).error()));
      if (!epoch) return exchange.Send(ProblemResponse(epoch.error()));
      Response response{.body = R"({"epoch":)", .headers = {}};
      AppendNumber(*epoch, response.body);
      response.body += "}\n";
      exchange.Send(std::move(response));
    });
    if (!submitted) exchange.Send(ProblemResponse(submitted.error()));
  });
}

}  // namespace reqledger::daemon
