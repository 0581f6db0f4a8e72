"""A ledger whose signing key was replaced twice, and what forgers and thieves of its keys would make of it."""

import itertools
import json

import make_bundle
from reqledger_reference import remake
from reqledger_reference.encoding import canonical
from reqledger_reference.tlog import inclusion_proof, root_of

from .model import FOREIGN_SEED, Mutant

LEVEL = "10 rotation"
SEEDS = [make_bundle.SEED, b"\x21" * 32, b"\x22" * 32]
ROTATIONS = (3, 7)  # entries that name another key
TIED = [(4, (0, 1)), (8, (1, 2))]


def vkey(seed, name=make_bundle.ORIGIN):
    return remake.vkey_of(name, remake.public_of(seed))


def promise_of(seed):
    return remake.sha256(vkey(seed).encode() + b"\n").hex()


def rotated(changes=()):
    """Eleven entries, with a new key from size 4 and another from size 8 on; `changes` by seq add to what a rotation says."""
    ledger = make_bundle.Ledger()
    demands = iter(range(1, 9))
    while len(ledger.lines) < 10:
        if len(ledger.lines) in ROTATIONS:
            said = dict(changes).get(len(ledger.lines), {})
            ledger.rotate(SEEDS[ROTATIONS.index(len(ledger.lines)) + 1], **said)
        else:
            ledger.append({"type": "demand.received", "matter": "M-1", "demand_id": f"D{next(demands)}", "kind": "warrant"})
    ledger.append({"type": "ledger.export_opened", "matter": "M-1", "audience": "auditor"})
    return ledger


ROTATED = rotated()


def bundle(ledger=ROTATED, matters=None, audience="auditor"):
    return make_bundle.make_bundle(ledger, audience, matters, older=(2, 4, 6, 8))


def note(size, *which):
    """A checkpoint of the ledger, signed by these of SEEDS."""
    return remake.sign_checkpoint(make_bundle.ORIGIN, size, root_of(ROTATED.leaves[:size]), *(SEEDS[i] for i in which))


def receipt(size, *which):
    """Of entry 1, in the tree of that size."""
    proof = "".join(remake.base64_of(node) + "\n" for node in inclusion_proof(1, ROTATED.leaves[:size]))
    text = f"c2sp.org/tlog-proof@v1\nindex 1\n{proof}\n{note(size, *which).decode()}"
    return json.dumps({"entry": ROTATED.lines[1].decode(), "proof": text}).encode()


def with_files(files, changes):
    files = dict(files) | changes
    remake.mend_manifests(files)
    return files


def with_older(lines, files):
    """The bundle with other earlier checkpoints: sizes, and who of SEEDS signed each."""
    older = (remake.older_line(make_bundle.ORIGIN, size, ROTATED.leaves, *(SEEDS[i] for i in which)) for size, which in lines)
    return with_files(files, {"data/checkpoints.jsonl": remake.join_lines(older)})


def _signers():
    return ((0,), (1,), (2,), (0, 1), (1, 2), (0, 2), (2, 1, 0))


def _checkpoints(name, files):
    """Which checkpoints are there, and who signed them."""
    for size, which in itertools.product((4, 8), _signers()):
        lines = sorted([tied for tied in TIED if tied[0] != size] + [(size, which)])
        yield f"{name}: {size} by {which}", with_older(lines, files)
    for lines in ([], TIED[:1], TIED[1:], [(3, (0, 1)), TIED[1]], [(5, (0, 1)), TIED[1]]):
        yield f"{name}: only {[line[0] for line in lines]}", with_older(lines, files)
    for size, which in itertools.product((0, 1, 3, 5, 7, 9, 10), _signers()):
        yield f"{name}: also {size} by {which}", with_older(sorted([*TIED, (size, which)]), files)
    for which in _signers():
        yield f"{name}: the last by {which}", with_files(files, {"data/checkpoint": note(11, *which)})
    lines = remake.split_lines(with_older(TIED, files)["data/checkpoints.jsonl"])
    unproven = [canonical(json.loads(lines[0]) | {"consistency": []}), lines[1]]
    yield f"{name}: not proven", with_files(files, {"data/checkpoints.jsonl": remake.join_lines(unproven)})


def _said():
    """What the rotations say of themselves."""
    keys = {
        "a foreign key": [vkey(FOREIGN_SEED)], "a foreign key too": [vkey(SEEDS[1]), vkey(FOREIGN_SEED)], "no vkey": ["x"], "none": [],
        "of another name": [vkey(SEEDS[1], "elsewhere.example")], "the key before": [vkey(SEEDS[0])], "the next key too": [vkey(SEEDS[1]), vkey(SEEDS[2])],
        "of a witness": ["x+68b6166f+BNUcDSncLJRNp42MMiNsLVxferTgGZD8R+qc8RTIBCXV"], "no text": [5], "no array": vkey(SEEDS[1]), "twice": [vkey(SEEDS[1])] * 2,
    }
    for name, vkeys in keys.items():
        yield f"names {name}", {3: {"vkeys": vkeys}}
    promises = {"kept": promise_of(SEEDS[2]), "broken": promise_of(SEEDS[0]), "no digest": "x", "upper case": promise_of(SEEDS[2]).upper(), "no text": 5}
    for name, promise in promises.items():
        yield f"promise {name}", {3: {"next_keys_sha256": promise}}
    yield "promise of nothing to come", {7: {"next_keys_sha256": promise_of(SEEDS[0])}}
    yield "promise kept by two", {3: {"next_keys_sha256": remake.sha256("".join(sorted([vkey(SEEDS[2]) + "\n", vkey(SEEDS[0]) + "\n"])).encode()).hex()},
                                 7: {"vkeys": [vkey(SEEDS[2]), vkey(SEEDS[0])]}}


def _hidden(files, seq):
    """What is opened of one entry, held back."""
    lines = [line for line in remake.split_lines(files["data/disclosures.jsonl"]) if json.loads(line)["seq"] != seq]
    files = dict(files) | {"data/disclosures.jsonl": remake.join_lines(lines)}
    remake.mend_csv(files)
    remake.mend_manifests(files)
    return files


def rotation_mutants():
    """With the first key pinned, or none: then the last one, which the bundle names, stands for it."""
    bases = {"complete": bundle(), "partial": bundle(matters={"M-1"}), "public": bundle(audience="public")}
    last = vkey(SEEDS[2]).encode() + b"\n"
    cases = [(name, files, True) for name, files in bases.items()]
    for base in ("complete", "partial"):
        cases += [(name, files, False) for name, files in _checkpoints(base, bases[base])]
    for name, changes in _said():
        cases.append((name, bundle(rotated(changes)), False))
        cases.append((f"partial: {name}", bundle(rotated(changes), {"M-1"}), False))
    for seq, base in itertools.product((0, 3, 7), bases):
        cases.append((f"{base}: entry {seq} is held back", _hidden(bases[base], seq), False))
    for name, files, harmless in cases:
        yield Mutant(LEVEL, f"first key: {name}", files, harmless=harmless)
        yield Mutant(LEVEL, f"last key: {name}", with_files(files, {"data/keys/ledger.vkey": last}), pinned=False)
    for base, size, which in itertools.product(("complete", "partial"), (2, 4, 6, 8, 11, 12), _signers()):
        yield Mutant(LEVEL, f"{base}: kept {size} by {which}", bases[base], harmless=True, older=(_any_note(size, which),))
        if 2 <= size <= 11:
            yield Mutant(LEVEL, f"{base}: receipt at {size} by {which}", bases[base], harmless=True, receipts=(receipt(size, *which),))


def _any_note(size, which):
    leaves = [*ROTATED.leaves, b"\x01" * 32]
    return remake.sign_checkpoint(make_bundle.ORIGIN, size, root_of(leaves[:size]), *(SEEDS[i] for i in which))
