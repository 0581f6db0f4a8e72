#include "daemon/start_refusal.h"

namespace reqledger::daemon {
namespace {

using base::Code;
using base::Error;

std::string_view AdviceFor(const Error& error) {
  if (error.reason == "behind_high_water_mark") {
    return "this is an older copy of the ledger: put the current one in its place; what the older "
           "one lacks was acknowledged to recorders";
  }
  if (error.reason == "keys_behind_ledger") {
    return "put the current key folder in its place; if there is none any more, the entries that "
           "lack their keys cannot be opened again";
  }
  if (error.reason == "signing_key_replaced") {
    return "put the current key folder in its place; if the key that signs is lost, nothing more "
           "can be recorded under this name";
  }
  if (error.reason == "tombstones_missing") {
    return "put the file back that lay beside the high-water mark; without it an older copy could "
           "revive what was lawfully erased";
  }
  if (error.reason == "unlock_key_missing" || error.reason == "unlock_key_wrong") {
    return "give the key that it lies under: --unlock_key_file, or the credential "
           "reqledger.unlock_key; if that is lost, only an envelope of the escrow opens the ledger "
           "(docs/keys.md)";
  }
  if (error.reason == "unlock_key_file") {
    return "make it a file of 64 lower-case hex digits and a line feed that nobody else may read "
           "(docs/keys.md)";
  }
  if (error.reason == "rows_unfinished") {
    return "run `reqledger verify --rebuild` again, with the same folders";
  }
  switch (error.code) {
    case Code::kNotFound:
      return "name the folders of a ledger in --data_dir, --key_dir and --state_dir, or make one "
             "with `reqledger init`";
    case Code::kUnavailable:
      return "stop the process that has the ledger open, then start again";
    case Code::kUntrusted:
    case Code::kCorrupt:
      return "keep everything as it is for examination, run `reqledger verify` on a copy, and "
             "restore from a backup that verifies";
    case Code::kPermissionDenied:
      return "make the files readable for the daemon's user and for nobody else";
    case Code::kConflict:
    case Code::kInvalidArgument:
      return "see `reqledgerd --help`";
    case Code::kIo:
    case Code::kTooLarge:
    case Code::kExhausted:
    case Code::kUnauthenticated:
      return "see to the cause, then start again; nothing needs mending";
  }
  return {};
}

}  // namespace

std::string DescribeStartRefusal(const Error& error) {
  return "not started: " + error.message +
         ". Nothing was recorded; opening the database may have dropped the end of its write-ahead "
         "log, from where that is cut off or damaged. What to do: " +
         std::string(AdviceFor(error)) + ".";
}

tools::ExitStatus StartRefusalStatus(const Error& error) {
  switch (error.code) {
    case Code::kUntrusted:
    case Code::kCorrupt:
      return tools::kExitRefused;
    case Code::kInvalidArgument:
      return tools::kExitUsage;
    case Code::kNotFound:
    case Code::kUnavailable:
    case Code::kPermissionDenied:
    case Code::kUnauthenticated:
    case Code::kConflict:
    case Code::kTooLarge:
    case Code::kExhausted:
    case Code::kIo:
      return tools::kExitFailed;
  }
  return tools::kExitFailed;
}

}  // namespace reqledger::daemon
