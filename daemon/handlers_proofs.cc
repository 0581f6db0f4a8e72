#include <utility>

#include "daemon/append_answer.h"
#include "daemon/captures.h"
#include "daemon/handlers.h"
#include "daemon/json_text.h"
#include "daemon/query_values.h"
#include "ledger/base/encoding.h"
#include "ledger/merkle/proof.h"
#include "ledger/note/receipt.h"

namespace reqledger::daemon {
namespace {

using base::Code;
using base::Fail;
using base::Result;

void AppendHashes(const std::vector<crypto::Hash>& hashes, std::string& out) {
  out += R"("hashes":[)";
  for (const crypto::Hash& hash : hashes) {
    if (out.back() != '[') out += ',';
    out += '"';
    out += base::EncodeBase64(hash.view());
    out += '"';
  }
  out += ']';
}

// That whoever asks recorded the entry. Nothing is said of entries of others but their number,
// which the receipts of one's own tell anyhow.
Result<void> CheckOwn(const Context& context, const Call& call, std::uint64_t seq) {
  ASSIGN_OR_RETURN(const log::OpenedEntry entry, context.reader.Open(seq));
  if (entry.Text("recorded_by") == call.access.recorder.name) return {};
  return Fail(base::Error{Code::kPermissionDenied,
                          "entry " + std::to_string(seq) +
                              " is not one that you recorded: a receipt of any takes the role " +
                              kChecking.Names(),
                          {},
                          "role_missing"});
}

}  // namespace

Result<Response> GetReceipt(const Context& context, const Call& call) {
  ASSIGN_OR_RETURN(const std::uint64_t seq, SeqInPath(call));
  const auto head = context.sequencer.head();
  if (seq >= head->tree.size) return Fail(NoSuchEntry(seq, head->tree.size));
  if (!call.access.roles.HasAnyOf(kChecking)) RETURN_IF_ERROR(CheckOwn(context, call, seq));
  ASSIGN_OR_RETURN(const std::string line, context.reader.Line(seq));
  Response response;
  RETURN_IF_ERROR(AppendReceipt(context, seq, line, *head, response.body));
  response.body += '\n';
  return response;
}

Result<Response> GetInclusionProof(const Context& context, const Call& call) {
  const auto head = context.sequencer.head();
  ASSIGN_OR_RETURN(QueryReader query, QueryReader::Parse(call.request.query));
  ASSIGN_OR_RETURN(const std::uint64_t seq, RequireNumber(query, "seq"));
  ASSIGN_OR_RETURN(const std::uint64_t size, TakeSize(query, "size", head->tree.size));
  RETURN_IF_ERROR(query.Finish("seq, size"));
  if (seq >= size) return Fail(NoSuchEntry(seq, size));
  ASSIGN_OR_RETURN(const std::string line, context.reader.Line(seq));
  ASSIGN_OR_RETURN(const merkle::InclusionProof proof,
                   size == head->tree.size
                       ? context.reader.ProveInclusion(seq, *head)
                       : context.reader.ProveInclusionAt({.index = seq, .size = size}));
  Response response;
  response.body = R"({"seq":)";
  AppendNumber(seq, response.body);
  response.body += R"(,"size":)";
  AppendNumber(size, response.body);
  response.body += R"(,"leaf_hash":")" + crypto::ToHex(merkle::LeafHash(line)) + R"(",)";
  AppendHashes(proof.hashes, response.body);
  response.body += "}\n";
  return response;
}

Result<Response> GetConsistencyProof(const Context& context, const Call& call) {
  const auto head = context.sequencer.head();
  ASSIGN_OR_RETURN(QueryReader query, QueryReader::Parse(call.request.query));
  ASSIGN_OR_RETURN(const std::uint64_t from, RequireNumber(query, "from"));
  ASSIGN_OR_RETURN(const std::uint64_t to, TakeSize(query, "to", head->tree.size));
  RETURN_IF_ERROR(query.Finish("from, to"));
  if (from > to) return Fail(QueryError("from", "maximum", "a size up to that of `to`"));
  ASSIGN_OR_RETURN(const merkle::ConsistencyProof proof,
                   context.reader.ProveConsistency({.from = from, .to = to}, *head));
  Response response;
  response.body = R"({"from":)";
  AppendNumber(from, response.body);
  response.body += R"(,"to":)";
  AppendNumber(to, response.body);
  response.body += ',';
  AppendHashes(proof.hashes, response.body);
  response.body += "}\n";
  return response;
}

Result<Response> GetTlogProof(const Context& context, const Call& call) {
  ASSIGN_OR_RETURN(QueryReader query, QueryReader::Parse(call.request.query));
  ASSIGN_OR_RETURN(const std::uint64_t seq, RequireNumber(query, "seq"));
  ASSIGN_OR_RETURN(const bool working, query.TakeFlag("working"));
  RETURN_IF_ERROR(query.Finish("seq, working"));
  Response response{.content_type = "text/plain; charset=utf-8", .body = {}, .headers = {}};
  const auto head = context.sequencer.head();
  if (seq >= head->tree.size) return Fail(NoSuchEntry(seq, head->tree.size));
  if (working) {
    ASSIGN_OR_RETURN(response.body, context.reader.Receipt(seq, *head));
    return response;
  }
  auto published = context.reader.store().LatestCheckpoint();
  if (!published && published.error().code != Code::kNotFound) {
    return Fail(std::move(published).error());
  }
  if (!published || seq >= published->size) {
    return Fail(Code::kNotFound, "entry " + std::to_string(seq) +
                                     " is not covered by a published checkpoint yet: publish "
                                     "first, or ask for the working one (working=1)");
  }
  ASSIGN_OR_RETURN(merkle::InclusionProof proof,
                   context.reader.ProveInclusionAt({.index = seq, .size = published->size}));
  response.body = note::SerializeTlogProof({.index = seq,
                                            .hashes = std::move(proof.hashes),
                                            .checkpoint = std::move(published->bytes),
                                            .extra = {}});
  return response;
}

}  // namespace reqledger::daemon
