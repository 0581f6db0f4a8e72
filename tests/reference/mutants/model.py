"""A complete auditor bundle taken apart, so that an entry can be changed and all that follows be made again.

`Model.build` mends as far as it is told: the chain, the tree, the signature. Source: docs/formats.md.
"""

import copy
import dataclasses
import functools
import json

from reqledger_reference import remake
from reqledger_reference.encoding import Malformed, canonical, decode_base64url, encode_base64url, parse_json
from reqledger_reference.event import CORE, ZEROS, digest_of, make_disclosure
from reqledger_reference.tlog import leaf_hash, sha256

FOREIGN_SEED = b"\x66" * 32
CHAIN, TREE, FOREIGN_KEY, RIGHT_KEY = "3 chain", "4 tree", "5 other key", "6 second faces"


@dataclasses.dataclass
class Mutant:
    """One changed bundle; `links` are symbolic links to make, by path."""

    level: str
    name: str
    files: dict
    links: dict = dataclasses.field(default_factory=dict)
    pinned: bool = True
    harmless: bool = False
    older: tuple = ()
    receipts: tuple = ()


@functools.lru_cache(maxsize=None)
def decoded(text):
    """The array of a disclosure, or None."""
    try:
        return parse_json(decode_base64url(text))
    except Malformed:
        return None


def salt_for(*parts):
    return sha256(repr(parts).encode())[:16]


class Model:
    """Entries as 32 disclosures each; `edits` change the bytes of a finished line, entry or disclosures."""

    def __init__(self, files):
        self.files = dict(files)
        self.entries = [json.loads(line) for line in remake.split_lines(files["data/entries.jsonl"])]
        opened = map(json.loads, remake.split_lines(files["data/disclosures.jsonl"]))
        self.slots = []
        for entry, line in zip(self.entries, opened, strict=True):
            by_digest = {digest_of(text): text for text in line["disclosures"] + line["decoys"]}
            self.slots.append([by_digest[digest] for digest in entry["_sd"]])
        self.locked = set()  # entries whose matter_prev is to stay
        self.entry_edits = {}
        self.line_edits = {}

    def copy(self):
        other = copy.copy(self)
        other.entries = [dict(entry) for entry in self.entries]
        other.slots = [list(slots) for slots in self.slots]
        other.locked, other.entry_edits, other.line_edits = set(self.locked), {}, {}
        return other

    def member(self, seq, name):
        """(slot, value) of an opened member, or None."""
        for slot, text in enumerate(self.slots[seq]):
            array = decoded(text)
            if array and len(array) == 3 and array[1] == name:
                return slot, array[2]
        return None

    def names(self, seq):
        arrays = map(decoded, self.slots[seq])
        return {array[1]: slot for slot, array in enumerate(arrays) if array and len(array) == 3}

    def plant(self, seq, slot, name, value):
        self.slots[seq][slot] = make_disclosure(salt_for(seq, slot, name), name, value)

    def plant_decoy(self, seq, slot):
        self.slots[seq][slot] = make_disclosure(salt_for(seq, slot))

    def plant_json(self, seq, slot, text):
        """A disclosure of these very bytes, `SALT` in them replaced by a salt."""
        salt = make_disclosure(salt_for(seq, slot))
        raw = text.replace("SALT", decoded(salt)[0]).encode("utf-8", "surrogatepass")
        self.slots[seq][slot] = encode_base64url(raw)

    def set_core(self, seq, name, value):
        if name == "matter_prev":
            self.locked.add(seq)
        self.plant(seq, CORE.index(name), name, value)

    def drop(self, seq):
        del self.entries[seq], self.slots[seq]

    def insert_copy(self, seq, of):
        self.entries.insert(seq, dict(self.entries[of]))
        self.slots.insert(seq, list(self.slots[of]))

    def swap(self, left, right):
        self.entries[left], self.entries[right] = self.entries[right], self.entries[left]
        self.slots[left], self.slots[right] = self.slots[right], self.slots[left]

    def build(self, level, seed, matters=None):
        """The bundle, mended up to that level; partial if matters are given."""
        lines = self._seal()
        leaves = list(map(leaf_hash, lines))
        files = dict(self.files)
        files["data/entries.jsonl"] = remake.join_lines(lines)
        disclosures = [self._disclosures(seq) for seq in range(len(lines))]
        files["data/disclosures.jsonl"] = remake.join_lines(line for line in disclosures if line)
        if level != CHAIN:
            remake.mend_tree(files)
        if level in (FOREIGN_KEY, RIGHT_KEY):
            remake.sign(files, seed)
            if level == RIGHT_KEY:
                mend_older(files, seed)
        if matters is not None:
            self._select(files, lines, disclosures, leaves, matters)
        remake.mend_csv(files)
        remake.mend_manifests(files)
        return files

    def _seal(self):
        last_of_matter = {}
        lines = []
        prev = self.entries[0]["prev"]
        for seq, entry in enumerate(self.entries):
            found = self.member(seq, "matter")
            matter = canonical(found[1]) if found else None
            if seq not in self.locked and self.member(seq, "matter_prev") and matter:
                self._relink(seq, last_of_matter.get(matter, ZEROS))
            entry |= {"seq": seq, "prev": prev, "_sd": list(map(digest_of, self.slots[seq]))}
            line = canonical(entry)
            line = self.entry_edits.get(seq, lambda same: same)(line)
            prev = leaf_hash(line).hex()
            last_of_matter[matter] = prev
            lines.append(line)
        return lines

    def _relink(self, seq, leaf):
        slot, value = self.member(seq, "matter_prev")
        if value != leaf and slot == CORE.index("matter_prev"):
            self.plant(seq, slot, "matter_prev", leaf)

    def _disclosures(self, seq):
        line = {"disclosures": [], "decoys": [], "seq": seq}
        for text in self.slots[seq]:
            array = decoded(text)
            line["decoys" if array is not None and len(array) == 1 else "disclosures"].append(text)
        return self.line_edits.get(seq, canonical)(line)

    def _select(self, files, lines, disclosures, leaves, matters):
        chosen = [seq for seq in range(len(lines)) if seq == 0 or (self.member(seq, "matter") or ("", ""))[1] in list(matters)]
        files["data/entries.jsonl"] = remake.join_lines(lines[seq] for seq in chosen)
        files["data/disclosures.jsonl"] = remake.join_lines(disclosures[seq] for seq in chosen if disclosures[seq])
        remake.mend_proofs(files, leaves, chosen)
        export = json.loads(files["data/export.json"])
        export |= {"complete": False, "entries": len(chosen), "selection": {"matters": sorted(matters)}}
        files["data/export.json"] = canonical(export) + b"\n"


def mend_older(files, seed):
    """The earlier checkpoints of a complete bundle, for the tree as it now is."""
    if "data/checkpoints.jsonl" not in files:
        return
    leaves = list(map(leaf_hash, remake.split_lines(files["data/entries.jsonl"])))
    origin = files["data/checkpoint"].split(b"\n")[0].decode()
    lines = remake.split_lines(files["data/checkpoints.jsonl"])
    sizes = [int(json.loads(line)["checkpoint"].split("\n")[1]) for line in lines]
    sizes = [size for size in sizes if size < len(leaves)]
    files["data/checkpoints.jsonl"] = remake.join_lines(remake.older_line(origin, size, leaves, seed) for size in sizes)


def open_matter(model):
    """The matter whose last entry is an opened export, as a partial bundle for an auditor needs."""
    last = {}
    for seq in range(len(model.entries)):
        last[model.member(seq, "matter")[1]] = model.member(seq, "type")[1]
    return next((matter for matter, kind in last.items() if kind == "ledger.export_opened"), None)


def to_internal(files):
    """A complete auditor bundle without its decoys."""
    lines = map(json.loads, remake.split_lines(files["data/disclosures.jsonl"]))
    internal = dict(files)
    internal["data/disclosures.jsonl"] = remake.join_lines(
        canonical({"disclosures": line["disclosures"], "seq": line["seq"]}) for line in lines)
    internal["data/export.json"] = canonical(json.loads(files["data/export.json"]) | {"audience": "internal"}) + b"\n"
    remake.mend_manifests(internal)
    return internal


def to_public(files):
    """What everybody may see of a complete auditor bundle: the ledger's own entries, and the links of none but two types."""
    model = Model(files)
    lines = []
    for seq in range(len(model.entries)):
        names = model.names(seq)
        kind = model.member(seq, "type")[1]
        if not kind.startswith("ledger."):
            continue
        hidden = () if kind in ("ledger.genesis", "ledger.export_opened") else ("matter_seq", "matter_prev")
        slots = sorted(slot for name, slot in names.items() if name not in hidden)
        lines.append(canonical({"disclosures": [model.slots[seq][slot] for slot in slots], "seq": seq}))
    public = dict(files) | {"data/disclosures.jsonl": remake.join_lines(lines)}
    public["data/export.json"] = canonical(json.loads(files["data/export.json"]) | {"audience": "public"}) + b"\n"
    remake.mend_csv(public)
    remake.mend_manifests(public)
    return public


