"""What an export can be asked for: types and time, documents that go with it, paragraphs of its certificate.

usage: export_options.py BUILD_DIR SOURCE_DIR
"""

import hashlib
import json
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import unittest
import zipfile

from bundle_reading import opened
from cli_run import BINARIES, SOURCE, event, run
from daemon_process import Daemon

PAPER, OTHER = b"%PDF-1.4 a warrant\n", b"nobody named this"
DIGEST = hashlib.sha256(PAPER).hexdigest()
ABSENT = "ab" * 32


def document(sha256, size, media_type):
    return {"role": "instrument", "media_type": media_type, "size": size, "sha256": sha256}


class ExportOptions(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon(BINARIES, SOURCE)
        cls.daemon.__enter__()
        cls.addClassCleanup(cls.daemon.__exit__)
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.vkey = (cls.daemon.folder / "keys/ledger.vkey").read_text().strip()
        events = [event("m-1", 1, documents=[document(DIGEST, len(PAPER), "application/pdf"), document(ABSENT, 5, "text/html")]), event("m-2", 1),
                  {"type": "demand.closed", "matter": "m-1", "mode": "historical", "occurred_at": {"precision": "unknown"}, "demand_id": "m-1-D1"}]
        status, _, errors = cls.cli("record", "-", given="".join(json.dumps(one) + "\n" for one in events))
        assert status == 0, errors
        cls.cli("publish")
        cls.papers = cls.folder / "papers"
        cls.papers.mkdir()
        (cls.papers / "scan 1.PDF").write_bytes(PAPER)

    @classmethod
    def cli(cls, *words, given=""):
        return run(*words, f"--socket={cls.daemon.socket_path}", given=given)

    def export(self, name, *flags):
        """The folder or archive, which two verifiers found whole."""
        out = self.folder / name
        status, said, errors = self.cli("export", f"--out={out}", *flags)
        self.assertEqual(status, 0, errors)
        self.verify(out)
        return out, said

    def verify(self, bundle, expected=0):
        done = subprocess.run([BINARIES / "tools/reqledger-verify", bundle, f"--vkey={self.vkey}"], capture_output=True, text=True)
        self.assertEqual(done.returncode, expected, done.stdout + done.stderr)
        if bundle.is_dir():
            reference = subprocess.run(["/usr/bin/python3", "-B", SOURCE / "tests/reference/verify.py", bundle, "--vkey", self.vkey],
                                       capture_output=True, text=True)
            self.assertEqual(reference.returncode, expected, reference.stdout)
        return done.stdout

    def refused(self, *flags):
        out = self.folder / "refused"
        status, _, errors = self.cli("export", f"--out={out}", *flags)
        self.assertNotEqual(status, 0)
        self.assertEqual(list(self.folder.glob("refused*")), [])
        return errors

    def types_in(self, bundle):
        rows = [json.loads(line) for line in (bundle / "data/disclosures.jsonl").read_text().splitlines()]
        return len(rows), json.loads((bundle / "data/export.json").read_text())["selection"]

    def test_types_and_time(self):
        bundle, _ = self.export("types", "--types=demand.received,demand.closed")
        self.assertEqual(self.types_in(bundle), (4, {"types": ["demand.closed", "demand.received"]}))
        bundle, _ = self.export("types-of-one", "--types=demand.closed", "--matters=m-1", "--since=2000-01-01")
        self.assertEqual(self.types_in(bundle), (2, {"matters": ["m-1"], "since": "2000-01-01T00:00:00.000000Z", "types": ["demand.closed"]}))
        bundle, _ = self.export("past", "--until=2000-01-01")
        self.assertEqual(self.types_in(bundle), (1, {"until": "2000-01-02T00:00:00.000000Z"}))
        self.assertIn("a type such as demand.received", self.refused("--types=Demand"))
        self.assertIn("--since cannot be 'yesterday'", self.refused("--since=yesterday"))
        self.assertIn("no selection, for the audience auditor_uncleared", self.refused("--audience=auditor_uncleared", "--types=demand.closed"))

    def test_that_it_is_recorded_what_was_selected(self):
        self.export("recorded", "--types=demand.closed", "--until=2099-01-01")
        _, said, _ = self.cli("list", "--type=ledger.export_created", "--json")
        self.assertIn('{"types":["demand.closed"],"until":"2099-01-02T00:00:00.000000Z"}', said)

    def test_documents(self):
        for name, flag in (("with", "with"), ("with.zip", "with"), ("with.tar.gz", "with")):
            with self.subTest(name):
                out, said = self.export(name, f"--documents={self.papers}")
                self.assertIn(f"1 document that events here name", said)
                self.assertIn(ABSENT, said)
                path = f"data/documents/{DIGEST}.pdf"
                if name == "with":
                    found = (out / path).read_bytes()
                elif name.endswith(".zip"):
                    found = zipfile.ZipFile(out).read(f"{flag}/{path}")
                else:
                    found = tarfile.open(out).extractfile(f"{flag}/{path}").read()
                self.assertEqual(found, PAPER)
        checked = subprocess.run(["sha256sum", "-c", "--quiet", "manifest-sha256.txt"], cwd=self.folder / "with", capture_output=True, text=True)
        self.assertEqual(checked.returncode, 0, checked.stdout)
        (self.folder / "with" / path).write_bytes(OTHER)
        self.assertIn("document.digest", self.verify(self.folder / "with", expected=1))

    def test_documents_that_are_refused(self):
        others = self.folder / "others"
        others.mkdir()
        (others / "letter.txt").write_bytes(OTHER)
        self.assertIn("letter.txt is named by no event of this export", self.refused(f"--documents={others}"))
        self.assertIn("named by no event of this export", self.refused("--matters=m-2", "--publish_now", f"--documents={self.papers}"))
        (others / "letter.txt").unlink()
        self.assertIn("there is no file in", self.refused(f"--documents={others}"))
        (others / "link").symlink_to("/etc/hostname")
        self.assertIn("is no plain file", self.refused(f"--documents={others}"))
        self.assertIn("--documents cannot be", self.refused("--documents=/nonexistent"))

    def checkpoint(self):
        status, note, errors = self.cli("checkpoint")
        self.assertEqual(status, 0, errors)
        return note

    def test_that_it_continues_what_the_recipient_has(self):
        seen = self.folder / "seen"
        seen.write_text(self.checkpoint())
        more = event("m-2", 1, type="demand.withdrawn")
        del more["kind"]
        status, _, errors = self.cli("record", "-", given=json.dumps(more))
        self.assertEqual(status, 0, errors)
        for flags in (["--audience=public"], ["--types=demand.closed"], ["--audience=public", "--types=demand.closed"]):
            with self.subTest(flags):
                bundle, _ = self.export("-".join(["continued", *flags]), "--publish_now", f"--consistent_with={seen}", *flags)
                lines = [json.loads(line)["checkpoint"] for line in (bundle / "data/checkpoints.jsonl").read_text().splitlines()]
                self.assertEqual(lines.count(seen.read_text()), 1)
                done = subprocess.run([BINARIES / "tools/reqledger-verify", bundle, f"--vkey={self.vkey}", f"--checkpoints={seen}"], capture_output=True)
                self.assertEqual(done.returncode, 0, done.stdout)
        without, _ = self.export("not-continued", "--audience=public")
        self.assertEqual((without / "data/checkpoints.jsonl").read_text(), "")
        other = self.folder / "other"
        other.write_text("no checkpoint")
        self.assertIn("a signed checkpoint of ledger.example.org/e2e", self.refused(f"--consistent_with={other}"))
        origin, size, root, rest = seen.read_text().split("\n", 3)
        other.write_text("\n".join([origin, size, "A" + root[1:] if root[0] != "A" else "B" + root[1:], rest]))
        self.assertIn("the ledger does not continue the checkpoint", self.refused(f"--consistent_with={other}"))
        other.write_text("\n".join([origin, "999999", root, rest]))
        self.assertIn("not larger than the bundle's", self.refused(f"--consistent_with={other}"))

    def test_the_receipt_of_the_export(self):
        bundle, said = self.export("receipted")
        receipt = self.folder / "receipted.receipt.json"
        self.assertIn(str(receipt), said)
        after, _ = self.export("after", "--publish_now")
        done = subprocess.run([BINARIES / "tools/reqledger-verify", after, f"--vkey={self.vkey}", f"--receipts={receipt}"], capture_output=True)
        self.assertEqual(done.returncode, 0, done.stdout)
        digest = hashlib.sha256((bundle / "data/core-sha256.txt").read_bytes()).hexdigest()
        seq = json.loads(json.loads(receipt.read_text())["entry"])["seq"]
        self.assertEqual(opened(after)[seq]["bundle_sha256"], digest)
        self.export("for-all", "--audience=public")
        self.assertFalse((self.folder / "for-all.receipt.json").exists())

    def test_the_certificate(self):
        bundle, _ = self.export("certified")
        text = (bundle / "data/certificate.txt").read_text()
        executable = hashlib.sha256((BINARIES / "daemon/reqledgerd").read_bytes()).hexdigest()
        for fact in (executable, self.vkey, hashlib.sha256(self.vkey.encode()).hexdigest(), hashlib.sha256((bundle / "data/core-sha256.txt").read_bytes()).hexdigest(),
                     "902(11)", "902(13)", "902(14)", "28 U.S.C. 1746", f"Not in the bundle:  {DIGEST}"):
            self.assertIn(fact, text)
        for line in (bundle / "manifest-sha256.txt").read_text().splitlines():
            digest, path = line.split("  ")
            if path not in ("data/certificate.txt", "data/core-sha256.txt", "data/ledger.pdf"):
                self.assertIn(f"{digest}  {path.removeprefix('data/')}\n", text)
        bundle, _ = self.export("certified-one", "--certify=902_13")
        text = (bundle / "data/certificate.txt").read_text()
        self.assertIn("902(13)", text)
        self.assertNotIn("803(6)", text)
        bundle, _ = self.export("certified-none", "--certify=none")
        self.assertFalse((bundle / "data/certificate.txt").exists())
        self.assertIn("one of 902_11, 902_13, 902_14", self.refused("--certify=901"))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
