#!/usr/bin/env python3
"""Random sequences of events, recorded in a ledger: its docket, as its rows and as its entries have it, equals that of the model in
this folder; so do the steps that it calls irregular, the withdrawals that it refuses and what it raises by itself.

Usage: log_compare_test.py LOG_STREAM. Environment: REQLEDGER_LOG_SEQUENCES, how many (300); REQLEDGER_LOG_SEED, which (1).
A difference is printed with the shortest beginning of its sequence that shows it."""
import collections
import datetime
import json
import os
import pathlib
import random
import subprocess
import sys

import daemon_model
import docket_model
import event_catalogue
import log_counts
import random_matters
import rule_files

SCHEMAS = pathlib.Path(__file__).resolve().parents[2] / "schemas"
NOW = datetime.datetime(2026, 11, 20, 10, tzinfo=datetime.timezone.utc)  # what the ledger's clock starts at
CHUNK = 250
COUNTED_FROM = 300  # sequences: of fewer it may be chance that something never occurred
REFUSED_MAX = 0.2
DUE = "due"


class Differs(Exception):
    pass


class Walk:
    """Follows one sequence through what a ledger says of it: each event is refused or recorded, and nothing else happens."""

    def __init__(self, sequence, found, rules, schemas):
        self.found, self.rules, self.schemas = found, rules, schemas
        self.lines, self.outcomes = sequence, iter(found["outcomes"])
        self.pending = collections.deque(found["entries"])
        self.entries, self.recorded, self.refused = [], [], collections.Counter()
        self.model = docket_model.Model(rules, None)

    def follow(self):
        for line in self.lines:
            if line == DUE:
                self.take_own(daemon_model.due(self.model, self.now()))
            else:
                self.follow_event(line, next(self.outcomes))
        if self.pending:
            raise Differs(f"nobody asked for {self.pending[0]}")
        for part in ("docket", "rebuilt"):
            compare(part, self.found[part], self.model.answer(None))
        if self.found["rows_differ"]:
            raise Differs(f"not as the entries make them: {self.found['rows_differ']}")

    def now(self):
        """When the clock was asked: as the entry says that came of it, else not long after the last one."""
        if self.pending and self.pending[0]["recorded_by"] == "daemon":
            return datetime.datetime.fromisoformat(self.pending[0]["recorded_at"])
        return self.entries[-1][2] if self.entries else NOW

    def follow_event(self, event, outcome):
        event = dict(event)
        if event["type"] == "ledger.correction":
            event["corrects"] = self.recorded[event["corrects"] - 1]
        self.recorded.append(outcome.get("seq"))
        if "refused" in outcome:
            return self.follow_refusal(event, outcome["refused"])
        if not self.pending or self.pending[0]["seq"] != outcome["seq"]:
            raise Differs(f"not recorded next: {event}")
        if outcome["irregular"]:
            event["out_of_sequence"] = {"reason": "it happened so"}
        if self.pending[0]["event"] != event:
            raise Differs(f"recorded was {self.pending[0]['event']} for {event}")
        before = self.model
        seq = self.take()
        live = daemon_model.is_live(event)
        irregular = any(seq in e.irregular for e in self.model.entities.values())
        if irregular and live != outcome["irregular"] or outcome["irregular"] and not irregular:
            raise Differs(f"irregular: {irregular}, in a ledger: {outcome['irregular']}")
        if event.get("withdraws") and daemon_model.rested_on(before, self.model):
            raise Differs(f"withdrawn, though others rest on it: {event}")
        if live and event["type"] != "ledger.correction":
            self.take_own(daemon_model.met_by(self.model, seq))

    def follow_refusal(self, event, why):
        """What the schema refuses, the validator of tests/schemas judges; what is not there, cannot be corrected or named."""
        rule = why.partition(":")[0]
        self.refused[rule] += 1
        if rule == "withdraws":
            entries = self.entries + [(2**53, event, NOW)]
            if not daemon_model.rested_on(self.model, docket_model.fold_entries(entries, self.rules, self.schemas)):
                raise Differs(f"refused, though nothing rests on it: {event}: {why}")
        elif rule == "not_recorded":
            if event["corrects"] is not None:
                raise Differs(f"refused, though recorded: {event}")

    def take_own(self, expected):
        raised = []
        while self.pending and self.pending[0]["recorded_by"] == "daemon" and len(raised) < len(expected):
            raised.append(daemon_model.as_raised(self.pending[0]["event"]))
            self.take()
        if sorted(raised) != expected:
            raise Differs(f"raised: {raised}, expected: {expected}")

    def take(self):
        """The next entry, folded."""
        entry = self.pending.popleft()
        seq, members, at = entry["seq"], entry["event"], datetime.datetime.fromisoformat(entry["recorded_at"])
        self.entries.append((seq, members, at))
        if members["type"] == "ledger.correction":
            self.model = docket_model.fold_entries(self.entries, self.rules, self.schemas)
        else:
            self.model.recorded = at
            self.model.fold(docket_model.Event(seq, members, self.schemas))
        return seq


def compare(part, found, expected):
    for name in expected:
        if found[name] == expected[name]:
            continue
        theirs = expected[name] + [None] * len(found[name])
        for one, other in zip(found[name] + [None] * len(expected[name]), theirs):
            if one != other:
                raise Differs(f"{part}\nledger {json.dumps(one, sort_keys=True)}\nmodel  {json.dumps(other, sort_keys=True)}")


class Comparison:
    def __init__(self, program):
        self.program = program
        self.rules, self.schemas = rule_files.Rules(), event_catalogue.load()
        self.seen, self.refused = collections.Counter(), collections.Counter()

    def sequence(self, seed, number):
        """Events, and where the clock is asked what it brought about."""
        rng = random.Random(f"{seed}/{number}")
        told = random_matters.Teller(rng, self.rules, self.schemas, NOW, f"{number}-", True).tell()
        asks = rng.choice((0.0, 0.0, 0.02, 0.1))
        lines = []
        for event in told:
            lines += [event, DUE] if rng.random() < asks else [event]
        return lines + [DUE] * rng.randrange(2)

    def ledger(self, sequences):
        lines = "".join("".join((e if e == DUE else json.dumps(e)) + "\n" for e in s) + "\n" for s in sequences)
        done = subprocess.run([self.program, str(SCHEMAS)], input=lines, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            sys.exit(f"log_stream ended {done.returncode}: {done.stdout[-2000:]} {done.stderr}")
        return [json.loads(line) for line in done.stdout.splitlines()]

    def difference(self, sequence, found):
        walk = Walk(sequence, found, self.rules, self.schemas)
        try:
            walk.follow()
        except Differs as differs:
            return str(differs)
        log_counts.count(walk, self.seen)
        self.refused += walk.refused
        return None

    def report(self, sequence):
        """Each beginning in a ledger of its own, since all have the same names."""
        for length in range(1, len(sequence) + 1):
            [found] = self.ledger([sequence[:length]])
            difference = self.difference(sequence[:length], found)
            if difference:
                break
        else:
            difference, length = "only beside other sequences", len(sequence)
        print("they differ after:")
        for index, line in enumerate(sequence[:length]):
            print(f"{index:3} {json.dumps(line)}")
        for entry in found["entries"]:
            print(f"entry {entry['seq']} by {entry['recorded_by']}: {entry['event']['type']}")
        print(difference)


def main(program):
    wanted, seed = int(os.environ.get("REQLEDGER_LOG_SEQUENCES", "300")), os.environ.get("REQLEDGER_LOG_SEED", "1")
    comparison = Comparison(program)
    for begin in range(0, wanted, CHUNK):
        sequences = [comparison.sequence(seed, n) for n in range(begin, min(begin + CHUNK, wanted))]
        for number, (sequence, found) in enumerate(zip(sequences, comparison.ledger(sequences), strict=True), begin):
            if comparison.difference(sequence, found):
                print(f"seed {seed}, sequence {number}:")
                comparison.report(sequence)
                return 1
    return summary(comparison, wanted, seed)


def summary(comparison, wanted, seed):
    seen, refused = comparison.seen, sum(comparison.refused.values())
    print(f"seed {seed}: {wanted} sequences, {seen['entry']} entries, {refused} events refused: one docket")
    print("refused: " + ", ".join(f"{n} {rule}" for rule, n in comparison.refused.most_common()))
    print("seen: " + ", ".join(f"{seen[name]} {name}" for name in (*log_counts.NAMES, log_counts.RARE)))
    never = [name for name in log_counts.NAMES if not seen[name]] if wanted >= COUNTED_FROM else []
    if never:
        print(f"never seen: {never}")
    return 1 if never or refused > REFUSED_MAX * (refused + seen["entry"]) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
