"""The checkpoint, older ones, the key that signs them, and receipts.

Source: docs/formats.md section 8.3.
"""

from .encoding import Malformed, parse_canonical
from .entries import find_entry
from .tlog import Checkpoint, Key, Receipt, extends, leaf_hash, parse_hashes, root_of


def read_checkpoint(bundle, report):
    try:
        return Checkpoint.parse(bundle.content("data/checkpoint"))
    except Malformed as error:
        report.add("checkpoint.malformed", None, "a signed checkpoint", error)
        return None


def read_bundle_key(bundle, report):
    """The key that the bundle itself names: for use only where none is pinned."""
    try:
        text = bundle.content("data/keys/ledger.vkey").decode("utf-8")
        if not text.endswith("\n"):
            raise Malformed("no LF")
        return Key.parse(text[:-1])
    except (Malformed, UnicodeDecodeError) as error:
        report.add("checkpoint.signature", None, "a vkey in the bundle", error)
        return None


def check_checkpoint(checkpoint, entries, complete, lineage, report):
    if checkpoint is None:
        return
    if complete:
        root = root_of([entry.leaf for entry in entries])
        if len(entries) != checkpoint.size:
            report.add("checkpoint.root", None, f"{checkpoint.size} entries", len(entries))
        elif root != checkpoint.root:
            report.add("checkpoint.root", None, checkpoint.root.hex(), root.hex())
    lineage.check(checkpoint, "checkpoint.signature", None)
    lineage.saw(checkpoint)


def check_older(bundle, checkpoint, lineage, report):
    """Judges checkpoints.jsonl; returns the roots that it proves, by size."""
    proven = {}
    lines, ended = bundle.lines("data/checkpoints.jsonl")
    last_size = -1
    for line in lines:
        try:
            older, proof = _parse_older(line, checkpoint, last_size)
        except Malformed as error:
            report.add("checkpoint.malformed", None, "an older checkpoint and its proof", error)
            continue
        last_size = older.size
        lineage.check(older, "checkpoint.signature", None)
        if checkpoint and not extends(older.size, older.root, checkpoint.size, checkpoint.root, proof):
            report.add("checkpoint.inconsistent", None, checkpoint.size, older.size)
        elif checkpoint:
            proven[older.size] = older.root
            lineage.saw(older)
    if not ended:
        report.add("checkpoint.malformed", None, "LF at the end of checkpoints.jsonl", "none")
    return proven


def _parse_older(line, checkpoint, last_size):
    value = parse_canonical(line)
    if not isinstance(value, dict) or set(value) != {"checkpoint", "consistency"}:
        raise Malformed("other members")
    if not isinstance(value["checkpoint"], str) or not isinstance(value["consistency"], list):
        raise Malformed("a value has another form")
    older = Checkpoint.parse(value["checkpoint"].encode("utf-8"))
    proof = parse_hashes(value["consistency"])
    if older.size <= last_size or (checkpoint and (older.size >= checkpoint.size or older.origin != checkpoint.origin)):
        raise Malformed("of another origin, not ascending or not below")
    return older, proof


def check_given_checkpoint(raw, checkpoint, entries, complete, lineage, proven, report):
    """A checkpoint that somebody kept and gives to the verifier by hand."""
    try:
        older = Checkpoint.parse(raw)
    except Malformed as error:
        report.add("checkpoint.inconsistent", None, "a checkpoint", error)
        return
    if checkpoint and older.size > checkpoint.size:
        report.add("checkpoint.inconsistent", None, f"at most {checkpoint.size}", older.size)
        return
    lineage.check(older, "checkpoint.inconsistent", None)
    if complete:
        known = root_of([entry.leaf for entry in entries[: older.size]]) if older.size <= len(entries) else None
    elif checkpoint and older.size == checkpoint.size:
        known = checkpoint.root
    elif older.size in proven:
        known = proven[older.size]
    else:
        report.skip("checkpoint.inconsistent", "not_in_export")
        return
    if known != older.root:
        report.add("checkpoint.inconsistent", None, known.hex() if known else "fewer entries", older.root.hex())


def check_receipt(raw, entries, complete, lineage, report):
    try:
        receipt = Receipt.parse(raw)
    except Malformed as error:
        report.add("receipt.not_contained", None, "a receipt", error)
        return
    if not receipt.holds():
        report.add("receipt.not_contained", receipt.index, "a proof that holds", "another")
    lineage.check(receipt.checkpoint, "receipt.not_contained", receipt.index)
    held = find_line(entries, complete, receipt.index)
    if held is None:
        report.skip("receipt.not_contained", "not_in_export")
    elif held.leaf != leaf_hash(receipt.entry):
        report.add("receipt.not_contained", receipt.index, leaf_hash(receipt.entry).hex(), held.leaf.hex())


def find_line(entries, complete, seq):
    """The line at that place, whether it parses or not."""
    if complete:
        return entries[seq] if seq < len(entries) else None
    return find_entry(entries, complete, seq)
