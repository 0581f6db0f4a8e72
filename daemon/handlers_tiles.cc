// C2SP tlog-tiles: the published checkpoint, the tiles and entry bundles that it implies, and
// nothing beyond it.
#include <utility>

#include "daemon/handlers.h"
#include "ledger/merkle/entry_bundle.h"
#include "ledger/merkle/tile.h"

namespace reqledger::daemon {
namespace {

using base::Code;
using base::Fail;
using base::Result;

Response NoteResponse(std::string note) {
  return {.content_type = "text/plain; charset=utf-8", .body = std::move(note), .headers = {}};
}

Result<store::PublishedCheckpoint> Published(const Context& context) {
  auto published = context.reader.store().LatestCheckpoint();
  if (!published && published.error().code == Code::kNotFound) {
    return Fail(Code::kNotFound, "nothing has been published yet: POST /v1/publications does");
  }
  return published;
}

Result<std::string> EntryBundle(const Context& context, const merkle::TileRequest& tile) {
  const std::uint64_t first = tile.id.index * merkle::kTileWidth;
  std::string bundle;
  RETURN_IF_ERROR(
      context.reader.store().Entries(first, first + static_cast<std::uint64_t>(tile.width),
                                     [&](std::uint64_t, std::string_view entry) -> Result<void> {
                                       merkle::AppendToBundle(entry, bundle);
                                       return {};
                                     }));
  return bundle;
}

}  // namespace

Result<Response> GetPublishedCheckpoint(const Context& context, const Call& /*call*/) {
  ASSIGN_OR_RETURN(store::PublishedCheckpoint published, Published(context));
  return NoteResponse(std::move(published.bytes));
}

Result<Response> GetCheckpoint(const Context& context, const Call& call) {
  ASSIGN_OR_RETURN(QueryReader query, QueryReader::Parse(call.request.query));
  ASSIGN_OR_RETURN(const bool working, query.TakeFlag("working"));
  RETURN_IF_ERROR(query.Finish("working"));
  if (working) return NoteResponse(context.sequencer.head()->checkpoint);
  return GetPublishedCheckpoint(context, call);
}

Result<Response> GetTile(const Context& context, const Call& call) {
  const auto tile = merkle::ParseTilePath("tile/" + call.captures.at(0));
  if (!tile) return Fail(Code::kNotFound, "no such tile: the path is not one of C2SP tlog-tiles");
  ASSIGN_OR_RETURN(const store::PublishedCheckpoint published, Published(context));
  if (tile->width > merkle::WidthInSize(tile->id, published.size)) {
    return Fail(Code::kNotFound, "the published tree of size " + std::to_string(published.size) +
                                     " has no such tile");
  }
  Response response{.content_type = "application/octet-stream", .body = {}, .headers = {}};
  if (tile->entries) {
    ASSIGN_OR_RETURN(response.body, EntryBundle(context, *tile));
  } else {
    log::StoreTileSource tiles(context.reader.store());
    ASSIGN_OR_RETURN(response.body, tiles.Tile(tile->id, tile->width));
  }
  return response;
}

}  // namespace reqledger::daemon
