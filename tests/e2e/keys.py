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
import tempfile
import time
import unittest

from cryptography.hazmat.primitives.keywrap import aes_key_unwrap

from cli_run import BINARIES, SOURCE, event, run
from daemon_process import Daemon
from recording import batches

EVENTS = 500  # a batch
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
        with batches(self.command, EVENTS, 400) as done:
            epochs = [json.loads(self.good("rewrap", "--json"))["epoch"] for _ in range(8)]
        self.assertEqual(done, [(0, EVENTS, done[0][2])] * len(done))
        self.assertEqual(epochs, list(range(2, 10)))
        self.assertEqual(self.kept_keys(), ["kek.9"])
        self.assertIn("kek.9", self.good("status"))
        self.expect_whole(EVENTS * len(done))

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
                self.daemon.kill_and_start()
                asking.wait(timeout=30)
                self.good("show", str(chance.randrange(1, 2001)))
                self.good("record", "-", given=json.dumps(event(f"K{kill}", kill)) + "\n")
        # What a kill left behind goes with the next one that is through.
        epoch = json.loads(self.good("rewrap", "--json"))["epoch"]
        self.assertEqual(self.kept_keys(), [f"kek.{epoch}"])
        self.assertFalse((self.keys / "key_table.new").exists())
        self.expect_whole(2000 + KILLS)


def openssl(*words, **how):
    return subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True, timeout=60, **how).stdout


class EscrowTest(unittest.TestCase):
    """The key comes back by `openssl` alone, from what lies in the key directory and a secret key that does not."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="reqledger-escrow-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        for name, kind in (("board", ["rsa:2048"]), ("counsel-2", ["ec", "-pkeyopt", "ec_paramgen_curve:P-384"]), ("ed", ["ed25519"])):
            openssl("req", "-x509", "-newkey", *kind, "-nodes", "-keyout", self.folder / f"{name}.key", "-out", self.folder / f"{name}.pem",
                    "-days", 1, "-subj", f"/CN={name}")

    def init(self, *certificates):
        paths = ",".join(str(self.folder / each) for each in certificates)
        return run("init", f"--data_dir={self.folder}/data", f"--key_dir={self.folder}/keys", "--origin=ledger.example.org/escrow",
                   f"--schema_dir={SOURCE}/schemas/events", f"--escrow_certs={paths}")

    def recover(self, epoch, name):
        return openssl("cms", "-decrypt", "-inform", "DER", "-in", self.folder / f"keys/escrow/kek.{epoch}.{name}.cms",
                       "-recip", self.folder / f"{name}.pem", "-inkey", self.folder / f"{name}.key")

    def test_the_key_of_each_epoch_comes_back(self):
        status, _, err = self.init("board.pem", "counsel-2.pem")
        self.assertEqual(status, 0, err)
        keys = self.folder / "keys"
        for name in ("board", "counsel-2"):
            self.assertEqual(self.recover(1, name), (keys / "kek.1").read_bytes())
        daemon = Daemon(BINARIES, SOURCE)
        shutil.rmtree(daemon.folder)
        shutil.copytree(self.folder, daemon.folder)
        daemon.dir_flags = lambda: [f"--data_dir={daemon.folder}/data", f"--key_dir={daemon.folder}/keys"]
        self.addCleanup(shutil.rmtree, daemon.folder)
        daemon.start()
        self.addCleanup(daemon.process.stderr.close)
        self.folder, keys = daemon.folder, daemon.folder / "keys"
        socket = f"--socket={daemon.socket_path}"
        self.assertEqual(run("record", "-", socket, given=json.dumps(event("M", 1)) + "\n")[0], 0)
        self.assertEqual(run("rewrap", socket)[0], 0)
        daemon.stop()
        self.assertEqual(sorted(path.name for path in (keys / "escrow").glob("*.cms")), ["kek.2.board.cms", "kek.2.counsel-2.cms"])
        # The key is lost, and comes back.
        (keys / "kek.2").unlink()
        verify = ["verify", f"--data_dir={daemon.folder}/data", f"--key_dir={keys}"]
        self.assertEqual(run(*verify)[0], 3)
        (keys / "kek.2").write_bytes(self.recover(2, "counsel-2"))
        (keys / "kek.2").chmod(0o600)
        status, out, err = run(*verify)
        self.assertEqual(status, 0, out + err)

    def test_what_cannot_receive_is_said_before_anything_is_made(self):
        (self.folder / "text.pem").write_text("no certificate\n")
        shutil.copy(self.folder / "board.pem", self.folder / "a b.pem")
        (self.folder / "sub").mkdir()
        shutil.copy(self.folder / "board.pem", self.folder / "sub/board.pem")
        for files, said in ((["ed.pem"], "whose key can receive, RSA or EC"), (["text.pem"], "expected a certificate in PEM"),
                            (["none.pem"], "no such file"), (["a b.pem"], "is made of letters"), (["board.pem", "sub/board.pem"], "the same name")):
            status, out, err = self.init(*files)
            self.assertEqual((status, out), (2, ""), err)
            self.assertIn(said, err)
            self.assertFalse((self.folder / "keys").exists())


class UnlockTest(unittest.TestCase):
    """A key outside of the key directory, as systemd hands it over: in a folder of its own, named in the environment."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="reqledger-credentials-")
        self.addCleanup(folder.cleanup)
        self.credential = pathlib.Path(folder.name) / "reqledger.unlock_key"
        self.credential.write_text("5a" * 32 + "\n")
        self.credential.chmod(0o440)
        self.addCleanup(os.environ.pop, "CREDENTIALS_DIRECTORY", None)
        os.environ["CREDENTIALS_DIRECTORY"] = folder.name
        self.daemon = Daemon(BINARIES, SOURCE)
        self.daemon.__enter__()
        self.addCleanup(self.daemon.__exit__)
        self.keys = self.daemon.folder / "keys"

    def good(self, *words, **how):
        status, out, err = run(*words, f"--socket={self.daemon.socket_path}", **how)
        self.assertEqual(status, 0, err)
        return out

    def kept(self):
        folders = (self.keys, self.daemon.folder / "state")
        return {path: path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file()}

    def refused(self, *flags):
        """What the daemon says when it does not start; its folders stay as they are."""
        before = self.kept()
        self.daemon.flags = list(flags)
        with self.assertRaises(RuntimeError) as refusal:
            self.daemon.start(replaces=0)
        self.assertEqual(self.daemon.process.wait(timeout=30), 3)
        self.daemon.process.stderr.close()
        self.daemon.flags = []
        self.assertEqual(self.kept(), before)
        return str(refusal.exception)

    def test_the_key_directory_alone_opens_nothing(self):
        self.good("record", "-", given=json.dumps(event("M", 1)) + "\n")
        self.good("rewrap")
        self.good("erase", "--matter=M", "--scope=all", "--basis=policy", "--authority=counsel", "--yes")
        self.good("record", "-", given=json.dumps(event("N", 2)) + "\n")
        self.daemon.stop()
        self.assertEqual(sorted(path.name for path in self.keys.glob("kek.*")), ["kek.3"])
        self.assertTrue((self.keys / "kek.3").read_text().startswith("wrapped "))
        unlock = bytes.fromhex(self.credential.read_text())
        wrapped = bytes.fromhex((self.keys / "kek.3").read_text().split()[1])
        for secret in (unlock, aes_key_unwrap(unlock, wrapped)):
            for path in self.daemon.folder.rglob("*"):
                if path.is_file():
                    self.assertNotIn(secret.hex().encode(), path.read_bytes(), path)
                    self.assertNotIn(secret, path.read_bytes(), path)
        verify = ["verify", *self.daemon.dir_flags()]
        status, out, err = run(*verify)
        self.assertEqual(status, 0, out + err)
        other = self.daemon.folder / "other"
        other.write_text("6b" * 32 + "\n")
        other.chmod(0o600)
        said = self.refused(f"--unlock_key_file={other}")
        self.assertIn("another unlock key", said)
        self.assertIn("reqledger.unlock_key", said)
        other.write_text("no key\n")
        self.assertIn("the unlock key", self.refused(f"--unlock_key_file={other}"))
        os.environ.pop("CREDENTIALS_DIRECTORY")
        self.assertIn("none is given", self.refused())
        status, _, err = run(*verify)
        self.assertEqual(status, 3, err)
        self.credential.chmod(0o400)
        status, out, err = run(*verify, f"--unlock_key_file={self.credential}")
        self.assertEqual(status, 0, out + err)
        os.environ["CREDENTIALS_DIRECTORY"] = str(self.credential.parent)
        self.daemon.start(replaces=0)


if __name__ == "__main__":
    unittest.main(argv=["keys.py"])
