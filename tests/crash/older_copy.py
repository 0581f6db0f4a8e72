"""Folders swapped for older or damaged ones while the daemon is stopped: it refuses, or what it then says is so.

Usage: older_copy.py REQLEDGERD REQLEDGER
"""

import json
import pathlib
import shutil
import sys
import tempfile

from client import new_event
from lab import Ledger, Programs, Refused
from witness import Witness

MARK = "high_water_mark"
SLOT_BYTES = 512
REFUSED_BY_RULE = (1,)


class Case:
    """A ledger recorded in two parts, with a copy of its folders as they were between."""

    def __init__(self, programs, folder, kill=False):
        self.ledger = Ledger(programs, folder / "ledger").create()
        self.witness = Witness(self.ledger.vkey)
        self._part("early", kill=False)
        self.older = self.ledger.copy(folder / "older")
        self._part("late", kill)

    def _part(self, name, kill):
        daemon = self.ledger.start()
        with daemon.client() as client:
            for number in range(5):
                # The last is in a matter of its own, so that an older key table lacks its keys.
                self._record(client, f"{name}-{number}", name if number == 4 else "known")
        daemon.kill() if kill else daemon.stop()

    def _record(self, client, name, matter):
        event = new_event(name, matter)
        status, answer = client.record(event)
        assert status == 201, answer
        self.witness.acknowledged(event, answer)

    def record(self, name, matter):
        daemon = self.ledger.start()
        with daemon.client() as client:
            self._record(client, name, matter)
        daemon.stop()

    def swap(self, what):
        """The older copy in place of the folder `what`; what was there is kept beside."""
        current = getattr(self.ledger, what)
        current.rename(current.with_suffix(".current"))
        shutil.copytree(getattr(self.older, what), current)

    def swap_back(self, what):
        current = getattr(self.ledger, what)
        shutil.rmtree(current)
        current.with_suffix(".current").rename(current)

    def refusal(self):
        """(exit status, stderr) of a start that ends, or None where the daemon records."""
        try:
            daemon = self.ledger.start()
        except Refused as refused:
            return refused.status, refused.stderr
        daemon.stop()
        return None

    def problems_of_start(self):
        """What a daemon that does start says wrongly. Empty where it refuses."""
        try:
            daemon = self.ledger.start()
        except Refused:
            return []
        with daemon.client() as client:
            problems = self.witness.compare(client)
        daemon.stop()
        return problems


def expect_refused(case, what, words, statuses=REFUSED_BY_RULE):
    refusal = case.refusal()
    if refusal is None:
        return [f"{what}: started"]
    problems = [] if refusal[0] in statuses else [f"{what}: exit status {refusal[0]}, not in {statuses}"]
    return problems + ([] if words in refusal[1] else [f"{what}: refused without saying '{words}': {refusal[1]}"])


def older_data(case):
    case.swap("data")
    problems = expect_refused(case, "older data folder", "it is an older copy")
    # Refusing must not have touched the mark, nor may a second try get through.
    problems += expect_refused(case, "older data folder, again", "it is an older copy")
    case.swap_back("data")
    return problems + case.problems_of_start()


def older_keys(case):
    """The last entry's matter has no keys there, and without them the start-up check cannot open it."""
    case.swap("keys")
    problems = expect_refused(case, "older key folder", "put the current key folder in its place")
    case.swap_back("keys")
    return problems + case.problems_of_start()


def older_keys_unnoticed(case):
    """The last entry opens, an earlier one does not: what is shown is so, the rest is an error, and verification says so."""
    case.record("last", "known")
    case.swap("keys")
    try:
        daemon = case.ledger.start()
    except Refused:
        return []
    problems = []
    unopened = 0
    with daemon.client() as client:
        for name, (seq, leaf, _) in case.witness.answers.items():
            status, body = client.request("GET", f"/v1/entries/{seq}")
            unopened += status != 200
            if status == 200 and json.loads(body)["leaf_hash"] != leaf:
                problems.append(f"{name}: entry {seq} is shown with another leaf hash")
    daemon.stop()
    if unopened != 1:
        problems.append(f"{unopened} entries do not open, not the one whose keys are lacking")
    status, output = case.ledger.verify()
    return problems if status == 1 else [*problems, f"older key folder: reqledger verify: {status}: {output}"]


def older_mark(case):
    """Alone it is what a crash between commit and mark leaves: the whole ledger is there."""
    case.swap("state")
    return case.problems_of_start()


def change_mark(case, change):
    mark = case.ledger.state / MARK
    before = mark.read_bytes()
    change(mark, before)
    refusal = case.refusal()
    mark.write_bytes(before)
    return refusal


def flip(data, at):
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1:]


def damaged_mark(case):
    changes = {
        "missing": lambda mark, _: mark.unlink(),
        "empty": lambda mark, _: mark.write_bytes(b""),
        "cut short": lambda mark, data: mark.write_bytes(data[:SLOT_BYTES]),
        "zeros": lambda mark, data: mark.write_bytes(bytes(len(data))),
        "a bit wrong in each slot": lambda mark, data: mark.write_bytes(flip(flip(data, 20), SLOT_BYTES + 20)),
    }
    problems = [f"high-water mark {what}: started" for what, change in changes.items() if change_mark(case, change) is None]
    mark = case.ledger.state / MARK
    whole = mark.read_bytes()
    for slot in (0, 1):
        # The other slot is the mark of the commit before, as after a crash in the middle of a write.
        mark.write_bytes(flip(whole, slot * SLOT_BYTES + 20))
        problems += case.problems_of_start()
    return problems


def another_ledger(case):
    """The data of a second ledger of the same origin, with other keys."""
    other = Ledger(case.ledger.programs, case.ledger.root.parent / "other").create()
    shutil.rmtree(case.ledger.data)
    shutil.copytree(other.data, case.ledger.data)
    return [] if case.refusal() else ["another ledger's data folder: started"]


def main():
    programs = Programs(*sys.argv[1:3])
    problems = []
    for check in (older_data, older_keys, older_keys_unnoticed, older_mark, damaged_mark, another_ledger):
        for kill in (False, True):
            with tempfile.TemporaryDirectory(prefix="reqledger_older_") as folder:
                found = check(Case(programs, pathlib.Path(folder), kill))
            how = "after a kill" if kill else "after a clean stop"
            print(f"{check.__name__}, {how}: {len(found)} problems")
            problems += [f"{check.__name__}, {how}: {problem}" for problem in found]
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
