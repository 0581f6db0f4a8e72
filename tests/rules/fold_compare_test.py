#!/usr/bin/env python3
"""The docket of the library equals that of the model in this folder, on random sequences of events, legal and irregular.

Usage: fold_compare_test.py FOLD_STREAM. Environment: REQLEDGER_FOLD_SEQUENCES, how many (1000); REQLEDGER_FOLD_SEED, which (1).
A difference is printed with the shortest beginning of its sequence that shows it."""
import collections
import datetime
import json
import os
import pathlib
import random
import subprocess
import sys

import docket_model
import event_catalogue
import random_matters
import rule_files

SCHEMAS = pathlib.Path(__file__).resolve().parents[2] / "schemas"
RECORDED = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)
CHUNK = 250
UNSEEN_MAX = 3  # of some hundred, in 1000 sequences


class Comparison:
    def __init__(self, program):
        self.program = program
        self.rules, self.schemas = rule_files.Rules(), event_catalogue.load()
        self.seen = collections.Counter()

    def sequence(self, seed, number):
        return random_matters.Teller(random.Random(f"{seed}/{number}"), self.rules, self.schemas, RECORDED).tell()

    def library(self, sequences):
        lines = "".join("".join(json.dumps(e) + "\n" for e in s) + "\n" for s in sequences)
        done = subprocess.run([self.program, str(SCHEMAS)], input=lines, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            sys.exit(f"fold_stream ended {done.returncode}: {done.stderr}")
        return [json.loads(line) for line in done.stdout.splitlines()]

    def model(self, sequence):
        return docket_model.fold_all(sequence, self.rules, self.schemas, RECORDED).answer(None)

    def first_difference(self, sequences):
        """The first sequence whose dockets differ; None if all agree."""
        for sequence, found in zip(sequences, self.library(sequences), strict=True):
            expected = self.model(sequence)
            if found != expected:
                return sequence
            self.count(sequence, expected)
        return None

    def count(self, sequence, docket):
        self.seen.update(e["type"] for e in sequence)
        self.seen.update("irregular" for e in docket["entities"] for _ in e["irregular"])
        self.seen.update(d["status"] for d in docket["deadlines"])
        self.seen.update(e["entity"] + " " + e[state] for e in docket["entities"] for state in ("state", "before"))

    def report(self, sequence):
        beginnings = [sequence[:n] for n in range(1, len(sequence) + 1)]
        pairs = zip(beginnings, self.library(beginnings), strict=True)
        shortest, found = next((b, f) for b, f in pairs if f != self.model(b))
        print("the dockets differ after:")
        for seq, event in enumerate(shortest, 1):
            print(f"{seq:3} {json.dumps(event)}")
        for part, expected in self.model(shortest).items():
            for ours, theirs in zip(found[part] + [None] * len(expected), expected):
                if ours != theirs:
                    print(f"library {json.dumps(ours)}\nmodel   {json.dumps(theirs)}")


def unseen(comparison):
    """States and types that no sequence came to: what was compared must be most of what there is."""
    states = {f"{m['entity']} {s['state']}" for m in comparison.rules.machines.values() for s in m["states"]}
    types = {r["type"] for m in comparison.rules.machines.values() for r in m["transitions"]} | set(random_matters.DEADLINE_TYPES)
    statuses = {"open", "suspended", "met", "missed", "extended", "cancelled", "irregular", "ledger.correction"}
    return sorted((states | types | statuses) - set(comparison.seen))


def main(program):
    wanted, seed = int(os.environ.get("REQLEDGER_FOLD_SEQUENCES", "1000")), os.environ.get("REQLEDGER_FOLD_SEED", "1")
    comparison = Comparison(program)
    for begin in range(0, wanted, CHUNK):
        sequences = [comparison.sequence(seed, n) for n in range(begin, min(begin + CHUNK, wanted))]
        differs = comparison.first_difference(sequences)
        if differs:
            print(f"seed {seed}, sequence {begin + sequences.index(differs)}:")
            comparison.report(differs)
            return 1
    events = sum(n for name, n in comparison.seen.items() if name in comparison.schemas)
    missing = unseen(comparison)
    print(f"seed {seed}: {wanted} sequences, {events} events, {comparison.seen['irregular']} irregular, "
          f"{comparison.seen['ledger.correction']} corrections: the same docket; never seen: {missing or 'nothing'}")
    return 1 if wanted >= 1000 and len(missing) > UNSEEN_MAX else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
