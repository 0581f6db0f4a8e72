"""Derived rows that somebody spoiled: verify --rebuild makes them again, and only where the entries themselves are whole.

usage: rebuild.py BUILD_DIR SOURCE_DIR
"""

import json
import subprocess
import sys
import unittest

from cli_run import BINARIES, SOURCE, run
from daemon_process import Daemon

MATTER_SPACE, DOCKET_SPACE = "0x01", "0x05"
PLANTED = "0x02" + "55" * 24


class RebuildTest(unittest.TestCase):
    """A ledger of its own for each test, its daemon stopped."""

    def setUp(self):
        self.daemon = Daemon(BINARIES, SOURCE)
        self.daemon.__enter__()
        self.addCleanup(self.daemon.__exit__)
        status, out, err = run("record", str(SOURCE / "schemas/samples/omnibus-order.jsonl"), f"--socket={self.daemon.socket_path}")
        self.assertEqual(status, 0, out + err)
        self.before = self.present()
        self.daemon.stop()
        self.data = self.daemon.folder / "data"
        self.folders = self.daemon.dir_flags()

    def present(self):
        status, out, err = run("matter", "2025-00207", "--json", f"--socket={self.daemon.socket_path}")
        self.assertEqual(status, 0, err)
        return {group: json.loads(out)[group] for group in ("demands", "obligations", "challenges")}

    def ldb(self, table, *words):
        command = ["ldb", f"--db={self.data}/db", f"--column_family={table}", "--hex", *words]
        return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout

    def spoil(self):
        keys = [line.split(" : ")[0] for line in self.ldb("rows", "scan").splitlines() if line.startswith("0x")]
        for space in (MATTER_SPACE, DOCKET_SPACE):
            self.ldb("rows", "delete", next(key for key in keys if key.startswith(space)))
        self.ldb("rows", "put", PLANTED, "0x00")

    def rebuild(self, *words):
        return run("verify", "--rebuild", "--json", *self.folders, *words)

    def test_rows_are_made_again(self):
        self.spoil()
        status, out, _ = run("verify", "--json", *self.folders)
        self.assertEqual((status, {each["code"] for each in json.loads(out)["findings"]}), (1, {"derived.mismatch"}))
        status, out, err = self.rebuild()
        self.assertEqual((status, json.loads(out)["findings"]), (0, []))
        self.assertTrue(err.startswith("FAILED"), "what was wrong is told first")
        self.assertRegex(err, r"(?m)^\d+ derived rows were replaced by \d+ that the entries make\. Verified once more:$")
        self.daemon.start()
        self.assertEqual(self.present(), self.before)

    def test_rows_that_are_right_are_left_alone(self):
        status, out, err = self.rebuild()
        self.assertEqual((status, json.loads(out)["verdict"]), (0, "verified"))
        self.assertEqual(err, "The derived rows are as the entries make them; nothing was made again.\n")

    def test_nothing_is_made_from_entries_that_do_not_verify(self):
        self.spoil()
        rows = self.ldb("rows", "scan")
        entry = self.ldb("entries", "get", "0x" + "00" * 7 + "05").strip()
        self.ldb("entries", "put", "0x" + "00" * 7 + "05", entry[:-6] + "21" + entry[-4:])
        status, out, err = self.rebuild()
        self.assertEqual((status, json.loads(out)["verdict"]), (1, "failed"))
        self.assertEqual(err, "Nothing was made again: the entries themselves do not verify.\n")
        self.assertEqual(self.ldb("rows", "scan"), rows)

    def test_beside_a_daemon_nothing_is_made_again(self):
        self.daemon.start()
        status, _, err = self.rebuild()
        self.assertEqual(status, 3, err)
        self.assertIn("nothing was verified", err)

    def test_a_rebuild_that_was_cut_off_is_gone_on_with(self):
        self.spoil()
        (self.data / "rows_unfinished").touch()
        refused = subprocess.run([f"{BINARIES}/daemon/reqledgerd", *self.folders, f"--socket={self.daemon.socket_path}",
                                  f"--schema_dir={SOURCE}/schemas/events"], capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(refused.returncode, 1, refused.stderr)
        self.assertIn("its derived rows are not whole", refused.stderr)
        self.assertIn("run `reqledger verify --rebuild` again", refused.stderr)
        self.assertEqual(self.rebuild()[0], 0)
        self.daemon.start()
        self.assertEqual(self.present(), self.before)

    def test_a_rebuild_that_was_cut_off_at_its_end_is_done_once_more(self):
        (self.data / "rows_unfinished").touch()
        status, _, err = self.rebuild()
        self.assertEqual(status, 0, err)
        self.daemon.start()
        self.assertEqual(self.present(), self.before)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
