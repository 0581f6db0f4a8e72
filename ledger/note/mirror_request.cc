// add-entries = u16 origin, u64 start, u64 end, u16 ticket, *package
// package     = *( u16 entry ) u8 hash-count *63hash
// u16 x is the length of x in 2 bytes and x.

#include "ledger/note/mirror_request.h"

#include <algorithm>

#include "ledger/base/check.h"
#include "ledger/base/cursor.h"
#include "ledger/base/limits.h"
#include "ledger/merkle/entry_bundle.h"
#include "ledger/merkle/tile.h"

namespace reqledger::note {
namespace {

void AppendCounted(std::string_view bytes, std::string& out) {
  REQ_CHECK(bytes.size() <= UINT16_MAX);
  base::AppendU16(static_cast<std::uint16_t>(bytes.size()), out);
  out += bytes;
}

void AppendPackage(const MirrorPackage& package, std::string& out) {
  REQ_CHECK(package.hashes.size() <= base::kProofHashesMax);
  for (const std::string& entry : package.entries) merkle::AppendToBundle(entry, out);
  out += static_cast<char>(package.hashes.size());
  for (const merkle::Hash& hash : package.hashes) out += hash.view();
}

}  // namespace

std::vector<MirrorPackageRange> MirrorPackageRanges(const merkle::Subtree& upload) {
  REQ_CHECK(upload.start <= upload.end && upload.end <= merkle::kTreeSizeMax);
  std::vector<MirrorPackageRange> ranges;
  for (std::uint64_t start = upload.start; start < upload.end;) {
    const std::uint64_t aligned = start - start % merkle::kTileWidth;
    const std::uint64_t end = std::min(upload.end, aligned + merkle::kTileWidth);
    ranges.push_back({.entries = {start, end}, .proven = {aligned, end}});
    start = end;
  }
  return ranges;
}

std::string SerializeAddEntries(const AddEntriesRequest& request) {
  std::string body;
  AppendCounted(request.origin, body);
  base::AppendU64(request.upload.start, body);
  base::AppendU64(request.upload.end, body);
  AppendCounted(request.ticket, body);
  for (const MirrorPackage& package : request.packages) AppendPackage(package, body);
  return body;
}

}  // namespace reqledger::note
