"""README.txt of a bundle: each of its ways to check, tried as written, on good bundles and on changed ones.

usage: readme.py BUILD_DIR SOURCE_DIR
"""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap
import unittest

from cli_run import BINARIES, SOURCE, run
from daemon_process import Daemon

SAMPLES = ["walkthrough.jsonl", "brooklyn-secrecy-order.jsonl"]
MATTER = "2023-00417"
AUDIENCES = {
    "auditor": [], "auditor_uncleared": [], "internal": [], "oversight": [], "public": [], "court_public": [],
    "customer": ["--customer_ref=cust-1"], "court_sealed": ["--court=D. Example", "--docket=23-mj-0417", "--authority=order of the court"],
}
FOR = {"auditor": "For an audit.", "customer": "For a customer.", "court_sealed": "For the court.", "public": "For anyone."}
RULER = re.compile(r"^ {3}(?:- )+-$", re.MULTILINE)


class ReadmeTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="reqledger-readme-"))
        cls.bundles = {}
        with Daemon(BINARIES, SOURCE) as daemon:
            socket = f"--socket={daemon.socket_path}"
            for name in SAMPLES:
                cls.good(run("record", str(SOURCE / "schemas/samples" / name), socket))
            for audience, words in AUDIENCES.items():
                for part in ([], [f"--matters={MATTER}"]):
                    if part and audience not in ("auditor", "internal"):
                        continue
                    out = cls.folder / f"{audience}{'-part' if part else ''}" / "bundle"
                    out.parent.mkdir()
                    cls.good(run("export", f"--audience={audience}", "--publish_now", *words, *part, f"--out={out}", socket))
                    cls.bundles[out.parent.name] = out
            cls.vkey = (daemon.folder / "keys/ledger.vkey").read_text().strip()

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    @staticmethod
    def good(outcome):
        if outcome[0] != 0:
            raise RuntimeError(outcome[1] + outcome[2])

    def written(self, bundle):
        """The commands of the page, in order; check.py is put where it says."""
        text = (bundle / "data/README.txt").read_text(encoding="utf-8")
        self.assertLessEqual(max(map(len, text.splitlines())), 110)
        _, script, _ = RULER.split(text)
        (bundle.parent / "check.py").write_text(textwrap.dedent(script).lstrip("\n"), encoding="utf-8")
        return re.findall(r"^ {7}(\S.*)$", RULER.split(text)[0] + RULER.split(text)[2], re.MULTILINE)

    def run_in(self, bundle, command):
        words = command.split()
        if words[0] == "reqledger-verify":
            words = [(BINARIES / "tools/reqledger-verify").resolve(), str(bundle), f"--vkey={self.vkey}"]
        return subprocess.run(words, cwd=bundle, capture_output=True, text=True, timeout=120, check=False)

    def test_each_way_as_written(self):
        for name, bundle in self.bundles.items():
            with self.subTest(name):
                commands = self.written(bundle)
                self.assertEqual(commands, ["sha256sum -c manifest-sha256.txt", "python3 ../check.py", "reqledger-verify BUNDLE --vkey=VKEY"])
                for command in commands:
                    done = self.run_in(bundle, command)
                    self.assertEqual((done.returncode, done.stderr), (0, ""), command + done.stdout)
                said = json.loads((bundle / "data/export.json").read_text())
                done = self.run_in(bundle, "python3 ../check.py")
                self.assertIn(f"{said['entries']} entries are in the tree of size {said['size']}, whose root is {said['root']}", done.stdout)

    def test_to_whom_it_speaks(self):
        for audience, begin in FOR.items():
            text = (self.bundles[audience] / "data/README.txt").read_text()
            self.assertIn(f"\n\n{begin} ", text)
            self.assertIn("The provider whose record this is: ledger.example.org/e2e.", text)

    def changed(self, name, path, change):
        """What check.py says of a copy with one file changed."""
        copy = self.folder / "changed"
        shutil.copytree(self.bundles[name].parent, copy)
        self.written(copy / "bundle")
        file = copy / "bundle" / path
        before = file.read_bytes()
        after = change(before)
        self.assertNotEqual(before, after)
        file.write_bytes(after)
        done = self.run_in(copy / "bundle", "python3 ../check.py")
        shutil.rmtree(copy)
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        return done.stderr

    def test_its_script_finds_changes(self):
        def line(number, change):
            def changed(raw):
                lines = raw.split(b"\n")
                lines[number] = change(lines[number])
                return b"\n".join(lines)
            return changed

        def other(byte):
            return b"B" if byte == b"A" else b"A"

        def digest(text):  # one character of the third digest of an entry
            at = text.index(b'","', text.index(b'","') + 3) + 10
            return text[:at] + other(text[at:at + 1]) + text[at + 1:]

        for name, path, change, said in [
                ("auditor", "data/entries.jsonl", line(5, digest), "entry 6 is not chained"),
                ("auditor", "data/entries.jsonl", line(-2, digest), "the tree is another"),
                ("auditor", "data/entries.jsonl", lambda raw: raw[:raw.rindex(b"\n", 0, -1) + 1], "KeyError"),
                ("auditor-part", "data/entries.jsonl", line(4, digest), "is not in the checkpoint's tree"),
                ("auditor-part", "data/proofs.jsonl", line(4, lambda text: text.replace(b'["', b'["A', 1).replace(b'="', b'"', 1)), ""),
                ("auditor", "data/disclosures.jsonl", line(7, lambda text: text[:40] + other(text[40:41]) + text[41:]), "entry 7: a value not its own"),
                ("public", "data/checkpoint", lambda raw: raw.replace(b"\n", b"x\n", 1), "entry 0 is not chained")]:
            self.assertIn(said, self.changed(name, path, change), f"{name} {path}")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
