#include "ledger/log/ledger.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "format_digest.h"
#include "ledger/base/limits.h"
#include "ledger/event/json.h"
#include "ledger/log/batch_builder.h"
#include "ledger/log/erasure.h"
#include "ledger/log/head.h"
#include "ledger/log/reader.h"
#include "ledger/log/start.h"
#include "ledger/store/rocksdb_store.h"

namespace reqledger::log {
namespace {

namespace fs = std::filesystem;
using base::Code;
using base::Fail;
using base::Result;

constexpr std::string_view kSchemaSuffix = ".schema.json";
constexpr std::string_view kRulesSuffix = ".json";

std::string DatabasePath(const LedgerDirs& dirs) { return dirs.data_dir + "/db"; }
std::string SchemaPath(const LedgerDirs& dirs) { return dirs.data_dir + "/schemas"; }
std::string RulesPath(const LedgerDirs& dirs) { return dirs.data_dir + "/rules"; }

// A folder for this user alone, there and empty when it returns.
Result<void> MakeEmptyFolder(const std::string& path) {
  std::error_code error;
  if (fs::exists(path, error)) {
    if (!fs::is_directory(path, error)) return Fail(Code::kConflict, path + " is not a directory");
    if (!fs::is_empty(path, error))
      return Fail(Code::kConflict, path + " exists and is not empty; nothing was created");
    if (error) return Fail(Code::kIo, "look into " + path + ": " + error.message());
  }
  fs::create_directories(path, error);
  if (error) return Fail(Code::kIo, "create " + path + ": " + error.message());
  if (chmod(path.c_str(), 0700) != 0) return Fail(base::SystemError("chmod " + path, errno));
  return {};
}

Result<void> CheckOrigin(const std::string& origin) {
  if (origin.size() <= base::kOriginBytesMax && note::IsKeyName(origin)) return {};
  return Fail(Code::kInvalidArgument,
              "the origin must be 1 to 255 bytes without white space and '+', such as "
              "ledger.example.org/requests");
}

// Copies the files of `from` with `suffix` that `to` has not. A file of another content under a
// name that is there already is a conflict: files are added, never changed.
Result<void> AddFiles(const std::string& from, const std::string& to, std::string_view suffix) {
  std::error_code error;
  std::vector<fs::path> paths;
  for (const auto& file : fs::directory_iterator(from, error)) {
    if (file.path().filename().string().ends_with(suffix)) paths.push_back(file.path());
  }
  if (error) return Fail(Code::kNotFound, "read the directory " + from + ": " + error.message());
  std::sort(paths.begin(), paths.end());
  for (const fs::path& path : paths) {
    ASSIGN_OR_RETURN(const std::string bytes, base::ReadFile(path.string(), base::kSchemaBytesMax));
    const std::string target = to + "/" + path.filename().string();
    const auto present = base::ReadFile(target, base::kSchemaBytesMax);
    if (present && *present == bytes) continue;
    if (present) {
      return Fail(Code::kConflict,
                  target + " differs from " + path.string() +
                      ": what entries were judged by is never changed; add a new version");
    }
    RETURN_IF_ERROR(base::CreateFileDurably(target, bytes, 0600));
  }
  return {};
}

// The event schemas of `schema_dir` and the rules that stand beside it.
Result<void> AddSchemasAndRules(const std::string& schema_dir, const LedgerDirs& dirs) {
  RETURN_IF_ERROR(AddFiles(schema_dir, SchemaPath(dirs), kSchemaSuffix));
  const fs::path rules = fs::path(schema_dir + "/").parent_path().parent_path() / "rules";
  return AddFiles(rules.string(), RulesPath(dirs), kRulesSuffix);
}

OwnEvent Genesis(const CreateOptions& options, const note::NoteSigner& signer,
                 const docket::RuleBook& rules) {
  OwnEvent own{.type = "ledger.genesis", .matter = std::string(event::kLedgerMatter)};
  own.recorded_by = options.recorded_by;
  own.members = {{"format_sha256", event::CanonicalString(kFormatSha256)},
                 {"origin", event::CanonicalString(options.origin)},
                 {"publish_multiple", std::to_string(options.publish_multiple)},
                 {"rule_packs", RulePacksJson(rules)},
                 {"vkeys", "[" + event::CanonicalString(signer.verifier().Serialize()) + "]"}};
  return own;
}

// The log of one entry. The high-water mark is made before it, for the empty tree, so that a crash
// anywhere leaves directories that start-up refuses.
Result<void> CreateLog(const CreateOptions& options, const note::NoteSigner& signer, Clock& clock) {
  const LedgerDirs& dirs = options.dirs;
  ASSIGN_OR_RETURN(const auto catalogue, event::SchemaCatalogue::Load(SchemaPath(dirs)));
  ASSIGN_OR_RETURN(const auto rules, docket::RuleBook::Load(RulesPath(dirs)));
  ASSIGN_OR_RETURN(const auto vault,
                   vault::Vault::Open(
                       {.key_dir = dirs.key_dir, .origin = options.origin, .unlock = dirs.unlock}));
  ASSIGN_OR_RETURN(const auto store,
                   store::OpenRocksDbStore({.path = DatabasePath(dirs), .create = true}));
  RETURN_IF_ERROR(vault::Tombstones::Create(dirs.state(), options.origin));
  RETURN_IF_ERROR(HighWaterMark::Create(dirs.state(), options.origin, {}));
  ASSIGN_OR_RETURN(HighWaterMark mark, HighWaterMark::Open(dirs.state(), options.origin));
  return WriteGenesis(options, {*store, *vault, catalogue, rules, signer, mark}, clock);
}

Result<std::uint64_t> PublishMultipleOf(const store::Store& store, const vault::Vault& vault) {
  ASSIGN_OR_RETURN(const OpenedEntry genesis, Reader(store, vault).Open(0));
  const std::string* const multiple = genesis.Find("publish_multiple");
  if (genesis.Text("type") != "ledger.genesis" || multiple == nullptr) {
    return Fail(Code::kCorrupt, "entry 0: not a ledger.genesis");
  }
  return std::stoull(*multiple);
}

// How many entries the ledger has for certain: those that it acknowledged, and those that lie
// there.
std::uint64_t KnownSize(const store::Store& store, const merkle::TreeHead& mark) {
  const auto row = store.Head();
  const auto head = row ? ParseHead(*row) : Result<UnauthenticHead>(Fail(row.error()));
  return std::max(mark.size, head ? head->tree.size : 0);
}

Result<std::unique_ptr<Ledger>> OpenAnyLedger(const LedgerDirs& dirs,
                                              const std::string& schema_dir) {
  std::error_code error;
  for (const std::string* folder : {&dirs.data_dir, &dirs.key_dir, &dirs.state()}) {
    if (!fs::is_directory(*folder, error)) {
      return Fail(Code::kNotFound, *folder + ": no ledger is here; reqledger init makes one");
    }
  }
  ASSIGN_OR_RETURN(SigningKey signing_key, SigningKey::Load(dirs.key_dir));
  const std::string origin = signing_key.signer().name();
  ASSIGN_OR_RETURN(auto store, store::OpenRocksDbStore({.path = DatabasePath(dirs)}));
  ASSIGN_OR_RETURN(HighWaterMark mark, HighWaterMark::Open(dirs.state(), origin));
  ASSIGN_OR_RETURN(
      auto vault,
      vault::Vault::Open(
          {.key_dir = dirs.key_dir, .origin = origin, .unlock = dirs.unlock},
          {.state_dir = dirs.state(), .origin = origin, .size = KnownSize(*store, mark.mark())}));
  ASSIGN_OR_RETURN(Start start, CheckStart(*store, *vault, mark));
  ASSIGN_OR_RETURN(const Settled rotation,
                   SettleRotation(signing_key, *store, *vault, start.tail.edge.Head()));
  ASSIGN_OR_RETURN(const std::uint64_t multiple, PublishMultipleOf(*store, *vault));
  if (!schema_dir.empty()) RETURN_IF_ERROR(AddSchemasAndRules(schema_dir, dirs));
  ASSIGN_OR_RETURN(auto catalogue, event::SchemaCatalogue::Load(SchemaPath(dirs)));
  ASSIGN_OR_RETURN(auto rules, docket::RuleBook::Load(RulesPath(dirs)));
  ASSIGN_OR_RETURN(const std::uint64_t finished,
                   FinishErasures({*store, *vault, catalogue, rules}, start.tail.edge.Head().size));
  return std::make_unique<Ledger>(Ledger{std::move(catalogue), std::move(rules),
                                         std::move(signing_key), std::move(vault), std::move(store),
                                         std::move(mark), std::move(start.tail), multiple,
                                         start.mark_was_behind, rotation, finished});
}

}  // namespace

Result<void> WriteGenesis(const CreateOptions& options, const NewLog& log, Clock& clock) {
  const BatchBuilder::Ground ground{log.store, log.vault, log.catalogue, log.rules};
  BatchBuilder builder(ground, Tail{}, clock.Wall());
  ASSIGN_OR_RETURN([[maybe_unused]] const Placed placed,
                   builder.AddOwn(Genesis(options, log.signer, log.rules)));
  ASSIGN_OR_RETURN(const store::Batch batch, builder.TakeBatch());
  RETURN_IF_ERROR(log.vault.SyncKeys());
  RETURN_IF_ERROR(log.store.Commit(batch));
  return log.mark.Move(builder.tail().edge.Head());
}

Result<std::string> CreateLedger(const CreateOptions& options, Clock& clock) {
  RETURN_IF_ERROR(CheckOrigin(options.origin));
  if (options.publish_multiple == 0 || options.publish_multiple > kPublishMultipleMax) {
    return Fail(Code::kInvalidArgument, "the publish multiple must be from 1 to " +
                                            std::to_string(kPublishMultipleMax) + " entries");
  }
  const LedgerDirs& dirs = options.dirs;
  RETURN_IF_ERROR(MakeEmptyFolder(dirs.data_dir));
  RETURN_IF_ERROR(MakeEmptyFolder(dirs.key_dir));
  if (dirs.state() != dirs.key_dir) RETURN_IF_ERROR(MakeEmptyFolder(dirs.state()));
  RETURN_IF_ERROR(MakeEmptyFolder(SchemaPath(dirs)));
  RETURN_IF_ERROR(MakeEmptyFolder(RulesPath(dirs)));
  RETURN_IF_ERROR(AddSchemasAndRules(options.schema_dir, dirs));
  ASSIGN_OR_RETURN(const SigningKey signing_key,
                   SigningKey::Create(options.dirs.key_dir, options.origin));
  RETURN_IF_ERROR(vault::InitKeys(dirs.key_dir, options.origin, options.escrow, dirs.unlock));
  RETURN_IF_ERROR(CreateLog(options, signing_key.signer(), clock));
  RETURN_IF_ERROR(base::SyncFolder(dirs.data_dir));
  return signing_key.vkey();
}

std::string UnfinishedRowsPath(const LedgerDirs& dirs) {
  return dirs.data_dir + "/rows_unfinished";
}

bool RowsAreUnfinished(const LedgerDirs& dirs) {
  std::error_code error;
  return fs::exists(UnfinishedRowsPath(dirs), error);
}

Result<std::unique_ptr<Ledger>> OpenLedger(const LedgerDirs& dirs, const std::string& schema_dir) {
  if (RowsAreUnfinished(dirs)) {
    return Fail(base::Error{Code::kCorrupt,
                            dirs.data_dir + ": its derived rows are not whole: making them again "
                                            "was begun and not finished",
                            {},
                            "rows_unfinished"});
  }
  return OpenAnyLedger(dirs, schema_dir);
}

Result<std::unique_ptr<Ledger>> OpenLedgerToRebuild(const LedgerDirs& dirs) {
  return OpenAnyLedger(dirs, {});
}

}  // namespace reqledger::log
