"""Checkpoints and receipts that somebody kept, changed, and gives to the verifier with a good bundle."""

import json

from reqledger_reference import remake
from reqledger_reference.tlog import inclusion_proof, leaf_hash, root_of

from .model import FOREIGN_SEED, Mutant
from .notes import signature_mutants, text_mutants

LEVEL = "8 by hand"


def _receipt(entry, index, hashes, note, head="c2sp.org/tlog-proof@v1"):
    lines = [head, f"index {index}", *map(remake.base64_of, hashes), "", ""]
    return json.dumps({"entry": entry.decode(), "proof": "\n".join(lines) + note.decode()}).encode()


def by_hand_mutants(base, files, all_lines, seed):
    """`all_lines` are the entries of the whole ledger, of which `files` may hold a part."""
    leaves = list(map(leaf_hash, all_lines))
    origin = files["data/checkpoint"].split(b"\n")[0].decode()
    for mutant in (*text_mutants(base, files, seed), *signature_mutants(base, files, seed)):
        yield Mutant(LEVEL, f"older is {mutant.name}", files, older=(mutant.files["data/checkpoint"],), harmless=mutant.harmless)

    def note(size, root=None, signer=seed):
        return remake.sign_checkpoint(origin, size, root or root_of(leaves[:size]), signer)

    half = len(leaves) // 2
    for name, older, harmless in (
        ("of half the size", note(half), True), ("of nothing", note(0), True), ("of the whole", note(len(leaves)), True),
        ("of half, another root", note(half, root=leaves[0]), False), ("of the whole, another root", note(len(leaves), root=leaves[0]), False),
        ("by another key", note(half, signer=FOREIGN_SEED), False), ("larger", note(len(leaves) + 5, root=leaves[0]), False), ("empty", b"", False),
    ):
        yield Mutant(LEVEL, f"{base}: older is {name}", files, older=(older,), harmless=harmless)
    yield from _receipts(base, files, all_lines, leaves, note)


def _receipts(base, files, lines, leaves, note):
    size = len(leaves)
    held = json.loads(remake.split_lines(files["data/entries.jsonl"])[-1])["seq"]
    absent = next((seq for seq in range(size) if lines[seq] + b"\n" not in files["data/entries.jsonl"]), held)
    proof = inclusion_proof(held, leaves)
    whole = note(size)
    good = _receipt(lines[held], held, proof, whole)
    other_lines = [*lines[:held], b"{}", *lines[held + 1 :]]
    other_leaves = list(map(leaf_hash, other_lines))
    other_note = note(size, root=root_of(other_leaves))
    other_proof = inclusion_proof(held, other_leaves)
    for name, receipt, harmless in (
        ("good", good, True), ("good, spaced", b" " + good + b"\n", True), ("empty", b"", False), ("no object", b"[]", False),
        ("another member", good.replace(b"{", b'{"x":1,', 1), False), ("name twice", good.replace(b"{", b'{"entry":"",', 1), False),
        ("of another line", _receipt(b"{}", held, other_proof, other_note), False), ("proof of another line", _receipt(b"{}", held, proof, whole), False),
        ("index off", _receipt(lines[held], held - 1, proof, whole), False), ("index beyond", _receipt(lines[held], size, proof, whole), False),
        ("index with zero", _receipt(lines[held], f"0{held}", proof, whole), False), ("proof short", _receipt(lines[held], held, proof[1:], whole), False),
        ("proof long", _receipt(lines[held], held, [*proof, leaves[0]], whole), False), ("another head", _receipt(lines[held], held, proof, whole, "x"), False),
        ("by another key", _receipt(lines[held], held, proof, note(size, signer=FOREIGN_SEED)), False),
        ("entry changed", _receipt(lines[held] + b" ", held, proof, whole), False),
        ("of an entry elsewhere", _receipt(lines[absent], absent, inclusion_proof(absent, leaves), whole), absent == held),
        ("no note", _receipt(lines[held], held, proof, b"x\n"), False), ("hash short", good.replace(b"index %d\\n" % held, b"index %d\\nAAAA\\n" % held), False),
    ):
        yield Mutant(LEVEL, f"{base}: receipt {name}", files, receipts=(receipt,), harmless=harmless)
