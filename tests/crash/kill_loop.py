"""kill -9 at random moments under load: no acknowledged event missing, no seq twice, each checkpoint extends the last.

Usage: kill_loop.py REQLEDGERD REQLEDGER. REQLEDGER_KILLS: how often (default 50). REQLEDGER_SEED: of what is random.
Limits: each client sends at most EVENTS_A_LIFE events between two kills, so that the test ends whatever the machine.
"""

import os
import pathlib
import random
import sys
import tempfile
import threading
import time

from client import Unanswered, new_event
from lab import Ledger, Programs
from witness import Witness

CLIENTS = 8
EVENTS_A_LIFE = 200
BATCH = 5
LIFE_SECONDS = (0.02, 0.4)


class Recorder:
    """One client: keeps what was not answered and sends it again, with the same keys, before anything new."""

    def __init__(self, number, witness, seed):
        self._number = number
        self._witness = witness
        self._random = random.Random(seed)
        self._made = 0
        self.open = []
        self.repeats = 0

    def _next_event(self):
        self._made += 1
        # Half in a matter that all share, some in a new one, whose keys must be durable before its events are.
        matter = self._random.choice(["shared", "shared", f"own-{self._number}", f"new-{self._number}-{self._made}"])
        return new_event(f"d{self._number}-{self._made}", matter)

    def run(self, daemon):
        """Until the daemon is gone, or enough was sent."""
        sent = 0
        with daemon.client() as client:
            while sent < EVENTS_A_LIFE:
                count = BATCH if self._number % 2 else 1
                while len(self.open) < count:
                    self.open.append(self._next_event())
                before = len(self.open)
                if not self._send(client, self.open[:count]):
                    return
                sent += before - len(self.open)

    def settle(self, daemon):
        """Has all that is open answered by a daemon that stays."""
        with daemon.client() as client:
            while self.open:
                if not self._send(client, self.open[:BATCH]):
                    self._witness.complain(f"client {self._number}: no answer from a daemon that was not killed")
                    return

    def _send(self, client, events):
        if self._number % 2:
            answers = client.record_batch(events)
        else:
            answers = self._send_each(client, events)
        for event, answer in zip(events, answers):
            self._take(event, answer)
        return len(answers) == len(events)

    def _send_each(self, client, events):
        answers = []
        for event in events:
            try:
                status, answer = client.record(event)
            except Unanswered:
                break
            answers.append({"result": answer} if status in (200, 201) else {"problem": answer})
        return answers

    def _take(self, event, answer):
        if "result" in answer:
            self.repeats += bool(answer["result"].get("repeat"))
            self._witness.acknowledged(event, answer["result"])
            self.open.remove(event)
        elif answer.get("problem", {}).get("code") != "unavailable":
            self._witness.complain(f"{event['demand_id']}: refused: {answer}")
            self.open.remove(event)


def publish_at_times(daemon, witness, stop):
    with daemon.client() as client:
        while not stop.wait(0.1):
            try:
                status, answer = client.publish()
                if status == 200:
                    witness.saw_checkpoint(answer["checkpoint"].encode())
                for target in ("/checkpoint", "/v1/checkpoint?working=1"):
                    status, note = client.request("GET", target)
                    if status == 200:
                        witness.saw_checkpoint(note)
            except Unanswered:
                return


def live_and_die(ledger, recorders, witness, life_seconds):
    daemon = ledger.start()
    stop = threading.Event()
    threads = [threading.Thread(target=recorder.run, args=(daemon,)) for recorder in recorders]
    threads.append(threading.Thread(target=publish_at_times, args=(daemon, witness, stop)))
    for thread in threads:
        thread.start()
    time.sleep(life_seconds)
    daemon.kill()
    stop.set()
    for thread in threads:
        thread.join()


def settle_and_compare(ledger, recorders, witness):
    daemon = ledger.start()
    for recorder in recorders:
        recorder.settle(daemon)
    with daemon.client() as client:
        problems = witness.compare(client)
    if daemon.stop() != 0:
        problems.append("a graceful stop did not end with 0")
    status, output = ledger.verify()
    if status != 0:
        problems.append(f"reqledger verify: {status}: {output}")
    return problems


def main():
    kills = int(os.environ.get("REQLEDGER_KILLS", "50"))
    seed = int(os.environ.get("REQLEDGER_SEED", "20261122"))
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="reqledger_kill_") as folder:
        ledger = Ledger(Programs(*sys.argv[1:3]), pathlib.Path(folder) / "ledger").create()
        witness = Witness(ledger.vkey)
        recorders = [Recorder(number, witness, seed + number) for number in range(CLIENTS)]
        for _ in range(kills):
            live_and_die(ledger, recorders, witness, chance.uniform(*LIFE_SECONDS))
        problems = settle_and_compare(ledger, recorders, witness)
    repeats = sum(recorder.repeats for recorder in recorders)
    print(f"{kills} kills, seed {seed}: {len(witness.answers)} events acknowledged, {repeats} of them recorded before a "
          f"kill and answered after it, {len(witness.notes)} checkpoints seen, {len(problems)} problems")
    print("\n".join(problems[:50]))
    if not witness.answers or not witness.notes:
        print("nothing was recorded or published: the test has shown nothing")
        return 1
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
