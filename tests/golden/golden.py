"""What was made by the first frozen version of the formats verifies for ever: bundles by three verifiers, and a ledger that goes on.

usage: golden.py BUILD_DIR SOURCE_DIR
"""

import json
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import unittest
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
from cli_run import BINARIES, SOURCE, event, run  # noqa: E402
from daemon_process import Daemon  # noqa: E402

VERSIONS = sorted((SOURCE / "tests/testdata/golden").iterdir())


def unpack(archive, folder):
    if archive.name.endswith(".zip"):
        with zipfile.ZipFile(archive) as opened:
            opened.extractall(folder)
    else:
        with tarfile.open(archive) as opened:
            opened.extractall(folder)
    (top,) = folder.iterdir()
    return top


class GoldenDaemon(Daemon):
    """A daemon on a ledger that was there before."""

    def __init__(self, archive):
        super().__init__(BINARIES, SOURCE)
        self.archive = archive

    def init(self):
        with tarfile.open(self.archive) as opened:
            opened.extractall(self.folder)


class Golden(unittest.TestCase):
    def setUp(self):
        self.assertTrue(VERSIONS)

    def test_that_nothing_was_made_again(self):
        for version in VERSIONS:
            done = subprocess.run(["sha256sum", "--check", "--quiet", "--strict", "SHA256SUMS"], cwd=version, capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_bundles(self):
        for version in VERSIONS:
            vkey = (version / "ledger.vkey").read_text().strip()
            bundles = [path for path in version.iterdir() if path.name.endswith((".zip", ".tar.gz")) and path.name != "ledger.tar.gz"]
            self.assertGreaterEqual(len(bundles), 4)
            for bundle in bundles:
                with self.subTest(bundle=bundle.name), tempfile.TemporaryDirectory() as temporary:
                    folder = unpack(bundle, pathlib.Path(temporary))
                    page = ["node", SOURCE / "tests/web/verify_folder.mjs", folder]
                    reference = ["/usr/bin/python3", "-B", SOURCE / "tests/reference/verify.py", folder]
                    for command in ([BINARIES / "tools/reqledger-verify", bundle], [BINARIES / "tools/reqledger-verify", folder], page, reference):
                        done = subprocess.run([*command, f"--vkey={vkey}"], capture_output=True, text=True)
                        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
                    self.assertIn("not_checked", subprocess.run([BINARIES / "tools/reqledger-verify", folder, "--json"], capture_output=True,
                                                                text=True).stdout)

    def test_a_bundle_with_one_byte_changed_is_found(self):
        for version in VERSIONS:
            with tempfile.TemporaryDirectory() as temporary:
                folder = unpack(version / "public.zip", pathlib.Path(temporary))
                entries = folder / "data/entries.jsonl"
                raw = bytearray(entries.read_bytes())
                raw[len(raw) // 2] ^= 1
                entries.write_bytes(raw)
                done = subprocess.run([BINARIES / "tools/reqledger-verify", folder], capture_output=True)
                self.assertEqual(done.returncode, 1)

    def test_the_ledger_verifies_and_goes_on(self):
        for version in VERSIONS:
            vkey = (version / "ledger.vkey").read_text().strip()
            with GoldenDaemon(version / "ledger.tar.gz") as daemon, tempfile.TemporaryDirectory() as temporary:
                status, said, errors = run("record", "-", f"--socket={daemon.socket_path}", given=json.dumps(event("golden-3", 1)))
                self.assertEqual(status, 0, errors)
                out = pathlib.Path(temporary) / "again"
                status, said, errors = run("export", "--publish_now", f"--out={out}", f"--socket={daemon.socket_path}")
                self.assertEqual(status, 0, said + errors)
                done = subprocess.run([BINARIES / "tools/reqledger-verify", out, f"--vkey={vkey}"], capture_output=True, text=True)
                self.assertEqual(done.returncode, 0, done.stdout)
                daemon.stop()
                done = subprocess.run([BINARIES / "tools/reqledger", "verify", *daemon.dir_flags()], capture_output=True, text=True)
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
