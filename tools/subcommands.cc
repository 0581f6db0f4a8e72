#include "tools/subcommands.h"

#include <algorithm>
#include <iterator>

namespace reqledger::tools {
namespace {

std::vector<Subcommand> CommandsThatRecord() {
  return {
      {"init",
       {"reqledger init",
        "",
        "Makes keys and an empty ledger; prints the verifier key, which auditors pin.",
        {"data_dir", "key_dir", "state_dir", "unlock_key_file", "origin", "publish_multiple",
         "schema_dir", "escrow_certs"},
        "  reqledger init --data_dir=/var/lib/reqledger/data --key_dir=/var/lib/reqledger/keys \\\n"
        "      --origin=ledger.example.com/demands"},
       RunInit},
      {"record",
       {"reqledger record",
        "[FILE …|-]",
        "Records events from files or standard input: one JSON object, or one a line; lines that "
        "begin with // are comments. Run again after a stop, it records nothing twice.",
        {"receipts_dir", "keep_going", "dry_run", "approve", "json", "socket"},
        "  reqledger record events.jsonl\n"
        "  reqledger record --dry_run warrant.json\n"
        "  extract-demands | reqledger record --receipts_dir=receipts -",
        0,
        10000},
       RunRecord},
      {"new",
       {"reqledger new",
        "TYPE",
        "Asks for an event member by member in plain words, shows it, and records it.",
        {"document", "json", "schema_dir", "socket"},
        "  reqledger new demand.received --document=instrument:warrant.pdf",
        1,
        1},
       RunNew},
      {"types",
       {"reqledger types",
        "",
        "Lists the types of events that can be recorded.",
        {"json", "schema_dir", "socket"},
        "  reqledger types"},
       RunTypes},
      {"template",
       {"reqledger template",
        "TYPE",
        "Prints a skeleton of an event with comments, for an editor and then `record`.",
        {"schema_dir", "socket"},
        "  reqledger template demand.received > warrant.json",
        1,
        1},
       RunTemplate},
  };
}

std::vector<Subcommand> CommandsThatShow() {
  return {
      {"show",
       {"reqledger show",
        "SEQ",
        "Shows one entry, opened.",
        {"json", "socket"},
        "  reqledger show 417",
        1,
        1},
       RunShow},
      {"matter",
       {"reqledger matter",
        "ID",
        "Shows where one matter stands, now or on an earlier day, and its timeline.",
        {"at", "json", "socket"},
        "  reqledger matter 2023-00417\n"
        "  reqledger matter 2023-00417 --at=2024-01-31",
        1,
        1},
       RunMatter},
      {"due",
       {"reqledger due",
        "",
        "Lists deadlines, ends of secrecy and releases to clear, most urgent first.",
        {"within", "format", "json", "socket"},
        "  reqledger due\n"
        "  reqledger due --within=P7D\n"
        "  reqledger due --within=P1Y --format=ics > due.ics"},
       RunDue},
      {"secrecy",
       {"reqledger secrecy",
        "",
        "Lists the orders that bind: until when, who may be told, who was told.",
        {"matter", "at", "register", "json", "socket"},
        "  reqledger secrecy\n"
        "  reqledger secrecy --matter=2023-00417 --at=2024-01-31 --register"},
       RunSecrecy},
      {"list",
       {"reqledger list",
        "",
        "Lists entries, oldest first.",
        {"matter", "type", "since", "until", "limit", "json", "socket"},
        "  reqledger list --type=secrecy.received --since=2026-11-01"},
       RunList},
      {"find",
       {"reqledger find",
        "",
        "Finds the entries of all matters in which a selector or a customer occurs.",
        {"selector", "customer", "json", "socket"},
        "  reqledger find --selector=-              # asks, and does not show what is typed\n"
        "  reqledger find --selector=@selector.txt\n"
        "  reqledger find --customer=contoso-0017"},
       RunFind},
      {"status",
       {"reqledger status",
        "",
        "Shows the state of the ledger and of its daemon.",
        {"json", "socket"},
        "  reqledger status"},
       RunStatus},
  };
}

std::vector<Subcommand> CommandsOfKeys() {
  return {
      {"rewrap",
       {"reqledger rewrap",
        "",
        "Takes a new key-encryption key into use and destroys the old one; recording goes on.",
        {"json", "socket"},
        "  reqledger rewrap"},
       RunRewrap},
      {"rotate_key",
       {"reqledger rotate_key",
        "",
        "Takes a new signing key into use and destroys the old one; recording goes on. Prints the "
        "new verifier key.",
        {"reason", "next_vkeys", "json", "socket"},
        "  reqledger rotate_key\n"
        "  reqledger rotate_key --reason=\"a copy of the key folder was lost\""},
       RunRotateKey},
      {"erase",
       {"reqledger erase",
        "",
        "Shows what a lawful erasure of a matter would take, who has it already and what forbids "
        "it; with --yes erases it, for good.",
        {"matter", "scope", "basis", "authority", "escrow_destroyed", "yes", "approve", "due",
         "json", "socket"},
        "  reqledger erase --matter=2023-00417 --scope=personal\n"
        "  reqledger erase --matter=2023-00417 --scope=personal --basis='retention policy 4.2' "
        "--authority='general counsel, 2026-11-20' --yes"},
       RunErase},
  };
}

std::vector<Subcommand> CommandsThatProve() {
  return {
      {"prove",
       {"reqledger prove",
        "SEQ",
        "Prints the proof (.tlog-proof) that an entry is in the ledger.",
        {"working", "socket"},
        "  reqledger prove 417 > 417.tlog-proof",
        1,
        1},
       RunProve},
      {"checkpoint",
       {"reqledger checkpoint",
        "",
        "Prints the last published checkpoint, a signed note.",
        {"working", "socket"},
        "  reqledger checkpoint"},
       RunCheckpoint},
      {"publish",
       {"reqledger publish",
        "",
        "Publishes a checkpoint now.",
        {"json", "socket"},
        "  reqledger publish"},
       RunPublish},
      {"verify",
       {"reqledger verify",
        "",
        "Verifies the whole ledger: of the running daemon, over a snapshot that it makes, or of a "
        "data folder that no daemon has open.",
        {"vkey", "policy", "data_dir", "key_dir", "state_dir", "unlock_key_file", "entries_only",
         "strict_process", "rebuild", "json", "socket"},
        "  reqledger verify --key_dir=/var/lib/reqledger/keys\n"
        "  reqledger verify --entries_only --vkey=ledger.vkey\n"
        "  reqledger verify --data_dir=/var/lib/reqledger/data --key_dir=/var/lib/reqledger/keys"},
       RunVerify},
      {"explain",
       {"reqledger explain",
        "CODE",
        "Explains a code of a finding, an alarm or a refusal: what it means, what to do.",
        {"json"},
        "  reqledger explain entry.prev",
        1,
        1},
       RunExplain},
      {"export",
       {"reqledger export",
        "",
        "Writes a bundle of all entries or of some, with what its audience may see, and verifies "
        "it.",
        {"audience", "customer_ref", "court", "docket", "authority", "matters", "types", "since",
         "until", "consistent_with", "documents", "certify", "publish_now", "working", "out",
         "approve", "json", "socket"},
        "  reqledger export --out=ledger-2026-11.zip\n"
        "  reqledger export --matters=2023-00417 --publish_now --out=matter-2023-00417\n"
        "  reqledger export --types=demand.received --since=2026-01-01 --out=demands-2026.zip\n"
        "  reqledger export --matters=2023-00417 --documents=papers --publish_now "
        "--out=for-court.tar.gz\n"
        "  reqledger export --audience=customer --customer_ref=@customer.txt "
        "--out=for-customer.zip"},
       RunExport},
  };
}

// Whoever takes the daemon's socket takes its URL as well.
void AddUrlFlags(std::vector<std::string_view>& flags) {
  const auto socket = std::ranges::find(flags, "socket");
  if (socket == flags.end()) return;
  flags.insert(std::next(socket), {"url", "tls_cert", "tls_key", "tls_ca"});
}

}  // namespace

std::vector<Subcommand> Subcommands() {
  std::vector<Subcommand> all = CommandsThatRecord();
  std::ranges::move(CommandsThatShow(), std::back_inserter(all));
  std::ranges::move(CommandsOfKeys(), std::back_inserter(all));
  std::ranges::move(CommandsThatProve(), std::back_inserter(all));
  for (Subcommand& command : all) AddUrlFlags(command.spec.flags);
  return all;
}

}  // namespace reqledger::tools
