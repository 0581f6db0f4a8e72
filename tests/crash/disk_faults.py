"""The k-th write, sync or rename of the data, key or state folder fails, for every k of some appends and a publication.

The daemon may refuse, stop, or have done it; a restart may refuse. It may never say what is not so: what it acknowledged is
there afterwards, what it did not is recorded once when it is sent again, and the ledger verifies.

Usage: disk_faults.py REQLEDGERD REQLEDGER FAULT_SHIM. Limits: CALLS_MAX calls a fault; that this
is enough is checked.
"""

import collections
import errno
import json
import os
import pathlib
import shutil
import signal
import sys
import tempfile

from client import Unanswered, new_event
from lab import Ledger, Programs, Refused
from witness import Witness

FAULTS = [(errno.EIO, "once"), (errno.ENOSPC, "on"), (errno.ENOSPC, "short")]
CALLS_MAX = 150
# Debian builds RocksDB with its assertions. Opening one on a disk that fails may end so: a refusal without a word from us.
ROCKSDB_ASSERTION = "rocksdb::"


class Trial:
    """One copy of a ledger, one fault."""

    def __init__(self, ledger, root, shim):
        self.ledger = ledger.copy(root)
        self.plan = root.parent / f"{root.name}.plan"
        self.struck = pathlib.Path(f"{self.plan}.struck")
        folders = [str(path.resolve()) for path in (self.ledger.data, self.ledger.keys, self.ledger.state)]
        self._env = {
            "LD_PRELOAD": str(shim),
            "REQLEDGER_FAULT_PLAN": str(self.plan),
            "REQLEDGER_FAULT_DIRS": ":".join(folders),
            # A sanitizer's runtime insists on being first in line, where the shim is.
            "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0",
        }
        self.witness = Witness(self.ledger.vkey)
        self.refused = []

    def arm(self, call, error, mode):
        beside = self.plan.with_suffix(".new")
        beside.write_text(f"{call} {error} {mode}")
        beside.rename(self.plan)

    def start(self):
        return self.ledger.start(env=self._env)

    def record(self, client, event):
        try:
            status, answer = client.record(event)
        except (Unanswered, json.JSONDecodeError):
            status, answer = 0, {}
        if status in (200, 201):
            self.witness.acknowledged(event, answer)
        else:
            self.refused.append(event)

    def publish(self, client):
        try:
            status, answer = client.publish()
            if status == 200:
                self.witness.saw_checkpoint(answer["checkpoint"].encode())
            status, note = client.request("GET", "/v1/checkpoint?working=1")
            if status == 200:
                self.witness.saw_checkpoint(note)
        except Unanswered:
            pass

    def judge(self):
        """After the fault is gone: the problems found, or how the restart was refused."""
        try:
            daemon = self.ledger.start()
        except Refused as refused:
            return [], f"refused: {refused}"
        with daemon.client() as client:
            again, self.refused = self.refused, []
            for event in again:
                self.record(client, event)
            problems = [f"{event['demand_id']}: refused by a healthy daemon" for event in self.refused]
            problems += self.witness.compare(client)
        if daemon.stop() != 0:
            problems.append("a graceful stop did not end with 0")
        status, output = self.ledger.verify()
        return problems + ([f"reqledger verify: {status}: {output}"] if status else []), "started"


def append_under_fault(trial, call, error, mode):
    """Some appends and a publication with the fault armed. Returns the daemon's exit status."""
    daemon = trial.start()
    with daemon.client() as client:
        trial.record(client, new_event("before", "known"))
        trial.arm(call, error, mode)
        trial.record(client, new_event("new-matter", "unknown"))  # its keys go to the key table first
        trial.record(client, new_event("known-matter", "known"))
        trial.publish(client)
        trial.record(client, new_event("after", "known"))
    return daemon.stop()


def start_under_fault(trial, call, error, mode):
    """The fault is armed before the daemon opens anything."""
    trial.arm(call, error, mode)
    try:
        daemon = trial.start()
    except Refused as refused:
        return refused.status
    with daemon.client() as client:
        trial.record(client, new_event("started", "known"))
    return daemon.stop()


def run_all(ledger, folder, shim, what, run):
    """Every k until none is left to strike. Returns the problems."""
    problems = []
    for error, mode in FAULTS:
        places, starts, statuses, refusals = [], [], collections.Counter(), 0
        for call in range(1, CALLS_MAX + 1):
            root = folder / f"{what}_{mode}_{call}"
            trial = Trial(ledger, root, shim)
            status = run(trial, call, error, mode)
            if not trial.struck.exists():
                break
            place = describe(trial)
            places.append(place)
            statuses[status] += 1
            refusals += len(trial.refused)
            found, start = trial.judge()
            starts.append(start)
            problems += [f"{what}, call {call} ({place}) {mode}: {problem}" for problem in found]
            if status < 0 and not (status == -signal.SIGABRT and ROCKSDB_ASSERTION in trial.ledger.log.read_text()):
                problems.append(f"{what}, call {call} ({place}) {mode}: the daemon died of signal {-status}")
            if start != "started":
                print(f"{what}, call {call} ({place}) {mode}: the next start was {start}")
            shutil.rmtree(root)
        print(f"{what} {errno.errorcode[error]} {mode}: {len(places)} calls failed in turn, in {count_folders(places)}; "
              f"exit statuses {dict(statuses)}, {refusals} events not acknowledged, "
              f"{starts.count('started')} of the restarts succeeded")
        if len(places) in (0, CALLS_MAX):
            problems.append(f"{what} {mode}: {len(places)} calls were struck: not all were, or none was there")
    return problems


def describe(trial):
    what, path = trial.struck.read_text().strip().split(" ", 1)
    return f"{what} {pathlib.Path(path).relative_to(trial.ledger.root.resolve())}"


def count_folders(places):
    folders = [place.split(" ", 1)[1].split("/")[0] for place in places]
    return {name: folders.count(name) for name in sorted(set(folders))}


def main():
    shim = pathlib.Path(sys.argv[3]).resolve()
    with tempfile.TemporaryDirectory(prefix="reqledger_fault_") as name:
        folder = pathlib.Path(name)
        ledger = Ledger(Programs(*sys.argv[1:3]), folder / "ledger").create()
        problems = run_all(ledger, folder, shim, "append", append_under_fault)
        problems += run_all(ledger, folder, shim, "start", start_under_fault)
    print(f"{len(problems)} problems")
    print("\n".join(problems[:50]))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
