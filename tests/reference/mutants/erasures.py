"""Bundles of ledgers in which something was erased, and what must be found first: where an erasure covers it, nothing.

Source: docs/formats.md section 8.4.
"""

import json

import make_bundle
from reqledger_reference import remake
from reqledger_reference.encoding import canonical

from .model import Mutant, decoded

LEVEL = "8 erasures"
_A_DECOY = object()
_SCHEMA = {
    "title": "ledger.erasure_applied", "x-type": "ledger.erasure_applied", "x-version": 1, "type": "object", "additionalProperties": False,
    "required": ["seqs", "scope"], "properties": {
        "seqs": {"type": "array", "maxItems": 500, "items": {"type": "object", "additionalProperties": False, "properties": {
            "first": {"type": "integer"}, "last": {"type": "integer"}, "note": {"type": "string"}}}},
        "scope": {"type": "string"}}}


def _schemas(personal):
    files = make_bundle.built_in_schemas()
    received = json.loads(files["demand.received.v1.schema.json"])
    received["properties"]["note"]["x-personal"] = personal
    files["demand.received.v1.schema.json"] = json.dumps(received).encode()
    files["ledger.erasure_applied.v1.schema.json"] = json.dumps(_SCHEMA).encode()
    return files


def _erasure(scope, *ranges, **more):
    seqs = [{"first": first, "last": last} for first, last in ranges]
    return {"type": "ledger.erasure_applied", "matter": "ledger", "scope": scope, "seqs": seqs} | more


def _bundle(erasures, closed, first=False, matters=None, personal=True):
    """The sample ledger with these erasures at its end or beginning; `closed`: by seq what is left closed, all where that is None."""
    ledger = make_bundle.Ledger(schema_files=_schemas(personal))
    for event in (*erasures, *make_bundle.EVENTS) if first else (*make_bundle.EVENTS, *erasures):
        ledger.append(event)
    files = make_bundle.make_bundle(ledger, matters=matters)
    lines = []
    for line in remake.split_lines(files["data/disclosures.jsonl"]):
        value = json.loads(line)
        names = closed.get(value["seq"], ())
        if names is None:
            continue
        value["disclosures"] = [text for text in value["disclosures"] if decoded(text)[1] not in names]
        if _A_DECOY in names:
            value["decoys"].pop()
        lines.append(canonical(value))
    files["data/disclosures.jsonl"] = remake.join_lines(lines)
    remake.mend_csv(files)
    remake.mend_manifests(files)
    return files


def erasure_cases():
    """(name, bundle, code and seq of the first finding or None, how many entries each erasure excuses)."""
    both, note = {2: None, 6: None}, {1: ["note"]}
    gone = _erasure("matter", (2, 2), (6, 6))
    yield "a matter, whole", _bundle([gone], both), None, [2]
    yield "a matter, in one range", _bundle([_erasure("matter", (2, 6))], both), None, [2]
    yield "a matter, by two entries", _bundle([_erasure("matter", (2, 2)), _erasure("matter", (6, 6))], both), None, [1, 1]
    yield "an entry that none covers", _bundle([_erasure("matter", (2, 2))], both), ("slot.unopened", 6), [1]
    yield "covered, and open all the same", _bundle([gone], {}), None, [0]
    yield "personal", _bundle([_erasure("personal", (1, 1))], note), None, [1]
    yield "personal, of which all went later", _bundle([_erasure("personal", (1, 2)), gone], note | both), None, [1, 2]
    yield "personal, by an erasure of all", _bundle([_erasure("matter", (1, 1))], note), None, [1]
    yield "personal, and more closed", _bundle([_erasure("personal", (1, 1))], {1: ["note", "pages"]}), ("slot.unopened", 1), [0]
    yield "personal, and a decoy closed", _bundle([_erasure("personal", (1, 1))], {1: ["note", _A_DECOY]}), ("slot.unopened", 1), [0]
    yield "personal, and everything closed", _bundle([_erasure("personal", (1, 1))], {1: None}), ("slot.unopened", 1), [0]
    yield "personal, by a schema that says it is not", _bundle([_erasure("personal", (1, 1))], note, personal=False), ("slot.unopened", 1), [0]
    yield "personal, by a schema that says it with a word", _bundle([_erasure("personal", (1, 1))], note, personal="true"), ("slot.unopened", 1), [0]
    yield "an erasure of what comes after it", _bundle([_erasure("matter", (3, 3))], {3: None}, first=True), ("slot.unopened", 3), [0]
    yield "an erasure of itself", _bundle([_erasure("matter", (11, 11))], {11: None}), ("slot.unopened", 11), []
    yield "an erasure that is not opened", _bundle([gone], both | {11: None}), ("slot.unopened", 2), []
    yield "an erasure in another matter", _bundle([_erasure("matter", (2, 6), matter="M-9")], both), ("slot.unopened", 2), []
    yield "a scope of another word", _bundle([_erasure("all", (2, 6))], both), ("slot.unopened", 2), []
    yield "a range the wrong way round", _bundle([_erasure("matter", (6, 2))], both), ("slot.unopened", 2), []
    yield "one range of two not in form", _bundle([_erasure("matter", (2, 6), (-1, 3))], both), ("slot.unopened", 2), []
    yield "a range without an end", _bundle([_erasure("matter", seqs=[{"first": 2}])], both), ("slot.unopened", 2), []
    yield "a range that says more", _bundle([_erasure("matter", seqs=[{"first": 2, "last": 6, "note": "x"}])], both), None, [2]
    yield "no ranges", _bundle([_erasure("matter")], both), ("slot.unopened", 2), [0]
    yield "a core member alone", _bundle([gone], {2: ["occurred_at"]}), ("slot.core_missing", 2), [1]
    yield "a matter of its own", _bundle([_erasure("personal", (1, 1))], note, matters={"M-1"}), None, [1]
    yield "a matter of its own, not explained", _bundle([_erasure("personal", (7, 7))], note, matters={"M-1"}), ("slot.unopened", 1), [0]


def erasure_mutants():
    for name, files, first, _ in erasure_cases():
        yield Mutant(LEVEL, name, files, harmless=first is None)
