#include "ledger/bundle/given_checkpoint.h"

#include "ledger/log/ledger_key.h"
#include "ledger/merkle/node_reader.h"
#include "ledger/merkle/proof.h"

namespace reqledger::bundle {
namespace {

using base::Code;
using base::Fail;
using base::Result;

constexpr const char* kPointer = "/consistent_with";

Result<void> CheckContinues(const ExportSource& source, const merkle::TreeHead& given) {
  log::StoreTileSource tiles(source.reader.store());
  merkle::TileNodeReader nodes(tiles, source.tree.size);
  ASSIGN_OR_RETURN(const auto proof,
                   merkle::ProveConsistency({.from = given.size, .to = source.tree.size}, nodes));
  if (merkle::VerifyConsistency(proof, given, source.tree)) return {};
  return Fail(base::Error{Code::kConflict,
                          "nothing was exported: the ledger does not continue the checkpoint that "
                          "was given: at size " +
                              std::to_string(given.size) +
                              " it has another root. Keep that checkpoint: it is evidence",
                          {},
                          "not_continued"});
}

}  // namespace

Result<GivenCheckpoint> ReadGivenCheckpoint(const ExportSource& source, const std::string& bytes) {
  const auto read = log::ReadCheckpoint(bytes);
  if (!read || read->checkpoint.origin != source.origin) {
    return Fail(RequestError(kPointer, "checkpoint", "a signed checkpoint of " + source.origin));
  }
  const merkle::TreeHead& head = read->checkpoint.head;
  if (head.size > source.tree.size) {
    return Fail(RequestError(kPointer, "maximum",
                             "a checkpoint that is not larger than the bundle's, of size " +
                                 std::to_string(source.tree.size)));
  }
  RETURN_IF_ERROR(CheckContinues(source, head));
  if (auto own = source.reader.store().Checkpoint(head.size)) {
    return GivenCheckpoint{.size = head.size, .bytes = *std::move(own)};
  }
  ASSIGN_OR_RETURN(const note::VerifierKey key, note::VerifierKey::Parse(source.vkey));
  if (!log::IsSignedBy(*read, key)) {
    return Fail(RequestError(kPointer, "signature", "a checkpoint that the ledger's key signed"));
  }
  return GivenCheckpoint{.size = head.size, .bytes = bytes};
}

}  // namespace reqledger::bundle
