"""Entry lines, their chain, and the proofs of a partial bundle.

Source: docs/formats.md sections 4 and 8.2.
"""

import dataclasses

from .encoding import Malformed, canonical, decode_base64url, is_hex64, is_integer, parse_canonical, parse_json
from .event import SLOTS
from .tlog import includes, leaf_hash, parse_hashes, sha256

MAX_ENTRY = 4096


@dataclasses.dataclass
class Entry:
    """One line of entries.jsonl. `sd` is empty if it does not parse or is of an unknown version."""

    place: int | None
    leaf: bytes
    parses: bool = False
    known: bool = True
    seq: int | None = None
    prev: str | None = None
    sd: tuple = ()


def _is_digest(value):
    try:
        return isinstance(value, str) and len(decode_base64url(value)) == 32
    except Malformed:
        return False


def _is_known_form(value):
    sd = value["_sd"]
    return (isinstance(sd, list) and len(sd) == SLOTS and all(map(_is_digest, sd)) and len(set(sd)) == SLOTS
            and value["_sd_alg"] == "sha-256" and is_hex64(value["prev"]))


def parse_entry(line):
    """The object of a line, whatever its version; raises Malformed."""
    if len(line) > MAX_ENTRY:
        raise Malformed("entry too long")
    value = parse_json(line)
    if not isinstance(value, dict) or set(value) != {"_sd", "_sd_alg", "prev", "seq", "v"}:
        raise Malformed("other members")
    if not is_integer(value["seq"]) or not is_integer(value["v"], -(2**53)):
        raise Malformed("seq or v has another form")
    if value["v"] == 1 and not _is_known_form(value):
        raise Malformed("a value has another form")
    return value


def read_entries(bundle, complete, report):
    """All lines as Entry, in their order, with the findings that each line has by itself."""
    lines, ended = bundle.lines("data/entries.jsonl")
    entries = [_read_entry(line, i if complete else None, complete, report) for i, line in enumerate(lines)]
    if not ended:
        report.add("entry.malformed", entries[-1].place, "LF at the end of the file", "none")
    return entries


def _read_entry(line, place, complete, report):
    entry = Entry(place, leaf_hash(line))
    try:
        value = parse_entry(line)
    except Malformed as error:
        report.add("entry.malformed", place, "an entry", error)
        if len(line) > MAX_ENTRY:
            report.add("limit.exceeded", place, MAX_ENTRY, len(line))
        return entry
    entry.parses = True
    entry.place = place if complete else value["seq"]
    if value["v"] != 1:
        entry.known = False
        entry.seq = entry.place
        report.skip("entry.malformed", "unknown_version")
        return entry
    entry.seq, entry.prev, entry.sd = value["seq"], value["prev"], tuple(value["_sd"])
    if canonical(value) != line:
        report.add("entry.not_canonical", entry.place, "RFC 8785 form", "another")
    return entry


def check_chain(entries, complete, checkpoint, report):
    last_seq = -1
    for i, entry in enumerate(entries):
        if not entry.parses:
            continue
        if entry.known:
            if entry.seq != i if complete else entry.seq <= last_seq:
                report.add("entry.seq", entry.place, i if complete else f"above {last_seq}", entry.seq)
            expected = _expected_prev(entries, i, complete, checkpoint)
            if expected is not None and entry.prev != expected.hex():
                report.add("entry.prev", entry.place, expected.hex(), entry.prev)
        last_seq = entry.seq


def _expected_prev(entries, i, complete, checkpoint):
    """What `prev` of line i must be, or None where that cannot be known."""
    if i == 0 if complete else entries[i].seq == 0:
        return sha256(b"\x00" + checkpoint.origin.encode("utf-8")) if checkpoint else None
    if i == 0:
        return None
    before = entries[i - 1]
    if complete or (before.parses and before.seq == entries[i].seq - 1):
        return before.leaf
    return None


def find_entry(entries, complete, seq):
    """The entry line of that number that parses, or None."""
    if complete:
        return entries[seq] if seq < len(entries) and entries[seq].parses else None
    return next((entry for entry in entries if entry.parses and entry.seq == seq), None)


def check_genesis(entries, complete, openings, checkpoint, report):
    entry = find_entry(entries, complete, 0)
    if entry is None:
        report.add("genesis.missing", 0, "a first entry", "none")
        return
    if not entry.known:
        return
    opening = openings.get(0)
    opened_type = opening.core.get("type") if opening else None
    if opened_type != "ledger.genesis":
        report.add("genesis.missing", 0, "ledger.genesis", opened_type)
    elif checkpoint and opening.members.get("origin") != checkpoint.origin:
        report.add("genesis.missing", 0, checkpoint.origin, opening.members.get("origin"))


def check_proofs(bundle, entries, checkpoint, report):
    """Partial bundles only."""
    proofs = _read_proofs(bundle, report)
    for seq in proofs:
        if find_entry(entries, False, seq) is None:
            report.add("proof.invalid", seq, "an entry", "only a proof")
    for entry in entries:
        if not entry.parses or not entry.known:
            continue
        if entry.seq not in proofs:
            report.add("proof.invalid", entry.seq, "a proof", "none")
        elif checkpoint and not includes(entry.leaf, entry.seq, checkpoint.size, checkpoint.root, proofs[entry.seq]):
            report.add("proof.invalid", entry.seq, checkpoint.root.hex(), "a proof of something else")


def _read_proofs(bundle, report):
    proofs = {}
    lines, ended = bundle.lines("data/proofs.jsonl")
    last = -1
    for line in lines:
        try:
            value = parse_canonical(line)
            if not isinstance(value, dict) or set(value) != {"proof", "seq"} or not isinstance(value["proof"], list):
                raise Malformed("not a proof line")
            if not is_integer(value["seq"], last + 1):
                raise Malformed("not ascending")
            proofs[value["seq"]] = parse_hashes(value["proof"])
            last = value["seq"]
        except Malformed as error:
            report.add("proof.invalid", None, "a proof line", error)
    if not ended:
        report.add("proof.invalid", None, "LF at the end of the file", "none")
    return proofs
