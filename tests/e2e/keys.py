"""A new key-encryption key under a daemon that records, and under one that is killed: nothing is lost, and the old key opens nothing.

usage: keys.py BUILD_DIR SOURCE_DIR
Environment: REQLEDGER_KEYS_KILLS, how many kills (6); REQLEDGER_KEYS_SEED (1).
"""

import json
import os
import pathlib
import random
import shutil
import subprocess
import threading
import time
import unittest

from cli_run import BINARIES, SOURCE, event, run
from daemon_process import Daemon

EVENTS = 3000
KILLS = int(os.environ.get("REQLEDGER_KEYS_KILLS", "6"))
SEED = int(os.environ.get("REQLEDGER_KEYS_SEED", "1"))


class RewrapTest(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon(BINARIES, SOURCE)
        self.daemon.__enter__()
        self.addCleanup(self.daemon.__exit__)
        self.keys = pathlib.Path(self.daemon.folder) / "keys"

    def command(self, *words, **how):
        return run(*words, f"--socket={self.daemon.socket_path}", **how)

    def good(self, *words, **how):
        status, out, err = self.command(*words, **how)
        self.assertEqual(status, 0, err)
        return out

    def kept_keys(self):
        return sorted(path.name for path in self.keys.glob("kek.*"))

    def expect_whole(self, entries):
        """That all of it opens and verifies, by the daemon and without it."""
        self.good("show", "1")
        self.good("verify", f"--vkey={self.keys}/ledger.vkey", f"--key_dir={self.keys}")
        self.daemon.stop()
        done = subprocess.run([BINARIES / "tools/reqledger", "verify", *self.daemon.dir_flags(), f"--vkey={self.keys}/ledger.vkey", "--json"],
                              capture_output=True, text=True, check=False, timeout=120)
        report = json.loads(done.stdout)
        self.assertEqual((done.returncode, report["verdict"]), (0, "verified"), done.stdout[:1000])
        self.assertGreaterEqual(report["size"], entries)

    def test_while_it_records(self):
        lines = "".join(json.dumps(event(f"M{number % 400}", number)) + "\n" for number in range(EVENTS))
        recorded = {}

        def record():
            recorded["outcome"] = self.command("record", "-", given=lines)

        recorder = threading.Thread(target=record)
        recorder.start()
        epochs = [json.loads(self.good("rewrap", "--json"))["epoch"] for _ in range(8)]
        during = recorder.is_alive()
        recorder.join()
        status, out, err = recorded["outcome"]
        self.assertEqual((status, len(out.splitlines())), (0, EVENTS), err)
        self.assertTrue(during, "the rewraps were over before the recording was: record more")
        self.assertEqual(epochs, list(range(2, 10)))
        self.assertEqual(self.kept_keys(), ["kek.9"])
        self.assertIn("kek.9", self.good("status"))
        self.expect_whole(EVENTS)

    def test_copies_made_before_open_nothing_without_the_old_key(self):
        self.good("record", "-", given=json.dumps(event("M", 1)) + "\n")
        shutil.copy(self.keys / "key_table", self.keys / "copy")
        out = self.good("rewrap")
        self.assertIn("kek.2", out)
        self.daemon.stop()
        shutil.copy(self.keys / "copy", self.keys / "key_table")
        done = subprocess.run([BINARIES / "tools/reqledger", "verify", *self.daemon.dir_flags()], capture_output=True, text=True, check=False, timeout=60)
        self.assertEqual(done.returncode, 3, done.stdout + done.stderr)
        self.assertIn("kek.1", done.stderr)
        shutil.copy(self.keys / "kek.2", self.keys / "kek.1")
        done = subprocess.run([BINARIES / "tools/reqledger", "verify", *self.daemon.dir_flags()], capture_output=True, text=True, check=False, timeout=60)
        self.assertNotEqual(done.returncode, 0)

    def test_a_kill_at_any_moment(self):
        chance = random.Random(SEED)
        self.good("record", "-", given="".join(json.dumps(event(f"M{number}", number)) + "\n" for number in range(2000)))
        for kill in range(KILLS):
            with self.subTest(seed=SEED, kill=kill):
                asking = subprocess.Popen([BINARIES / "tools/reqledger", "rewrap", f"--socket={self.daemon.socket_path}"],
                                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                time.sleep(chance.uniform(0, 0.03))
                replaced = os.stat(self.daemon.socket_path).st_ino
                self.daemon.process.kill()
                self.daemon.process.wait()
                self.daemon.process.stderr.close()
                asking.wait(timeout=30)
                self.daemon.start(replaces=replaced)
                self.good("show", str(chance.randrange(1, 2001)))
                self.good("record", "-", given=json.dumps(event(f"K{kill}", kill)) + "\n")
        # What a kill left behind goes with the next one that is through.
        epoch = json.loads(self.good("rewrap", "--json"))["epoch"]
        self.assertEqual(self.kept_keys(), [f"kek.{epoch}"])
        self.assertFalse((self.keys / "key_table.new").exists())
        self.expect_whole(2000 + KILLS)


if __name__ == "__main__":
    unittest.main(argv=["keys.py"])
