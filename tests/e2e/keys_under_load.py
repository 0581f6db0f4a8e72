"""Everything that may happen to keys, all at once, under recorders that do not stop: no append fails, no number is left out, and
who pinned the first key verifies all of it from entry 0. Then the key-encryption key is lost, and comes back from escrow.

usage: keys_under_load.py BUILD_DIR SOURCE_DIR
Environment: REQLEDGER_KEYS_ROUNDS, how many times all of it (2).
"""

import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import unittest

from cli_run import BINARIES, SOURCE, event, run
from daemon_process import Daemon, read_answer, request

ROUNDS = int(os.environ.get("REQLEDGER_KEYS_ROUNDS", "2"))
RECORDERS = 3


class Recorder(threading.Thread):
    """One connection, kept open, and one event after another."""

    def __init__(self, daemon, name):
        super().__init__()
        self.daemon_process, self.matter = daemon, name
        self.through, self.answers = threading.Event(), []

    def run(self):
        with self.daemon_process.connect() as connection:
            while not self.through.is_set():
                body = json.dumps(event(f"{self.matter}-{len(self.answers) // 50}", len(self.answers))).encode()
                connection.sendall(request("POST", "/v1/events", "application/json", body))
                status, _, answer = read_answer(connection)
                self.answers.append((status, json.loads(answer).get("seq")))


def openssl(*words):
    return subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True, timeout=60).stdout


class KeysUnderLoadTest(unittest.TestCase):
    def setUp(self):
        roles = tempfile.NamedTemporaryFile("w", prefix="reqledger-roles-")
        self.addCleanup(roles.close)
        self.roles = pathlib.Path(roles.name)
        self.daemon = Daemon(BINARIES, SOURCE, flags=[f"--roles_file={self.roles}"])
        self.daemon.__enter__()
        self.addCleanup(self.daemon.__exit__)
        self.keys = self.daemon.folder / "keys"
        self.first_vkey = (self.keys / "ledger.vkey").read_text().strip()
        (self.keys / "escrow").mkdir(mode=0o700)
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", self.daemon.folder / "board.key", "-out",
                self.keys / "escrow/board.pem", "-days", 1, "-subj", "/CN=board")

    def good(self, *words):
        status, out, err = run(*words, f"--socket={self.daemon.socket_path}")
        self.assertEqual(status, 0, err)
        return out

    def test_nothing_fails_and_nothing_is_left_out(self):
        recorders = [Recorder(self.daemon, f"L{number}") for number in range(RECORDERS)]
        for recorder in recorders:
            recorder.start()
        try:
            for number in range(ROUNDS):
                self.good("rotate_key")
                epoch = json.loads(self.good("rewrap", "--json"))["epoch"]
                self.roles.write_text(f"reader uid:{70000 + number}\n")
                self.daemon.process.send_signal(signal.SIGHUP)
                bundle = self.daemon.folder / f"bundle-{number}"
                self.good("export", "--publish_now", f"--out={bundle}")
        finally:
            for recorder in recorders:
                recorder.through.set()
                recorder.join()
        answers = [answer for recorder in recorders for answer in recorder.answers]
        self.assertEqual({status for status, _ in answers}, {201})
        self.assertGreater(len(answers), 10 * ROUNDS)
        status = json.loads(self.good("status", "--json"))
        self.good("publish")
        seqs = sorted(seq for _, seq in answers)
        self.assertEqual(len(set(seqs)), len(seqs))
        self.assertNotEqual((self.keys / "ledger.vkey").read_text().strip(), self.first_vkey)
        self.assertGreater(status["size"], len(seqs))
        for number in range(ROUNDS):
            self.verified([BINARIES / "tools/reqledger-verify", self.daemon.folder / f"bundle-{number}"])
        self.daemon.stop()
        self.verified([BINARIES / "tools/reqledger", "verify", *self.daemon.dir_flags()])
        self.lose_and_recover(epoch)

    def verified(self, command):
        done = subprocess.run([*command, f"--vkey={self.first_vkey}", "--json"], capture_output=True, text=True, timeout=120)
        report = json.loads(done.stdout)
        self.assertEqual((done.returncode, report["verdict"]), (0, "verified"), done.stdout[:2000])

    def lose_and_recover(self, epoch):
        lost = self.keys / f"kek.{epoch}"
        was = lost.read_bytes()
        lost.unlink()
        with self.assertRaises(RuntimeError):
            self.daemon.start(replaces=0)
        recovered = openssl("cms", "-decrypt", "-inform", "DER", "-in", self.keys / f"escrow/kek.{epoch}.board.cms",
                            "-recip", self.keys / "escrow/board.pem", "-inkey", self.daemon.folder / "board.key")
        self.assertEqual(recovered, was)
        lost.touch(mode=0o600)
        lost.write_bytes(recovered)
        self.daemon.start()
        self.good("record", self.one_event())
        self.good("show", "1")

    def one_event(self):
        path = self.daemon.folder / "one.json"
        path.write_text(json.dumps(event("after", 1)) + "\n")
        return str(path)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
