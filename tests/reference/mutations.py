#!/usr/bin/env python3
"""Changes a good bundle in hundreds of ways and asks two verifiers, written apart, what they find first.

Fails if they disagree, or if neither finds a change that is not provably without meaning. Without a bundle one is made.
"""

import argparse
import collections
import concurrent.futures
import dataclasses
import itertools
import json
import os
import random
import shlex
import subprocess
import sys
import tempfile

import make_bundle
import verify
from mutants import by_hand, erasures, events, model, notes, process, raw, rotation, selections
from reqledger_reference import remake
from reqledger_reference.bundle import verify as reference_verify
from reqledger_reference.encoding import Malformed, parse_canonical
from reqledger_reference.event import is_recorded_at
from reqledger_reference.export import AUDIENCES
from reqledger_reference.tlog import Key

PARTIAL = "7 proofs"
_FREE = {
    "statement": lambda value: isinstance(value, str),
    "tool": lambda value: isinstance(value, str),
    "created_at": is_recorded_at,
    "audience": lambda value: value in AUDIENCES and value not in ("auditor", "internal"),
}
STATUS = {"verified": 0, "failed": 1, "not_checked": 3}


@dataclasses.dataclass(frozen=True)
class Answer:
    """What one verifier says."""

    verdict: str
    code: str | None
    seq: int | None
    all: frozenset = frozenset()
    trouble: str = ""

    @staticmethod
    def of(report, broken_only):
        findings = [finding for finding in report["findings"] if not broken_only or finding["severity"] == "broken"]
        first = findings[0] if findings else {"code": None, "seq": None}
        every = frozenset((finding["code"], finding["seq"]) for finding in findings)
        return Answer(report["verdict"], first["code"], first["seq"], every)

    def agrees(self, other, whole):
        same = (self.verdict, self.code, self.seq) == (other.verdict, other.code, other.seq)
        return same and not other.trouble and (not whole or self.all == other.all)

    def __str__(self):
        return self.trouble or f"{self.verdict} {self.code or '-'}@{'-' if self.seq is None else self.seq}"


class Runner:
    """Asks both verifiers about mutants."""

    def __init__(self, vkey, parsed):
        self.vkey = vkey
        self.key = Key.parse(vkey)
        self.other = shlex.split(parsed.other) if parsed.other else None
        self.whole = parsed.whole
        self.broken_only = parsed.broken_only
        self.codes = verify.load_codes()

    def ask(self, mutant):
        """(mutant, our answer, the other's or ours again)."""
        with tempfile.TemporaryDirectory() as scratch:
            folder = os.path.join(scratch, "bundle")
            os.mkdir(folder)
            make_bundle.write_bundle(mutant.files, folder)
            for path, target in mutant.links.items():
                os.makedirs(os.path.dirname(os.path.join(folder, path)), exist_ok=True)
                os.symlink(target, os.path.join(folder, path))
            pinned = self.key if mutant.pinned else None
            report = reference_verify(folder, self.codes, pinned, mutant.older, mutant.receipts).as_json()
            mine = Answer.of(report, self.broken_only)
            theirs = self._ask_other(mutant, folder, scratch) if self.other else mine
        return mutant, mine, theirs

    def _ask_other(self, mutant, folder, scratch):
        command = [*self.other, folder, "--json"]
        if mutant.pinned:
            command.append(f"--vkey={self.vkey}")
        for flag, contents in (("checkpoints", mutant.older), ("receipts", mutant.receipts)):
            paths = [os.path.join(scratch, f"{flag}{i}") for i in range(len(contents))]
            for path, content in zip(paths, contents):
                with open(path, "wb") as file:
                    file.write(content)
            if paths:
                command.append(f"--{flag}={','.join(paths)}")
        try:
            run = subprocess.run(command, capture_output=True, timeout=60, check=False)
            answer = Answer.of(json.loads(run.stdout), self.broken_only)
        except (OSError, ValueError, KeyError, subprocess.TimeoutExpired) as error:
            return Answer("none", None, None, trouble=f"no answer: {type(error).__name__}: {error}"[:100])
        if run.returncode != STATUS.get(answer.verdict):
            return dataclasses.replace(answer, trouble=f"status {run.returncode} with {answer.verdict}")
        return answer


def has_meaning(base, mutant):
    """False where all that differs is on the list of what means nothing."""
    return mutant.links or _essence(base, mutant.pinned) != _essence(mutant.files, mutant.pinned)


def _essence(files, pinned):
    """A bundle without what is provably without meaning, each for its reason."""
    kept = dict(files)
    # For people, and in no manifest that is signed or compared; a mutant with bad manifests is found by these alone.
    for path in ("data/README.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt", "data/core-sha256.txt"):
        kept.pop(path, None)
    # Never trust where a key is pinned.
    if pinned and "data/keys/ledger.vkey" in kept:
        kept["data/keys/ledger.vkey"] = b""
    # The same signature line again: of the lines of one key the first counts.
    text, blank, lines = kept.get("data/checkpoint", b"").rpartition(b"\n\n")
    kept["data/checkpoint"] = text + blank + remake.join_lines(dict.fromkeys(remake.split_lines(lines)))
    # Free text, a time that nothing contradicts, and for which of the audiences that are shown no links it was made.
    try:
        export = parse_canonical(kept.get("data/export.json", b"")[:-1])
        ours = dict(export)
        for name, is_free in _FREE.items():
            ours[name] = "" if is_free(export[name]) else export[name]
        kept["data/export.json"] = repr(ours).encode() + kept["data/export.json"][-1:]
    except (Malformed, KeyError, TypeError):
        pass
    # A schema file that no opened entry names judges nothing.
    used = kept.get("data/disclosures.jsonl", b"")
    shown = {text for line in _objects(used) for text in line.get("disclosures", ()) if isinstance(text, str)}
    named = {str((model.decoded(text) or [0, 0, {}])[2]) for text in shown if len(model.decoded(text) or ()) == 3}
    digests = "".join(named)
    for path in [path for path in kept if path.startswith("data/schemas/")]:
        if remake.sha256(kept[path]).hex() not in digests:
            del kept[path]
    return kept


def _objects(raw_lines):
    for line in remake.split_lines(raw_lines):
        try:
            value = json.loads(line)
        except ValueError:
            continue
        if isinstance(value, dict):
            yield value


def _sample(items, count, seed):
    items = list(items)
    return items if len(items) <= count else random.Random(seed).sample(items, count)


def model_mutants(good, seed, chance):
    """The same changes of entries, mended as far as each level goes."""
    base = model.Model(good)
    changes = list(events.changes(base))
    matter = model.open_matter(base)
    plans = [(model.CHAIN, 120, None), (model.TREE, 120, None), (model.FOREIGN_KEY, 120, None), (model.RIGHT_KEY, len(changes), None)]
    if matter:
        plans.append((PARTIAL, 160, {matter}))
    for level, count, matters in plans:
        for name, change in _sample(changes, count, f"{chance} {level}"):
            changed = base.copy()
            try:
                change(changed)
            except IndexError:  # the bundle is too small for this one
                continue
            signer = model.FOREIGN_SEED if level == model.FOREIGN_KEY else seed
            files = changed.build(model.RIGHT_KEY if level == PARTIAL else level, signer, matters)
            yield model.Mutant(level, name, files)


def all_mutants(good, seed, chance):
    base = model.Model(good)
    lines = remake.split_lines(good["data/entries.jsonl"])
    bases = {"auditor": good, "internal": model.to_internal(good), "public": model.to_public(good)}
    matter = model.open_matter(base)
    if matter:
        bases["partial"] = base.build(model.RIGHT_KEY, seed, {matter})
    for name, files in bases.items():
        for mutants in (raw.raw_mutants(name, files, chance), raw.mended_mutants(name, files, chance)):
            for mutant in mutants:
                yield files, mutant
    for name in ("auditor", "partial"):
        if name in bases:
            for mutant in by_hand.by_hand_mutants(name, bases[name], lines, seed):
                yield bases[name], mutant
    for mutants in (notes.text_mutants, notes.signature_mutants, notes.older_mutants):
        for mutant in mutants("auditor", good, seed):
            yield good, mutant
    for mutant in notes.key_mutants("auditor", base, seed):
        yield good, mutant
    if matter:
        for mutant in notes.proof_mutants("partial", bases["partial"], seed):
            yield bases["partial"], mutant
    for mutant in itertools.chain(process.process_mutants(), erasures.erasure_mutants(), rotation.rotation_mutants(),
                                  selections.selection_mutants()):
        yield good, mutant
    for mutant in model_mutants(good, seed, chance):
        yield bases["partial"] if mutant.level == PARTIAL else good, mutant


class Tally:
    """Counts by level, and what went wrong."""

    def __init__(self):
        self.levels = collections.defaultdict(collections.Counter)
        self.codes = collections.Counter()
        self.wrong = []
        self.harmless = []

    def add(self, mutant, mine, theirs, outcome):
        self.levels[mutant.level][outcome] += 1
        self.levels[mutant.level]["all"] += 1
        self.codes[mine.code or mine.verdict] += 1
        if outcome == "harmless":
            self.harmless.append(f"{mutant.level} {mutant.name}")
        if outcome in ("disagreed", "missed"):
            self.wrong.append((mutant, mine, theirs, outcome))

    def print(self, show_harmless):
        for name in self.harmless if show_harmless else ():
            print(f"HARMLESS  {name}")
        for mutant, mine, theirs, outcome in self.wrong:
            print(f"{outcome.upper():9} {mutant.level:15} {mutant.name[:80]:80} ours {mine} | other {theirs}")
            if outcome == "disagreed" and mine.all and theirs.all:
                print(f"{'':9} only ours {sorted(map(str, mine.all - theirs.all))} only other {sorted(map(str, theirs.all - mine.all))}")
        for level, counts in sorted(self.levels.items()):
            print(f"{level:15} " + "  ".join(f"{name} {counts[name]}" for name in (
                "all", "found", "not_checked", "kept_checkpoint", "harmless", "missed", "disagreed")))
        print("first findings: " + "  ".join(f"{code} {count}" for code, count in sorted(self.codes.items())))


def judge(runner, base, mutant, mine, theirs):
    """found, not_checked, harmless, kept_checkpoint, missed or disagreed."""
    if not mine.agrees(theirs, runner.whole):
        return "disagreed", mine, theirs
    if mine.verdict == "failed":
        return "found", mine, theirs
    if mine.verdict == "not_checked":
        return "not_checked", mine, theirs
    if mutant.harmless or not has_meaning(base, mutant):
        return "harmless", mine, theirs
    if has_only_fewer_checkpoints(base, mutant):
        return "harmless", mine, theirs
    # The holder of the right key can write another ledger that is sound in itself; only what was kept shows it.
    kept = dataclasses.replace(mutant, older=(base["data/checkpoint"],))
    _, mine, theirs = runner.ask(kept)
    if not mine.agrees(theirs, runner.whole):
        return "disagreed", mine, theirs
    return ("missed" if mine.verdict == "verified" else "kept_checkpoint"), mine, theirs


def has_only_fewer_checkpoints(base, mutant):
    """checkpoints.jsonl may be absent, so fewer of them claim less and nothing false."""
    left, right = _essence(base, mutant.pinned), _essence(mutant.files, mutant.pinned)
    before = remake.split_lines(left.pop("data/checkpoints.jsonl", b""))
    after = remake.split_lines(right.pop("data/checkpoints.jsonl", b""))
    return left == right and set(after) - {b""} <= set(before)


def read_bundle(folder):
    files = {}
    for directory, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(directory, name)
            with open(path, "rb") as file:
                files[os.path.relpath(path, folder)] = file.read()
    return files


def parse_arguments(arguments):
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0], allow_abbrev=False)
    parser.add_argument("bundle", nargs="?", help="a complete bundle for an auditor")
    parser.add_argument("--seed", default=make_bundle.SEED.hex(), help="the ledger's private key, 32 bytes in hex")
    parser.add_argument("--other", help="command of the other verifier, called with BUNDLE --json --vkey=V")
    parser.add_argument("--chance", default="1", help="seed of what is chosen at random")
    parser.add_argument("--whole", action="store_true", help="compare all findings and not only the first")
    parser.add_argument("--broken_only", action="store_true", help="leave out findings about the process, which not every verifier makes")
    parser.add_argument("--sample", type=int, default=os.environ.get("REQLEDGER_MUTANTS"),
                        help="judge so many of the mutants, chosen by --chance; REQLEDGER_MUTANTS where it is not given")
    parser.add_argument("--show_harmless", action="store_true", help="name each mutant that is verified because it means nothing")
    parser.add_argument("--only", default="", help="only mutants whose level and name hold this")
    parser.add_argument("--keep", help="write the mutants chosen into this folder instead of judging them")
    return parser.parse_args(arguments)


def keep(mutants, folder):
    for i, (_, mutant) in enumerate(mutants):
        make_bundle.write_bundle(mutant.files, os.path.join(folder, f"{i:04}"))
        print(f"{i:04} {mutant.level}: {mutant.name}")
    return 0


def main(arguments):
    parsed = parse_arguments(arguments)
    seed = bytes.fromhex(parsed.seed)
    good = read_bundle(parsed.bundle) if parsed.bundle else make_bundle.make_bundle(make_bundle.sample_ledger(), older=(4, 8))
    plain = make_bundle.make_bundle(make_bundle.sample_ledger(make_bundle.built_in_schemas(plain=True)))
    origin = good["data/checkpoint"].split(b"\n")[0].decode()
    runner = Runner(remake.vkey_of(origin, remake.public_of(seed)), parsed)
    _, mine, theirs = runner.ask(model.Mutant("0 good", "good", good))
    if mine.verdict != "verified" or not mine.agrees(theirs, parsed.whole):
        print(f"the good bundle: ours {mine}, other {theirs}")
        return 1
    mutants = all_mutants(good, seed, parsed.chance)
    if not parsed.bundle:
        mutants = itertools.chain([(plain, model.Mutant("0 good", "schema files without annotations", plain))], mutants)
    mutants = [pair for pair in mutants if parsed.only in f"{pair[1].level}: {pair[1].name}"]
    if parsed.sample:
        mutants = _sample(mutants, parsed.sample, parsed.chance)
    if parsed.keep:
        return keep(mutants, parsed.keep)
    tally = Tally()
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for (base, mutant), (_, mine, theirs) in zip(mutants, pool.map(lambda pair: runner.ask(pair[1]), mutants)):
            outcome, mine, theirs = judge(runner, base, mutant, mine, theirs)
            tally.add(mutant, mine, theirs, outcome)
    tally.print(parsed.show_harmless)
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
