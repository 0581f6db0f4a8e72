"""New signing keys under a daemon that records, and under one that is killed: who pinned the first key verifies all that came later.

usage: rotation.py BUILD_DIR SOURCE_DIR
Environment: REQLEDGER_ROTATION_KILLS, how many kills (8); REQLEDGER_ROTATION_SEED (1).
"""

import base64
import collections
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import time
import unittest

from cli_run import BINARIES, SOURCE, event, run
from daemon_process import Daemon
from recording import batches

sys.dont_write_bytecode = True
sys.path.insert(0, str(SOURCE / "tests/reference"))
from reqledger_reference import remake  # noqa: E402

EVENTS = 200  # a batch
KILLS = int(os.environ.get("REQLEDGER_ROTATION_KILLS", "8"))
SEED = int(os.environ.get("REQLEDGER_ROTATION_SEED", "1"))


def program(path, *words):
    done = subprocess.run([BINARIES / path, *map(str, words)], capture_output=True, text=True, check=False, timeout=120)
    return done.returncode, done.stdout, done.stderr


class RotationTest(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon(BINARIES, SOURCE)
        self.daemon.__enter__()
        self.addCleanup(self.daemon.__exit__)
        self.keys = pathlib.Path(self.daemon.folder) / "keys"
        self.first = self.vkey()

    def vkey(self):
        return (self.keys / "ledger.vkey").read_text().strip()

    def command(self, *words, **how):
        return run(*words, f"--socket={self.daemon.socket_path}", **how)

    def good(self, *words, **how):
        status, out, err = self.command(*words, **how)
        self.assertEqual(status, 0, err)
        return out

    def record(self, *numbers, matter="M", **how):
        self.good("record", "-", given="".join(json.dumps(event(matter, number)) + "\n" for number in numbers), **how)

    def signing_files(self):
        return sorted(path.name for path in self.keys.glob("ledger.*"))

    def expect_verified(self, *vkeys):
        """Beside the daemon, then without it."""
        for vkey in vkeys:
            self.good("verify", f"--vkey={vkey}", f"--key_dir={self.keys}")
        self.good("verify", "--entries_only", f"--vkey={vkeys[-1]}")
        self.daemon.stop()
        for vkey in vkeys:
            status, out, err = program("tools/reqledger", "verify", *self.daemon.dir_flags(), f"--vkey={vkey}", "--json")
            self.assertEqual((status, json.loads(out)["verdict"]), (0, "verified"), out[:1000] + err)
        # The key folder's own file is the pin.
        self.assertEqual(program("tools/reqledger", "verify", *self.daemon.dir_flags())[0], 0)

    def export(self, *flags):
        out = self.daemon.folder / f"bundle-{len(list(self.daemon.folder.glob('bundle-*')))}"
        self.good("export", f"--out={out}", *flags)
        return out

    def expect_bundle(self, bundle, vkey, *flags, ends=0):
        status, out, err = program("tools/reqledger-verify", bundle, f"--vkey={vkey}", "--json", *flags)
        self.assertEqual(status, ends, out[:2000] + err)
        reference = subprocess.run([sys.executable, "-B", SOURCE / "tests/reference/verify.py", bundle, f"--vkey={vkey}", "--json", *flags],
                                   capture_output=True, text=True, check=False, timeout=120)
        self.assertEqual(reference.returncode, ends, reference.stdout[:2000] + reference.stderr)
        return [(finding["code"], finding["seq"]) for finding in json.loads(out)["findings"]]

    def test_while_it_records(self):
        with batches(self.command, EVENTS, 40) as done:
            rotated = [json.loads(self.good("rotate_key", "--json", "--reason=a test")) for _ in range(2)]
        self.assertEqual(done, [(0, EVENTS, done[0][2])] * len(done))
        vkeys = [self.first, *(each["vkey"] for each in rotated)]
        self.assertEqual(len(set(vkeys)), 3)
        self.assertEqual(vkeys[-1], self.vkey())
        self.assertEqual(json.loads(self.good("status", "--json"))["vkey"], vkeys[-1])
        self.assertEqual(self.signing_files(), ["ledger.skey", "ledger.vkey"])
        for each in rotated:
            self.assertEqual(each["size"], each["seq"] + 1)
            self.assertEqual(each["size"] % 64, 0)
            self.assertIn("Key rotated", self.good("show", str(each["seq"])))
        for bundle in (self.export("--publish_now"), self.export("--matters=M3", "--publish_now")):
            for vkey in vkeys:
                self.assertEqual(self.expect_bundle(bundle, vkey), [])
        self.expect_verified(*vkeys)

    def test_what_was_kept_from_before(self):
        folder = self.daemon.folder
        self.record(1)
        self.good("record", f"--receipts_dir={folder}", "-", given=json.dumps(event("M", 2)) + "\n")
        self.good("publish")
        (folder / "kept").write_text(self.good("checkpoint"))
        before = self.export()
        second = self.good("rotate_key").strip()
        (folder / "both").write_text(self.good("checkpoint"))
        self.record(3)
        bundle = self.export("--publish_now")
        for vkey in (self.first, second):
            self.assertEqual(self.expect_bundle(bundle, vkey, f"--checkpoints={folder}/kept,{folder}/both", f"--receipts={folder}/2.json"), [])
        self.assertEqual(self.expect_bundle(before, self.first), [])
        # It knows nothing of a key that came later.
        self.assertEqual(self.expect_bundle(before, second, ends=1)[0], ("key.rotation", 0))

    def test_the_old_key_in_other_hands(self):
        self.record(1)
        stolen = (self.keys / "ledger.skey").read_text().strip()
        seed = base64.b64decode(stolen.removeprefix("PRIVATE+KEY+").split("+", 2)[2])[1:]
        self.good("rotate_key")
        self.record(2)
        bundle = self.export("--publish_now")
        files = {str(path.relative_to(bundle)): path.read_bytes() for path in bundle.rglob("*") if path.is_file()}
        remake.sign(files, seed)
        remake.mend_manifests(files)
        for path in ("data/checkpoint", "data/core-sha256.txt", "manifest-sha256.txt", "bag-info.txt", "tagmanifest-sha256.txt"):
            (bundle / path).write_bytes(files[path])
        self.assertEqual(self.expect_bundle(bundle, self.first, ends=1), [("key.rotation", 63)])
        self.daemon.stop()
        # Nor does the daemon take it back.
        shutil.copy(self.keys / "ledger.skey", self.keys / "kept")
        (self.keys / "ledger.skey").write_text(stolen + "\n")
        with self.assertRaisesRegex(RuntimeError, "is not the key that signs"):
            self.daemon.start(replaces=os.stat(self.daemon.socket_path).st_ino if os.path.exists(self.daemon.socket_path) else None)
        self.daemon.process.stderr.close()

    def test_what_is_no_command(self):
        before = self.daemon.size()
        for body, pointer in (({"why": "x"}, ""), ({"reason": ""}, "/reason"), ({"reason": 5}, "/reason"), ({"reason": "x" * 1001}, "/reason"), ([], ""),
                              ({"next_vkeys": []}, "/next_vkeys"), ({"next_vkeys": ["x"]}, "/next_vkeys"), ({"next_vkeys": [self.first] * 2}, "/next_vkeys"),
                              ({"next_vkeys": [remake.vkey_of("elsewhere.example", bytes(32))]}, "/next_vkeys")):
            status, _, answer = self.daemon.ask("POST", "/v1/keys:rotate", "application/json", json.dumps(body).encode())
            self.assertEqual((status, json.loads(answer)["errors"][0]["pointer"]), (400, pointer), body)
        self.assertEqual((self.daemon.size(), self.vkey()), (before, self.first))

    def test_a_promise(self):
        origin = self.first.split("+")[0]
        seed = b"\x51" * 32
        promised = remake.vkey_of(origin, remake.public_of(seed))
        (self.daemon.folder / "next.vkey").write_text(promised + "\n")
        second = self.good("rotate_key", f"--next_vkeys={self.daemon.folder}/next.vkey").strip()
        status, out, err = self.command("rotate_key")
        self.assertEqual((status, out), (1, ""), err)
        self.assertIn("the next key was promised", err)
        name, number, _ = promised.split("+", 2)
        secret = self.keys / "ledger.skey.promised"
        secret.touch(mode=0o600)
        secret.write_text(f"PRIVATE+KEY+{name}+{number}+{base64.b64encode(bytes([1]) + seed).decode()}\n")
        self.assertEqual(self.good("rotate_key").strip(), promised)
        self.assertEqual(self.signing_files(), ["ledger.skey", "ledger.vkey"])
        bundle = self.export("--publish_now")
        for vkey in (self.first, second, promised):
            self.assertEqual(self.expect_bundle(bundle, vkey), [])

    def wait_for_the_moment(self, chance):
        """Any, or shortly after a file of the rotation is there, which it is for some milliseconds only."""
        sign = chance.choice([None, "ledger.skey.next", "ledger.skey.next", "ledger.skey.old"])
        if sign is None:
            time.sleep(chance.uniform(0.01, 0.06))
            return
        deadline = time.monotonic() + 5
        while not (self.keys / sign).exists() and time.monotonic() < deadline:
            pass
        time.sleep(chance.uniform(0, 0.004))

    def what_the_log_said(self):
        """Of the daemon that was just killed: what it had found at its start."""
        _, log = self.daemon.process.communicate(timeout=30)
        return ["gone on with"] * ("was gone on with" in log) + ["undone"] * ("that nothing names" in log)

    def test_a_kill_at_any_moment(self):
        chance = random.Random(SEED)
        self.record(*range(100))
        vkeys, said = [self.first], collections.Counter()
        for kill in range(KILLS):
            with self.subTest(seed=SEED, kill=kill):
                lines = "".join(json.dumps(event(f"K{kill}", number)) + "\n" for number in range(50))
                writing = subprocess.Popen([BINARIES / "tools/reqledger", "record", f"--socket={self.daemon.socket_path}", "-"],
                                           stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True)
                asking = subprocess.Popen([BINARIES / "tools/reqledger", "rotate_key", f"--socket={self.daemon.socket_path}"],
                                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                writing.stdin.write(lines)
                writing.stdin.close()
                self.wait_for_the_moment(chance)
                replaced = os.stat(self.daemon.socket_path).st_ino
                self.daemon.process.kill()
                said.update(self.what_the_log_said())
                asking.wait(timeout=30)
                writing.wait(timeout=30)
                self.daemon.start(replaces=replaced)
                self.assertEqual(self.signing_files(), ["ledger.skey", "ledger.vkey"])
                self.assertEqual(json.loads(self.good("status", "--json"))["vkey"], self.vkey())
                self.good("record", "-", given=lines)  # what was not recorded is; what was, is not again
                if self.vkey() != vkeys[-1]:
                    vkeys.append(self.vkey())
        vkeys.append(self.good("rotate_key").strip())
        self.assertEqual(len(vkeys), len(set(vkeys)))
        print(f"{KILLS} kills, seed {SEED}: {len(vkeys) - 1} keys took the place of the first; "
              f"of rotations that a kill had come into, {said['gone on with']} were gone on with and {said['undone']} undone")
        bundle = self.export("--publish_now")
        for vkey in (vkeys[0], vkeys[len(vkeys) // 2], vkeys[-1]):
            self.assertEqual(self.expect_bundle(bundle, vkey), [])
        self.expect_verified(vkeys[0], vkeys[-1])


if __name__ == "__main__":
    unittest.main(argv=["rotation.py"])
