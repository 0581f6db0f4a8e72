#include "ledger/merkle/stream.h"

namespace reqledger::merkle {

void TileStream::EmitPartials() const {
  for (const RightEdge::Partial& partial : edge_.Partials()) {
    on_tile_(partial.id, partial.tree.Bytes());
  }
}

}  // namespace reqledger::merkle
