#include <boost/json.hpp>
#include <map>
#include <utility>

#include "daemon/handlers.h"
#include "daemon/json_text.h"

namespace reqledger::embedded {
extern const std::string_view kOpenApi;
}

namespace reqledger::daemon {
namespace {

using base::Code;
using base::Fail;
using base::Result;

// The schema passed the lint when the catalogue was made; it is JSON.
std::string DescriptionOf(const event::Schema& schema) {
  boost::json::error_code error;
  const auto json = boost::json::parse(schema.bytes(), error);
  if (error || !json.is_object()) return {};
  const auto* const description = json.get_object().if_contains("description");
  if (description == nullptr || !description->is_string()) return {};
  return std::string(std::string_view(description->get_string()));
}

void AppendType(const event::Schema& schema, std::string& out) {
  out += R"({"type":)";
  AppendText(schema.type(), out);
  out += R"(,"version":)";
  AppendNumber(schema.version(), out);
  out += R"(,"title":)";
  AppendText(schema.title(), out);
  out += R"(,"description":)";
  AppendText(DescriptionOf(schema), out);
  out += R"(,"sha256":")";
  out += crypto::ToHex(schema.sha256());
  out += R"(","daemon_only":)";
  out += event::IsDaemonType(schema.type()) ? "true" : "false";
  out += '}';
}

using Kinds = std::map<std::string, docket::Kind, std::less<>>;

boost::json::object KindJson(std::string_view member, const docket::Kind& kind,
                             const docket::RulePack& pack) {
  return {{"member", member},
          {"kind", kind.kind},
          {"title", kind.title},
          {"pack", pack.Label()},
          {"confirmed", pack.confirmed()}};
}

}  // namespace

Result<Response> GetKinds(const Context& context, const Call& /*call*/) {
  static constexpr std::pair<std::string_view, Kinds docket::RulePack::*> kMembers[] = {
      {"kind", &docket::RulePack::demand_kinds},
      {"secrecy_kind", &docket::RulePack::secrecy_kinds},
      {"challenge_kind", &docket::RulePack::challenge_kinds}};
  // A newer pack's words replace an older one's.
  std::map<std::pair<std::string, std::string>, boost::json::object> found;
  for (const auto& pack : context.docket.rules().packs()) {
    if (!pack->enabled) continue;
    for (const auto& [member, kinds] : kMembers) {
      for (const auto& [word, kind] : (*pack).*kinds)
        found[{std::string(member), word}] = KindJson(member, kind, *pack);
    }
  }
  boost::json::array kinds;
  for (auto& [key, kind] : found) kinds.push_back(std::move(kind));
  Response response;
  response.body = boost::json::serialize(boost::json::object{{"kinds", std::move(kinds)}}) + "\n";
  return response;
}

Result<Response> GetTypes(const Context& context, const Call& /*call*/) {
  Response response;
  response.body = R"({"types":[)";
  for (const std::string& type : context.catalogue.Types()) {
    if (response.body.back() != '[') response.body += ',';
    AppendType(*context.catalogue.Latest(type), response.body);
  }
  response.body += "]}\n";
  return response;
}

Result<Response> GetSchema(const Context& context, const Call& call) {
  const std::string& id = call.captures.at(0);
  const auto sha256 = crypto::HashFromHex(id);
  const event::Schema* const schema =
      sha256 ? context.catalogue.FindByDigest(*sha256) : context.catalogue.Latest(id);
  if (schema == nullptr) {
    return Fail(Code::kNotFound,
                "no such schema: expected an event type of GET /v1/types, or the SHA-256 of a "
                "schema file in hex");
  }
  return Response{
      .content_type = "application/schema+json", .body = schema->bytes(), .headers = {}};
}

Result<Response> GetOpenApi(const Context& /*context*/, const Call& /*call*/) {
  return Response{
      .content_type = "application/yaml", .body = std::string(embedded::kOpenApi), .headers = {}};
}

}  // namespace reqledger::daemon
