#!/usr/bin/env python3
"""Makes small bundles without the daemon, so that verifiers can be tested against something they did not write.

A bundle is a dict of path to bytes; write_bundle puts it into a folder. Salts and keys come from a seed: same
arguments, same bytes. For tests only: a key made here protects nothing.
"""

import argparse
import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)


from reqledger_reference import remake  # noqa: E402
from reqledger_reference.encoding import canonical  # noqa: E402
from reqledger_reference.event import CORE, FIRST_FREE_SLOT, SLOTS, ZEROS, digest_of, make_disclosure  # noqa: E402
from reqledger_reference.schema import Schema  # noqa: E402
from reqledger_reference.tlog import leaf_hash, root_of, sha256  # noqa: E402

ORIGIN = "ledger.example/reference"
SEED = bytes(range(32))
CHAIN_MEMBERS = ("matter_seq", "matter_prev")


def _text(**more):
    return {"type": "string"} | more


def _schema(name, required, **properties):
    return {"$schema": "http://json-schema.org/draft-07/schema#", "title": name, "x-type": name, "x-version": 1,
            "type": "object", "additionalProperties": False, "required": required, "properties": properties}


_IDENTIFIER = _text(pattern="^[A-Za-z0-9._:-]{1,64}$")
SCHEMAS = [
    _schema("ledger.genesis", ["origin", "vkeys", "format_sha256", "publish_multiple"], origin=_text(minLength=1),
            vkeys={"type": "array", "minItems": 1, "maxItems": 16, "items": _text()},
            format_sha256=_text(pattern="^[0-9a-f]{64}$"), publish_multiple={"type": "integer", "minimum": 1}),
    _schema("ledger.key_rotated", ["vkeys"], vkeys={"type": "array", "minItems": 1, "maxItems": 16, "items": _text()},
            next_keys_sha256=_text(pattern="^[0-9a-f]{64}$")),
    _schema("ledger.heartbeat", []),
    _schema("ledger.clock_event", [], seconds={"type": "integer"}),
    _schema("ledger.export_opened", ["audience"], audience=_text(enum=["auditor", "public", "internal"])),
    _schema("demand.received", ["demand_id", "kind"], demand_id=_IDENTIFIER, kind=_text(enum=["warrant", "order"]),
            note=_text(maxLength=40), details={"type": "object", "x-free": True}, urgent={"type": "boolean"},
            pages={"type": "integer", "minimum": 1, "maximum": 500},
            targets={"type": "array", "maxItems": 3, "items": _IDENTIFIER})
    | {"if": {"properties": {"kind": {"const": "order"}}, "required": ["kind"]}, "then": {"required": ["note"]}},
    _schema("demand.closed", ["demand_id"], demand_id=_IDENTIFIER, outcome=_text(enum=["complied", "withdrawn"])),
]
EVENTS = [
    {"type": "demand.received", "matter": "M-1", "demand_id": "D1", "kind": "warrant", "pages": 12, "urgent": True,
     "note": "=SUM(A1), \"quoted\"\nsecond line", "details": {"a": -1, "b": ["x", {"c": "é𝄞"}]}},
    {"type": "demand.received", "matter": "M-2", "demand_id": "D2", "kind": "order", "note": "@sealed",
     "targets": ["T1", "T2"]},
    {"type": "ledger.heartbeat", "matter": "ledger"},
    {"type": "demand.closed", "matter": "M-1", "demand_id": "D1", "outcome": "complied"},
    {"type": "ledger.clock_event", "matter": "ledger", "seconds": -90},
    {"type": "demand.closed", "matter": "M-2", "demand_id": "D2"},
    {"type": "demand.received", "matter": "M-1", "demand_id": "D3", "kind": "warrant", "targets": []},
    {"type": "ledger.heartbeat", "matter": "ledger"},
    {"type": "ledger.export_opened", "matter": "M-1", "audience": "auditor"},
    {"type": "ledger.heartbeat", "matter": "ledger"},
]


def _annotated(schema):
    """The schema with all that the project asks of its own files, and the format page of none."""
    members = {}
    for i, (name, member) in enumerate(schema["properties"].items(), 1):
        notes = {"title": name, "description": name, "x-order": 10 * i, "x-personal": False, "x-audience": "ledger"}
        members[name] = notes | _bounded(member)
    annotated = schema | {"description": schema["title"], "properties": members}
    return annotated if schema["required"] else {name: value for name, value in annotated.items() if name != "required"}


def _bounded(member):
    if member["type"] == "array":
        member = member | {"items": _bounded(member["items"])}
    bounds = {"string": {"maxLength": 4096}, "integer": {"minimum": -1000000, "maximum": 1000000}}
    return bounds.get(member["type"], {}) | member


def built_in_schemas(plain=False):
    schemas = SCHEMAS if plain else map(_annotated, SCHEMAS)
    return {f"{schema['x-type']}.v1.schema.json": json.dumps(schema, indent=1).encode() + b"\n" for schema in schemas}


def read_schemas(folder):
    files = {}
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), "rb") as file:
            files[name] = file.read()
    return files


class Ledger:
    """Entries with all that is sealed in them."""

    def __init__(self, origin=ORIGIN, seed=SEED, schema_files=None, rule_files=None):
        self.origin = origin
        self.seed = seed
        self.schema_files = schema_files or built_in_schemas()
        self.rule_files = rule_files or {}
        self._schemas = {}
        for raw in self.schema_files.values():
            schema = Schema(raw)
            self._schemas[schema.type] = (schema, sha256(raw).hex())
        self.lines = []
        self.events = []
        self.sealed = []  # for each entry its 32 disclosures, in slot order
        self.signers = [(0, seed)]  # from which size on which key signs
        self._matters = {}
        self._append_genesis()

    @property
    def leaves(self):
        return [leaf_hash(line) for line in self.lines]

    def _append_genesis(self):
        self.append({"type": "ledger.genesis", "matter": "ledger", "origin": self.origin,
                     "vkeys": [remake.vkey_of(self.origin, remake.public_of(self.seed))],
                     "format_sha256": sha256(b"format").hex(), "publish_multiple": 4} | self._rule_packs("rule_packs"))

    def _rule_packs(self, member):
        """What an entry says of the packs that it begins with; nothing where there are no rules."""
        packs = [(json.loads(raw), sha256(raw).hex()) for raw in self.rule_files.values()]
        said = [{"enabled": pack["enabled"], "name": pack["name"], "sha256": digest, "version": pack["version"]}
                for pack, digest in packs if pack["kind"] == "pack"]
        return {member: said} if said else {}

    def seeds_at(self, size):
        """Of the keys that sign a checkpoint of that size: two, where one takes the other's place."""
        before = [seed for start, seed in self.signers if start < size] or [self.seed]
        return [before[-1], *(seed for start, seed in self.signers if start == size != 0)]

    def rotate(self, seed, **more):
        """Another key signs from the size of this entry on."""
        vkey = remake.vkey_of(self.origin, remake.public_of(seed))
        self.append({"type": "ledger.key_rotated", "matter": "ledger", "vkeys": [vkey]} | more)
        self.signers.append((len(self.lines), seed))

    def append(self, event):
        """Seals the event; core members that it brings along stand as they are."""
        seq = len(self.lines)
        schema, digest = self._schemas[event["type"]]
        number, prev = self._matters.get(event["matter"], (0, ZEROS))
        added = {
            "schema": {"sha256": digest, "type": event["type"], "version": schema.version},
            "matter_seq": number + 1, "matter_prev": prev, "occurred_at": {"precision": "day", "value": "2026-02-28"},
            "recorded_at": f"2026-03-01T{seq // 60 % 24:02}:{seq % 60:02}:00.000000Z",
            "recorded_by": "uid:1000" if seq % 2 else "daemon",
        }
        event = added | event
        sealed = [self._decoy(seq, slot) for slot in range(SLOTS)]
        for name, value in event.items():
            slot = CORE.index(name) if name in CORE else schema.slot(name)
            sealed[slot] = make_disclosure(self._salt(seq, slot), name, value)
        before = self.leaves[-1] if seq else sha256(b"\x00" + self.origin.encode())
        line = canonical({"_sd": [digest_of(text) for text in sealed], "_sd_alg": "sha-256", "prev": before.hex(),
                          "seq": seq, "v": 1})
        self.lines.append(line)
        self.events.append(event)
        self.sealed.append(sealed)
        self._matters[event["matter"]] = (event["matter_seq"], leaf_hash(line).hex())

    def _salt(self, seq, slot):
        return sha256(b"salt" + self.seed + bytes([slot]) + seq.to_bytes(8, "big"))[:16]

    def _decoy(self, seq, slot):
        return make_disclosure(self._salt(seq, slot))

    def is_decoy(self, seq, slot):
        return self.sealed[seq][slot] == self._decoy(seq, slot)


def _selected(ledger, matters):
    if matters is None:
        return range(len(ledger.lines))
    seqs = {seq for seq, event in enumerate(ledger.events) if seq == 0 or event["matter"] in matters or event["type"] == "ledger.key_rotated"}
    return sorted(seqs | {seq for seq, event in enumerate(ledger.events) if _explains(event, seqs)})


def _explains(event, seqs):
    """Whether it says of the erasure of one of `seqs`."""
    ranges = event.get("seqs", ()) if event["type"] == "ledger.erasure_applied" else ()
    return any(each["first"] <= seq <= each["last"] for each in ranges for seq in seqs)


def _disclosures_line(ledger, seq, audience):
    """The line of disclosures.jsonl, or None where that audience is shown nothing."""
    event_type = ledger.events[seq]["type"]
    if audience not in ("auditor", "internal") and not event_type.startswith("ledger."):
        return None
    hidden = [CORE.index(name) for name in CHAIN_MEMBERS]
    if audience in ("auditor", "internal") or event_type in ("ledger.genesis", "ledger.export_opened"):
        hidden = []
    shown = [slot for slot in range(SLOTS) if slot not in hidden]
    line = {"disclosures": [ledger.sealed[seq][slot] for slot in shown if not ledger.is_decoy(seq, slot)], "seq": seq}
    if audience == "auditor":
        line["decoys"] = [ledger.sealed[seq][slot] for slot in shown if ledger.is_decoy(seq, slot)]
    return canonical(line)


def make_bundle(ledger, audience="auditor", matters=None, older=()):
    """A bundle, complete unless matters are given, with earlier checkpoints of the sizes `older`."""
    seqs = _selected(ledger, matters)
    complete = matters is None
    files = {f"data/schemas/{name}": raw for name, raw in ledger.schema_files.items()}
    files |= {f"data/schemas/rules/{name}": raw for name, raw in ledger.rule_files.items()}
    files["data/schemas/finding_codes.json"] = b"{}\n"
    files["data/entries.jsonl"] = remake.join_lines(ledger.lines[seq] for seq in seqs)
    opened = (_disclosures_line(ledger, seq, audience) for seq in seqs)
    files["data/disclosures.jsonl"] = remake.join_lines(line for line in opened if line)
    files["data/checkpoint"] = remake.sign_checkpoint(
        ledger.origin, len(ledger.lines), root_of(ledger.leaves), *ledger.seeds_at(len(ledger.lines)))
    if older:
        files["data/checkpoints.jsonl"] = remake.join_lines(
            remake.older_line(ledger.origin, size, ledger.leaves, *ledger.seeds_at(size)) for size in older)
    files["data/keys/ledger.vkey"] = remake.vkey_of(ledger.origin, remake.public_of(ledger.seed)).encode() + b"\n"
    files["data/README.txt"] = b"A bundle for tests.\n"
    files["data/export.json"] = canonical({
        "audience": audience, "bundle": "reqledger-bundle/v1", "complete": complete,
        "created_at": "2026-03-02T00:00:00.000000Z", "entries": len(seqs), "origin": ledger.origin,
        "root": root_of(ledger.leaves).hex(), "selection": {} if complete else {"matters": sorted(matters)},
        "size": len(ledger.lines), "statement": "Made by a test.", "tool": "make_bundle.py"}) + b"\n"
    if not complete:
        remake.mend_proofs(files, ledger.leaves, seqs)
    remake.mend_csv(files)
    files["bagit.txt"] = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    files["bag-info.txt"] = b"Source-Organization: Example\nPayload-Oxum: 0.0\nBagging-Date: 2026-03-02\n"
    remake.mend_manifests(files)
    return files


def sample_ledger(schema_files=None):
    ledger = Ledger(schema_files=schema_files)
    for event in EVENTS:
        ledger.append(event)
    return ledger


def write_bundle(files, folder):
    for path, raw in files.items():
        target = os.path.join(folder, path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "wb") as file:
            file.write(raw)


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0], allow_abbrev=False)
    parser.add_argument("folder", help="where to write the bundle; must not be there")
    parser.add_argument("--events", help="JSON Lines of events; a few built-in ones if not given")
    parser.add_argument("--schemas", help="folder of schema files; a few built-in ones if not given")
    parser.add_argument("--rules", help="folder of rule packs, machines and calendars; none if not given")
    parser.add_argument("--audience", default="auditor")
    parser.add_argument("--matters", help="a partial bundle of these matters, separated by commas")
    parser.add_argument("--older", default="", help="sizes of earlier checkpoints, separated by commas")
    parser.add_argument("--origin", default=ORIGIN)
    parser.add_argument("--seed", default=SEED.hex(), help="32 bytes in hex: the private key, for tests only")
    parsed = parser.parse_args(arguments)
    schema_files = read_schemas(parsed.schemas) if parsed.schemas else None
    rule_files = read_schemas(parsed.rules) if parsed.rules else None
    ledger = Ledger(parsed.origin, bytes.fromhex(parsed.seed), schema_files, rule_files)
    events = EVENTS
    if parsed.events:
        with open(parsed.events, encoding="utf-8") as file:
            events = [json.loads(line) for line in file]
    for event in events:
        ledger.append(event)
    matters = parsed.matters.split(",") if parsed.matters else None
    older = [int(size) for size in parsed.older.split(",") if size]
    os.mkdir(parsed.folder)
    write_bundle(make_bundle(ledger, parsed.audience, matters, older), parsed.folder)
    print(remake.vkey_of(ledger.origin, remake.public_of(ledger.seed)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
