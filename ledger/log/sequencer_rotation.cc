// Another key signs: the durable steps are numbered in signing_key.cc, with what a crash after each
// leaves. Events that come meanwhile wait in the queue.
#include <array>
#include <utility>

#include "ledger/event/json.h"
#include "ledger/log/key_lineage.h"
#include "ledger/log/rotation.h"
#include "ledger/log/sequencer.h"
#include "ledger/note/checkpoint.h"

namespace reqledger::log {

using base::Result;

Result<Rotated> Sequencer::RotateNow(const Rotation& rotation) {
  SigningKey& key = ground_.signing_key;
  ASSIGN_OR_RETURN(const auto promise,
                   PromiseInForce(ground_.store, ground_.vault, tail_.edge.size()));
  if (auto made = key.MakeNext(promise); !made) {  // step 1
    // The log goes on: nothing of it is concerned.
    base::Error error = std::move(made).error();
    if (error.code != base::Code::kConflict) error.code = base::Code::kUnavailable;
    return base::Fail(base::Wrap("no new key was made, the one before signs on", std::move(error)));
  }
  auto announced = Announce(*key.next(), rotation);
  if (!announced) {
    RETURN_IF_ERROR(key.DropNext());
    return base::Fail(std::move(announced).error());
  }
  auto rotated = RotateTo(*key.next(), *announced);
  if (rotated) return rotated;
  // Something is durable, or may be: the log stops, whatever the system called its trouble, and the
  // next start reads how far it came. The key stays.
  base::Error error = std::move(rotated).error();
  error.code = base::Code::kIo;
  return base::Fail(base::Wrap("a rotation of the signing key was begun", std::move(error)));
}

// The batch that ends with the entry; nothing of it is durable.
Result<std::unique_ptr<BatchBuilder>> Sequencer::Announce(const note::NoteSigner& next,
                                                          const Rotation& rotation) {
  ASSIGN_OR_RETURN(const base::Instant now, clock_.Next());
  auto builder = std::make_unique<BatchBuilder>(builder_ground_, tail_, now);
  RETURN_IF_ERROR(builder->PadTo(cover_.SizeToPublish(builder->next_seq() + 1) - 1));
  OwnEvent own{.type = std::string(kKeyRotated), .matter = std::string(event::kLedgerMatter)};
  own.recorded_by = rotation.recorded_by;
  own.members = {{"vkeys", "[" + event::CanonicalString(next.verifier().Serialize()) + "]"}};
  if (!rotation.reason.empty()) {
    own.members.push_back({"reason", event::CanonicalString(rotation.reason)});
  }
  if (!rotation.next_keys_sha256.empty()) {
    own.members.push_back({"next_keys_sha256", event::CanonicalString(rotation.next_keys_sha256)});
  }
  ASSIGN_OR_RETURN([[maybe_unused]] const Placed placed, builder->AddOwn(own));
  return builder;
}

Result<Rotated> Sequencer::RotateTo(const note::NoteSigner& next,
                                    const std::unique_ptr<BatchBuilder>& builder) {
  ASSIGN_OR_RETURN(auto full_tiles, MakeDurable(*builder));  // steps 2 and 3
  const merkle::TreeHead tree = tail_.edge.Head();
  const std::array<const note::NoteSigner*, 2> both = {&ground_.signing_key.signer(), &next};
  std::string checkpoint = note::SignCheckpoint(both, tree);
  RETURN_IF_ERROR(ground_.store.PutCheckpoint(tree.size, checkpoint));  // step 4
  RETURN_IF_ERROR(ground_.signing_key.PutNextInPlace());                // steps 5 to 8
  SetHead(checkpoint, std::move(full_tiles));
  cover_.Begin(ground_.clock.BootMicros(), tree.size);
  return Rotated{tree.size - 1, ground_.signing_key.vkey(), {std::move(checkpoint), head()}};
}

}  // namespace reqledger::log
