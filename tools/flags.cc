#include "tools/flags.h"

#include <gflags/gflags.h>

DEFINE_bool(approve, false,
            "Do nothing but approve that somebody else does exactly this: the second person.");
DEFINE_string(at, "", "As it stood at the end of this day (YYYY-MM-DD, UTC); now if empty.");
DEFINE_string(audience, "auditor",
              "Whom the export is for: internal, auditor, auditor_uncleared, customer, "
              "court_sealed, court_public, oversight or public. What may not be told to them is "
              "not opened.");
DEFINE_string(authority, "", "On whose word and why it is done, without names of people.");
DEFINE_string(basis, "", "Provision or policy under which it is erased.");
DEFINE_string(
    consistent_with, "",
    "File with a signed checkpoint that the recipient has: the bundle then proves that it "
    "continues that one.");
DEFINE_string(court, "", "Name of the court that an export under seal is for, as recorded.");
DEFINE_string(customer, "",
              "Key of the customer to look for, as it was recorded; given as --selector is.");
DEFINE_string(customer_ref, "",
              "Key of the customer that the export is for, as it was recorded. Other users of this "
              "host can see a value that stands here; - reads it from standard input without "
              "showing it, @FILE from a file.");
DEFINE_string(data_dir, "", "Folder of the ledger's data.");
DEFINE_string(certify, "",
              "Paragraphs of the draft certification: 902_11, 902_13, 902_14, a comma between; all "
              "if empty; none for no certification.");
DEFINE_string(docket, "", "Docket number of the court that an export under seal is for.");
DEFINE_string(document, "",
              "Papers of the event, each as role:FILE, with commas between; their digests are "
              "recorded, the papers stay where they are.");
DEFINE_string(documents, "",
              "Folder of documents to add to the bundle: each a file whose SHA-256 an event in it "
              "names.");
DEFINE_bool(dry_run, false, "Have everything checked and nothing recorded.");
DEFINE_bool(due, false, "List the matters that have been kept as long as the policy says.");
DEFINE_bool(rebuild, false,
            "Where the entries verify and the rows derived from them do not, make those rows again "
            "from the entries, and verify once more. Needs --data_dir and --key_dir.");
DEFINE_bool(entries_only, false,
            "Check no more than chain, tree and checkpoints; the keys are not needed then.");
DEFINE_bool(escrow_destroyed, false,
            "Record that copies of the escrow's envelopes outside the key folder were destroyed, "
            "too.");
DEFINE_string(escrow_certs, "",
              "Certificates (PEM files, with commas between) whose holders can get the "
              "key-encryption key back, now and after each rewrap; none if empty.");
DEFINE_string(format, "text",
              "text for people, csv for a spreadsheet (RFC 4180), ics for a calendar (RFC 5545).");
DEFINE_bool(json, false, "Print JSON for programs instead of text for people.");
DEFINE_bool(keep_going, false, "Go on after an event that is refused.");
DEFINE_string(key_dir, "", "Folder of the ledger's keys.");
DEFINE_uint64(limit, 100, "Greatest number of entries to list.");
DEFINE_string(matter, "", "Only of this matter.");
DEFINE_string(matters, "", "Only these matters, with commas between; all of the ledger if empty.");
DEFINE_string(next_vkeys, "",
              "File that holds the verifier key of the rotation after this one: a promise, which "
              "verifiers hold that rotation to; none if empty.");
DEFINE_string(origin, "", "Name of the ledger for ever, such as ledger.example.com/demands.");
DEFINE_string(
    out, "",
    "Where to write: a folder, or one file if it ends in .zip or .tar.gz; must not be there yet.");
DEFINE_string(policy, "",
              "File of a trust policy: the log's keys, its witnesses, and how many of them must "
              "have signed.");
DEFINE_string(
    unlock_key_file, "",
    "File of the unlock key, under which the key-encryption key lies; systemd's credential "
    "reqledger.unlock_key if empty and there is one, else none.");
DEFINE_bool(publish_now, false, "Publish a checkpoint first, so that the newest entries are in.");
DEFINE_uint64(publish_multiple, 64,
              "Published sizes are multiples of this number of entries, so that they tell little.");
DEFINE_string(reason, "", "Why, without names of people; recorded with it.");
DEFINE_string(receipts_dir, "", "Folder to write each event's receipt to, as <seq>.json.");
DEFINE_bool(register, false,
            "Also print who was told of each order, when, and whether they were told of the duty; "
            "released orders too.");
DEFINE_string(schema_dir, "", "Folder of the event schemas; the installed ones if empty.");
DEFINE_string(scope, "",
              "personal for what is about persons, after which the matter goes on; all for "
              "everything, after which it takes no further event.");
DEFINE_string(selector, "",
              "What to look for, such as a mail address or a number. Other users of this host can "
              "see a value that stands here; - reads it from standard input without showing it, "
              "@FILE from a file.");
DEFINE_string(since, "", "Only entries recorded on this day (YYYY-MM-DD) or later.");
DEFINE_string(socket, "/run/reqledger/reqledgerd.sock", "Unix socket of the daemon.");
DEFINE_string(state_dir, "", "Folder of the high-water mark; the key folder if empty.");
DEFINE_bool(strict_process, false,
            "Count irregular steps of a matter as failure, not only a broken record.");
DEFINE_string(tls_ca, "",
              "PEM file of who signs the certificate of the daemon at --url; no other signer is "
              "believed.");
DEFINE_string(tls_cert, "",
              "PEM file of your certificate, with its chain, by which the daemon at --url knows "
              "you.");
DEFINE_string(tls_key, "",
              "PEM file of the secret key of --tls_cert; nobody but its owner may read it.");
DEFINE_string(type, "", "Only entries of this type, such as demand.received.");
DEFINE_string(types, "", "Only entries of these types, such as demand.received; a comma between.");
DEFINE_string(until, "", "Only entries recorded before the end of this day (YYYY-MM-DD).");
DEFINE_string(url, "",
              "Address of the daemon, https://HOST or https://HOST:PORT, in place of its socket; "
              "needs --tls_cert, --tls_key and --tls_ca.");
DEFINE_string(vkey, "", "Verifier key to believe, or a file that holds it.");
DEFINE_string(
    within, "P30D",
    "How far to look ahead, as an ISO 8601 duration such as P30D or PT48H; what is overdue "
    "is always there.");
DEFINE_bool(yes, false, "Do it, and not only show what would be done. It cannot be undone.");
DEFINE_bool(working, false,
            "Use the newest checkpoint, of each batch, and not the last published one.");
