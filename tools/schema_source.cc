#include "tools/schema_source.h"

#include <algorithm>
#include <array>
#include <boost/json/value.hpp>
#include <filesystem>

#include "ledger/base/limits.h"
#include "ledger/event/json.h"
#include "ledger/event/nearest.h"
#include "tools/exit_status.h"
#include "tools/json_view.h"

namespace reqledger::tools {
namespace {

namespace fs = std::filesystem;

constexpr int kSchemaDepthMax = 32;
constexpr const char* kInstalled = "/usr/share/reqledger/schemas/events";
// Beside the program, for a build that is not installed under /usr.
constexpr std::array<const char*, 2> kBeside = {"../share/reqledger/schemas/events",
                                                "../../schemas/events"};

base::Result<TypeLine> LineOf(const event::Schema& schema) {
  ASSIGN_OR_RETURN(const boost::json::value json,
                   event::ParseStrict(schema.bytes(), event::Names::kAny, kSchemaDepthMax));
  return TypeLine{schema.type(),
                  schema.version(),
                  schema.title(),
                  std::string(TextAt(json, "description")),
                  crypto::ToHex(schema.sha256()),
                  event::IsDaemonType(schema.type())};
}

std::string Unknown(std::string_view type, const std::vector<TypeLine>& types) {
  std::vector<std::string_view> names;
  names.reserve(types.size());
  for (const TypeLine& line : types) names.push_back(line.type);
  std::string message = "there is no event type '" + std::string(type) + "'";
  const auto near = event::NearestNames(type, names);
  for (std::size_t i = 0; i < near.size(); ++i) {
    message += (i == 0 ? "; did you mean " : " or ") + std::string(near[i]);
  }
  return message + (near.empty() ? "; `reqledger types` lists them" : "?");
}

}  // namespace

base::Result<std::vector<TypeLine>> SchemaSource::TypesOfFolder() const {
  ASSIGN_OR_RETURN(const auto catalogue, event::SchemaCatalogue::Load(folder_));
  std::vector<TypeLine> lines;
  for (const std::string& type : catalogue.Types()) {
    ASSIGN_OR_RETURN(TypeLine line, LineOf(*catalogue.Latest(type)));
    lines.push_back(std::move(line));
  }
  return lines;
}

base::Result<std::vector<TypeLine>> SchemaSource::Types() const {
  if (!folder_.empty()) return TypesOfFolder();
  ASSIGN_OR_RETURN(const boost::json::value answer, daemon_.Get("/v1/types"));
  std::vector<TypeLine> lines;
  for (const boost::json::value& type : ItemsAt(answer, "types")) {
    lines.push_back({std::string(TextAt(type, "type")),
                     static_cast<int>(NumberAt(type, "version").value_or(0)),
                     std::string(TextAt(type, "title")), std::string(TextAt(type, "description")),
                     std::string(TextAt(type, "sha256")), TrueAt(type, "daemon_only")});
  }
  return lines;
}

base::Result<std::string> SchemaSource::Bytes(std::string_view type_or_sha256) const {
  if (!folder_.empty()) {
    ASSIGN_OR_RETURN(const auto catalogue, event::SchemaCatalogue::Load(folder_));
    const auto digest = crypto::HashFromHex(type_or_sha256);
    const event::Schema* schema =
        digest ? catalogue.FindByDigest(*digest) : catalogue.Latest(type_or_sha256);
    if (schema != nullptr) return schema->bytes();
  } else {
    auto bytes = daemon_.GetText("/v1/schemas/" + PercentEncode(type_or_sha256));
    if (bytes || bytes.error().code != base::Code::kNotFound) return bytes;
  }
  ASSIGN_OR_RETURN(const std::vector<TypeLine> types, Types());
  return FailUsage(Unknown(type_or_sha256, types));
}

base::Result<std::string> FindSchemaFolder(const std::string& given) {
  std::error_code ec;
  if (!given.empty()) {
    if (fs::is_directory(given, ec)) return given;
    return FailUsage("--schema_dir=" + given + " is no folder");
  }
  std::vector<std::string> places = {kInstalled};
  const fs::path program = fs::read_symlink("/proc/self/exe", ec).parent_path();
  for (const char* beside : kBeside) places.push_back((program / beside).lexically_normal());
  for (const std::string& place : places) {
    if (fs::is_directory(place, ec)) return place;
  }
  std::string message = "no event schemas found; name their folder with --schema_dir; looked in";
  for (const std::string& place : places) message += " " + place;
  return FailUsage(message);
}

}  // namespace reqledger::tools
