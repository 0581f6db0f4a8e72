#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <utility>
#include <vector>

#include "ledger/base/limits.h"
#include "ledger/log/ledger.h"
#include "tools/arguments.h"
#include "tools/commands.h"
#include "tools/flags.h"
#include "tools/schema_source.h"
#include "tools/system_clock.h"

namespace reqledger::tools {
namespace {

base::Result<void> CheckFlags() {
  RETURN_IF_ERROR(RequireFlag("data_dir", FLAGS_data_dir, "/var/lib/reqledger/data"));
  RETURN_IF_ERROR(RequireFlag("key_dir", FLAGS_key_dir, "/var/lib/reqledger/keys"));
  RETURN_IF_ERROR(RequireFlag("origin", FLAGS_origin, "ledger.example.com/demands"));
  if (FLAGS_origin.size() > base::kOriginBytesMax || !note::IsKeyName(FLAGS_origin)) {
    return FailUsage("--origin cannot be '" + FLAGS_origin +
                     "': give 1 to 255 bytes without white space and '+', such as "
                     "ledger.example.com/demands");
  }
  if (FLAGS_publish_multiple == 0 || FLAGS_publish_multiple > log::kPublishMultipleMax) {
    return FailUsage("--publish_multiple cannot be " + std::to_string(FLAGS_publish_multiple) +
                     ": give a whole number from 1 to " + std::to_string(log::kPublishMultipleMax));
  }
  return {};
}

}  // namespace

CommandResult RunInit(const CommandLine& /*line*/) {
  RETURN_IF_ERROR(CheckFlags());
  ASSIGN_OR_RETURN(const std::string schemas, FindSchemaFolder(FLAGS_schema_dir));
  std::vector<vault::EscrowCertificate> escrow;
  if (!FLAGS_escrow_certs.empty()) {
    ASSIGN_OR_RETURN(const auto files, SplitList("escrow_certs", FLAGS_escrow_certs));
    ASSIGN_OR_RETURN(escrow, vault::ReadEscrowCertificates(files));
  }
  const vault::UnlockKeyFile unlock =
      vault::FindUnlockKey(FLAGS_unlock_key_file, std::getenv("CREDENTIALS_DIRECTORY"));
  if (const auto key = vault::LoadUnlockKey(unlock); !key) {
    return base::Fail(base::Wrap("nothing was made", key.error()));
  }
  SystemClock clock;
  auto vkey = log::CreateLedger({.dirs = {FLAGS_data_dir, FLAGS_key_dir, FLAGS_state_dir, unlock},
                                 .schema_dir = schemas,
                                 .origin = FLAGS_origin,
                                 .publish_multiple = FLAGS_publish_multiple,
                                 .recorded_by = "uid:" + std::to_string(geteuid()),
                                 .escrow = std::move(escrow)},
                                clock);
  if (!vkey) return base::Fail(vkey.error());
  std::cout << *vkey << '\n';
  std::cerr << "The ledger is made, with the event schemas of " << schemas << ".\n"
            << "Above is its verifier key, also in " << FLAGS_key_dir
            << "/ledger.vkey: give it to auditors on a way that nobody else can change.\n"
            << "Keep " << FLAGS_key_dir << " safe and apart: without it nothing can be opened.\n";
  if (!FLAGS_escrow_certs.empty()) {
    std::cerr << "Its key-encryption key is also in " << FLAGS_key_dir
              << "/escrow, for the holders of the certificates: docs/keys.md says how they get it "
                 "back. Try it now.\n";
  }
  return kExitOk;
}

}  // namespace reqledger::tools
