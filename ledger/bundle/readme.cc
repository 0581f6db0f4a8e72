#include "ledger/bundle/readme.h"

namespace reqledger::bundle {
namespace {

constexpr std::string_view kTitle = R"(A record of government data demands
===================================

)";

constexpr std::string_view kCourt =
    R"(For the court. A cloud provider records every demand of a government for its customers' data, every order
to keep one secret and every challenge to one, in a ledger that cannot be changed unnoticed. This folder
holds what of it was chosen for the court. A clerk needs nothing but a browser: open data/index.html. An
expert of either side can check the same without it, in the other ways below.

)";

constexpr std::string_view kCustomer =
    R"(For a customer. A government asked your provider for data about you, and the provider recorded it when it
happened: what was asked and by whom, what was answered, what the provider was forbidden to tell, and how
that ended. This folder holds what it may now show you. The record cannot be changed unnoticed: open
data/index.html in a browser to see that it was not, and to read it.

)";

constexpr std::string_view kAuditor =
    R"(For an audit. This folder is an export of a ledger of government data demands: every entry is chained to
the one before it and lies in a Merkle tree whose head is signed. Keep data/checkpoint: with
reqledger-verify --checkpoints=FILE the next export is checked against it, so that nothing that you have
seen can be taken out or changed later.

)";

constexpr std::string_view kPublic =
    R"(For anyone. A cloud provider records every demand of a government for its customers' data in a ledger that
cannot be changed unnoticed. This folder holds the chain of all entries, and opens those that may be told
to everybody. How many of the others are demands cannot be seen from it: many are there as cover.

)";

constexpr std::string_view kFiles =
    R"(What is in it. entries.jsonl holds the entries; they look alike and say nothing by themselves.
disclosures.jsonl holds the values behind those that are opened for you; records.csv shows the same values
as a table. export.json says what was selected, for whom, and in one sentence what is opened. documents,
where it is there, holds papers that the entries name by their digests. certificate.txt is a draft for a
custodian of the record to complete and sign.

Whom to believe. The key in data/keys is information, not trust: get the provider's verifier key (vkey) or
its fingerprint in another way – by letter, by telephone, from its public site – and compare.

Three ways to check
-------------------

1. In a browser: open data/index.html. It needs no network and sends nothing. It checks its own copy of the
   record and says in two lines whether that is unaltered since it was signed and, once you have typed the
   fingerprint of the key, by whom. Then drop this folder on it: that checks the files themselves. Who does
   not trust a page from the sender uses reqledger-viewer.html of the project, which is the same page.

2. With what most computers have. That no file changed since the bundle was made, in the folder that holds
   bagit.txt:

       sha256sum -c manifest-sha256.txt

   The SHA-256 of data/core-sha256.txt is the bundle digest, which letters and certificates may cite.

   That every entry is in the tree that data/checkpoint names, and every opened value in its entry, with
   Python 3 and nothing else: save the lines between the rulers as check.py beside that folder, and run
   in it

       python3 ../check.py

   - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - -
)";

// What follows is read by people and run by them: short before clever.
constexpr std::string_view kScriptBegin =
    R"(import base64, hashlib, json
def sha256(data): return hashlib.sha256(data).digest()
def lines(name): return open("data/" + name, "rb").read().splitlines()
origin, size, root = open("data/checkpoint", encoding="utf-8").read().split("\n")[:3]
size, root = int(size), base64.b64decode(root)
entries = {}
for line in lines("entries.jsonl"):
    entry = json.loads(line)
    entries[entry["seq"]] = entry, sha256(b"\0" + line)
)";

constexpr std::string_view kScriptWhole =
    R"(before = sha256(b"\0" + origin.encode())
for seq in range(size):
    entry, leaf = entries[seq]
    assert entry["prev"] == before.hex(), f"entry {seq} is not chained to the one before it"
    before = leaf
row = [entries[seq][1] for seq in range(size)]
while len(row) > 1:
    pairs = [row[i:i + 2] for i in range(0, len(row), 2)]
    row = [sha256(b"\1" + pair[0] + pair[1]) if len(pair) == 2 else pair[0] for pair in pairs]
assert len(entries) == size and row[0] == root, "the tree is another than the checkpoint's"
)";

constexpr std::string_view kScriptPartial =
    R"(proofs = {proof["seq"]: proof["proof"] for proof in map(json.loads, lines("proofs.jsonl"))}
for seq, (entry, found) in entries.items():
    place, last = seq, size - 1
    for text in proofs[seq]:
        sibling = base64.b64decode(text)
        if place % 2 or place == last:
            found = sha256(b"\1" + sibling + found)
            while place and not place % 2:
                place, last = place // 2, last // 2
        else:
            found = sha256(b"\1" + found + sibling)
        place, last = place // 2, last // 2
    assert last == 0 and found == root, f"entry {seq} is not in the checkpoint's tree"
)";

constexpr std::string_view kScriptEnd =
    R"(for opened in map(json.loads, lines("disclosures.jsonl")):
    for text in opened["disclosures"] + opened.get("decoys", []):
        digest = base64.urlsafe_b64encode(sha256(text.encode())).decode().rstrip("=")
        assert digest in entries[opened["seq"]][0]["_sd"], f"entry {opened['seq']}: a value not its own"
print(f"{len(entries)} entries are in the tree of size {size}, whose root is {root.hex()}")
)";

constexpr std::string_view kRest =
    R"(   - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - -

   It says nothing of who signed: that is for the other two ways.

3. With the project's verifier, which checks all that can be checked, offline and without trust in the
   provider:

       reqledger-verify BUNDLE --vkey=VKEY

   Exit status 0: verified. 1: it does not verify. 3: something could not be checked; without --vkey that
   is always so. Where everything is opened it also counts deadlines and states, by the rules in
   data/schemas/rules, and lists what was irregular, missed or recorded late; with --strict_process that
   too is a failure.

   To write a verifier of your own, docs/formats.md of the project is enough: the signed note and the tree
   follow C2SP, the disclosures SD-JWT (RFC 9901), the folder BagIt (RFC 8493).

Whom to ask
-----------

The provider whose record this is: )";

std::string_view IntroductionFor(std::string_view audience) {
  if (audience.starts_with("court")) return kCourt;
  if (audience == "customer") return kCustomer;
  if (audience == "public") return kPublic;
  return kAuditor;
}

// The script stands three columns in, as all else of its paragraph.
std::string Indented(std::string_view text) {
  std::string indented;
  while (!text.empty()) {
    const std::size_t end = text.find('\n') + 1;
    indented.append("   ").append(text.substr(0, end));
    text.remove_prefix(end);
  }
  return indented;
}

}  // namespace

std::string ReadmeFor(std::string_view audience, bool whole, std::string_view origin) {
  std::string text;
  text.append(kTitle).append(IntroductionFor(audience)).append(kFiles);
  text += Indented(kScriptBegin);
  text += Indented(whole ? kScriptWhole : kScriptPartial);
  text += Indented(kScriptEnd);
  text.append(kRest).append(origin).append(
      ".\nWhat the programs say, word for word, is explained in docs/messages.md of the "
      "project.\n");
  return text;
}

}  // namespace reqledger::bundle
