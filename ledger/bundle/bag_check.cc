#include "ledger/bundle/bag_check.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "ledger/base/limits.h"
#include "ledger/bundle/manifest.h"

namespace reqledger::bundle {
namespace {

namespace code = log::code;

constexpr std::string_view kManifest = "manifest-sha256.txt";
constexpr std::string_view kTagManifest = "tagmanifest-sha256.txt";
constexpr std::string_view kCoreManifest = "data/core-sha256.txt";
constexpr std::string_view kBagInfo = "bag-info.txt";
constexpr std::string_view kBagIt = "bagit.txt";
constexpr std::string_view kPayload = "data/";
constexpr std::string_view kSchemas = "data/schemas/";

constexpr std::array<std::string_view, 3> kTagFiles = {kBagInfo, kBagIt, kManifest};
constexpr std::array<std::string_view, 5> kNotCore = {
    kCoreManifest, "data/README.txt", "data/index.html", "data/ledger.pdf", "data/certificate.txt"};
constexpr std::array<std::string_view, 11> kRequired = {kBagIt,
                                                        kBagInfo,
                                                        kManifest,
                                                        kTagManifest,
                                                        kCoreManifest,
                                                        "data/entries.jsonl",
                                                        "data/disclosures.jsonl",
                                                        "data/checkpoint",
                                                        "data/export.json",
                                                        "data/records.csv",
                                                        "data/keys/ledger.vkey"};
constexpr std::string_view kBagItText = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";

template <typename List>
bool IsOneOf(const List& list, std::string_view path) {
  return std::ranges::find(list, path) != list.end();
}

bool IsPayload(std::string_view path) { return path.starts_with(kPayload); }
bool IsTagFile(std::string_view path) { return IsOneOf(kTagFiles, path); }
bool IsCore(std::string_view path) { return IsPayload(path) && !IsOneOf(kNotCore, path); }

class BagCheck {
 public:
  BagCheck(const BagFacts& facts, log::FindingLog& findings) : facts_(facts), findings_(findings) {}

  base::Result<void> Run() {
    CheckLimits();
    // Of the rest it is not known what is there, so nothing is missing and nothing one too many.
    if (facts_.folder.over_limit()) return {};
    CheckFiles();
    RETURN_IF_ERROR(CheckBagIt());
    RETURN_IF_ERROR(CheckOxum());
    RETURN_IF_ERROR(CheckManifest(kManifest, "", IsPayload));
    RETURN_IF_ERROR(CheckManifest(kTagManifest, "", IsTagFile));
    return CheckManifest(kCoreManifest, kPayload, IsCore);
  }

 private:
  void Found(std::string_view code, std::string expected, std::string got) {
    findings_.Add({code, std::nullopt, std::move(expected), std::move(got)});
  }

  void CheckFiles() {
    for (const std::string_view path : kRequired) Require(std::string(path));
    if (!facts_.complete) Require("data/proofs.jsonl");
    for (const auto& [path, bytes] : facts_.folder.files()) {
      if (IsPayload(path) || IsTagFile(path) || path == kTagManifest) continue;
      Found(code::kBagExtra, "no file outside data/ but the four of a bag", path);
    }
    for (const std::string& path : facts_.folder.unsafe()) {
      Found(code::kArchiveUnsafe, "a file or a folder", path + " is neither");
    }
  }

  void Require(const std::string& path) {
    if (!facts_.folder.Has(path)) Found(code::kBagMissing, path, "not there");
  }

  void CheckLimits() {
    if (facts_.folder.over_limit()) {
      Found(code::kLimitExceeded,
            "at most " + std::to_string(Folder::kItemsMax) + " files, " +
                std::to_string(Folder::kDepthMax) + " folders deep",
            "more");
    }
    for (const auto& [path, bytes] : facts_.folder.files()) {
      const auto limit = LimitOf(path);
      if (limit && bytes > *limit) {
        Found(code::kLimitExceeded, path + " of at most " + std::to_string(*limit) + " bytes",
              std::to_string(bytes));
      }
    }
  }

  base::Result<std::string> Read(std::string_view path) const {
    return facts_.folder.ReadWhole(std::string(path), base::kSmallFileBytesMax);
  }

  base::Result<void> CheckBagIt() {
    if (!facts_.folder.Has(std::string(kBagIt))) return {};
    ASSIGN_OR_RETURN(const std::string bytes, Read(kBagIt));
    if (bytes != kBagItText) Found(code::kBagDigest, "bagit.txt of BagIt 1.0", "other bytes");
    return {};
  }

  base::Result<void> CheckOxum() {
    constexpr std::string_view kLabel = "Payload-Oxum: ";
    if (!facts_.folder.Has(std::string(kBagInfo))) return {};
    ASSIGN_OR_RETURN(const std::string bytes, Read(kBagInfo));
    std::uint64_t total = 0;
    std::uint64_t count = 0;
    for (const auto& [path, digest] : facts_.digests) {
      if (!IsPayload(path)) continue;
      total += digest.bytes;
      ++count;
    }
    const std::string expected = std::to_string(total) + '.' + std::to_string(count);
    std::vector<std::string_view> found;
    std::string_view rest = bytes;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('\n'), rest.size() - 1) + 1;
      if (rest.starts_with(kLabel))
        found.push_back(rest.substr(kLabel.size(), end - kLabel.size()));
      rest.remove_prefix(end);
    }
    if (found.size() != 1 || found.front() != expected + '\n') {
      Found(code::kBagDigest, "one line Payload-Oxum: " + expected + " in bag-info.txt", "another");
    }
    return {};
  }

  base::Result<void> CheckManifest(std::string_view path, std::string_view prefix,
                                   bool (*belongs)(std::string_view)) {
    ASSIGN_OR_RETURN(const std::string bytes, Read(path));
    const Manifest manifest = ReadManifest(bytes, prefix, belongs);
    const std::string name(path);
    if (!manifest.in_form) Found(code::kBagDigest, name + " in its form", "another form");
    std::set<std::string_view> named;
    for (const auto& [file, hash] : manifest.files) {
      named.insert(file);
      const auto digest = facts_.digests.find(file);
      if (digest == facts_.digests.end()) {
        Found(code::kBagMissing, file, "named by " + name + ", not there");
      } else if (digest->second.sha256 != hash) {
        Found(code::kBagDigest, file + " " + crypto::ToHex(hash),
              crypto::ToHex(digest->second.sha256));
      }
    }
    for (const auto& [file, digest] : facts_.digests) {
      if (belongs(file) && !named.contains(file)) {
        Found(code::kBagMissing, file + " in " + name, "not named there");
      }
    }
    return {};
  }

  const BagFacts& facts_;
  log::FindingLog& findings_;
};

}  // namespace

std::optional<std::size_t> LimitOf(const std::string& path) {
  if (path == "data/checkpoint") return base::kCheckpointBytesMax;
  if (path.starts_with(kSchemas)) return base::kSchemaBytesMax;
  constexpr std::array<std::string_view, 5> kSmall = {kManifest, kTagManifest, kCoreManifest,
                                                      "data/export.json", "data/keys/ledger.vkey"};
  if (IsOneOf(kSmall, path)) return base::kSmallFileBytesMax;
  return std::nullopt;
}

base::Result<void> CheckBag(const BagFacts& facts, log::FindingLog& findings) {
  return BagCheck(facts, findings).Run();
}

}  // namespace reqledger::bundle
