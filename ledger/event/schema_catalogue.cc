#include <algorithm>
#include <filesystem>

#include "ledger/base/file.h"
#include "ledger/base/limits.h"
#include "ledger/event/schema.h"

namespace reqledger::event {
namespace {

constexpr std::string_view kSuffix = ".schema.json";

base::Result<std::vector<std::string>> SchemaFiles(const std::string& folder) {
  std::error_code failure;
  std::vector<std::string> paths;
  std::filesystem::directory_iterator file(folder, failure);
  for (; !failure && file != std::filesystem::directory_iterator(); file.increment(failure)) {
    if (file->path().native().ends_with(kSuffix)) paths.push_back(file->path().native());
  }
  if (failure) {
    const bool absent = failure == std::errc::no_such_file_or_directory;
    return base::Fail(absent ? base::Code::kNotFound : base::Code::kIo,
                      "schema folder " + folder + ": " + failure.message());
  }
  std::ranges::sort(paths);
  return paths;
}

}  // namespace

base::Result<SchemaCatalogue> SchemaCatalogue::Load(const std::string& folder) {
  ASSIGN_OR_RETURN(const auto paths, SchemaFiles(folder));
  SchemaCatalogue catalogue;
  for (const std::string& path : paths) {
    ASSIGN_OR_RETURN(auto bytes, base::ReadFile(path, base::kSchemaBytesMax));
    if (auto added = catalogue.Add(std::move(bytes)); !added) {
      return base::Fail(base::Wrap(path, std::move(added).error()));
    }
  }
  return catalogue;
}

base::Result<void> SchemaCatalogue::Add(std::string bytes) {
  ASSIGN_OR_RETURN(auto parsed, Schema::Parse(std::move(bytes)));
  Versions& versions = types_[parsed.type()];
  const int version = parsed.version();
  if (versions.contains(version)) {
    return base::Fail(base::Code::kConflict, "schema refused: " + parsed.type() + " version " +
                                                 std::to_string(version) + " is there already");
  }
  const auto& kept = versions[version] = std::make_unique<const Schema>(std::move(parsed));
  digests_[kept->sha256()] = kept.get();
  return {};
}

const Schema* SchemaCatalogue::FindByDigest(const crypto::Hash& sha256) const {
  const auto found = digests_.find(sha256);
  return found == digests_.end() ? nullptr : found->second;
}

const Schema* SchemaCatalogue::Find(std::string_view type, int version) const {
  const auto versions = types_.find(type);
  if (versions == types_.end()) return nullptr;
  const auto found = versions->second.find(version);
  return found == versions->second.end() ? nullptr : found->second.get();
}

const Schema* SchemaCatalogue::Latest(std::string_view type) const {
  const auto versions = types_.find(type);
  return versions == types_.end() ? nullptr : versions->second.rbegin()->second.get();
}

std::vector<std::string> SchemaCatalogue::Types() const {
  std::vector<std::string> types;
  types.reserve(types_.size());
  for (const auto& [type, versions] : types_) types.push_back(type);
  return types;
}

}  // namespace reqledger::event
