"""Every subcommand of `reqledger` against a real daemon, as a person or a script runs it: what it prints, how it ends."""

import hashlib
import json
import os
import re
import subprocess
import sys
import tarfile
import unittest

from cli_run import BINARIES, SOURCE, event, run
from daemon_process import Daemon

SAMPLES = SOURCE / "schemas/samples"
MATTER = "2023-00417"


class LiveTest(unittest.TestCase):
    """One daemon for all; each test records in a matter of its own."""

    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon(BINARIES, SOURCE)
        cls.daemon.__enter__()
        cls.folder = cls.daemon.folder
        cls.recorded = cls.reqledger("record", *map(str, sorted(SAMPLES.glob("*.jsonl"))))

    @classmethod
    def tearDownClass(cls):
        cls.daemon.__exit__()

    @classmethod
    def reqledger(cls, command, *words, given=""):
        return run(command, *words, f"--socket={cls.daemon.socket_path}", given=given)

    def good(self, command, *words, given=""):
        status, out, err = self.reqledger(command, *words, given=given)
        self.assertEqual(status, 0, out + err)
        return out

    def write(self, name, text):
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    def write_events(self, name, events):
        return self.write(name, "".join(json.dumps(each) + "\n" for each in events))

    # record

    def test_records_the_samples_a_line_each(self):
        status, out, err = self.recorded
        self.assertEqual(status, 0, err)
        self.assertRegex(out.splitlines()[0], r"^ +\d+  recorded  \S+\.\S+ +\S+$")
        self.assertRegex(err, r"^\d+ events recorded\n$")
        self.assertNotIn("\x1b", out + err)

    def test_the_same_again_is_recorded_once(self):
        before = self.daemon.size()
        out = self.good("record", str(SAMPLES / "walkthrough.jsonl"))
        self.assertEqual(self.daemon.size(), before)
        for line in out.splitlines():
            self.assertRegex(line, r"^ +(\d+)  already recorded as \1  ")

    def test_equal_events_of_one_input_are_each_recorded(self):
        held = {"type": "demand.accepted", "matter": "twice", "mode": "historical", "occurred_at": {"precision": "unknown"},
                "demand_id": "twice-D1"}
        path = self.write_events("twice.jsonl", [event("twice", 1), held, held])
        before = self.daemon.size()
        self.good("record", path)
        self.good("record", path)
        self.assertEqual(self.daemon.size(), before + 3)

    def test_takes_one_event_over_many_lines_with_comments(self):
        text = "// a warrant\n" + json.dumps(event("lines", 1), indent=2).replace("{\n", "{\n  // comment\n", 1) + "\n"
        self.assertIn("recorded  demand.received", self.good("record", self.write("lines.json", text)))

    def test_takes_standard_input(self):
        for words in (["-"], []):
            self.assertIn("recorded", self.good("record", *words, given=json.dumps(event(f"stdin{len(words)}", 1)) + "\n"))

    def test_stops_at_the_first_refusal_and_goes_on_when_mended(self):
        lines = [event("mend", 1), event("mend", 2, kind="us_warrant"), event("mend", 3)]
        path = self.write_events("mend.jsonl", lines)
        before = self.daemon.size()
        status, out, err = self.reqledger("record", path)
        self.assertEqual(status, 1)
        self.assertEqual(self.daemon.size(), before + 1)
        self.assertIn(f"{path}:2: refused", err)
        self.assertIn("/kind: ", err)
        self.assertIn("us_sca_warrant", err)
        self.assertIn("(enum)", err)
        self.assertIn("It was not recorded, nor was anything after it. Mend it and run it again", err)
        self.assertEqual(len(out.splitlines()), 1)
        lines[1]["kind"] = "us_sca_warrant"
        out = self.good("record", self.write_events("mend.jsonl", lines))
        self.assertEqual([("already" in line) for line in out.splitlines()], [True, False, False])

    def test_keep_going_records_what_it_can(self):
        path = self.write_events("going.jsonl", [event("going", 1), {"type": "x"}, event("going", 2)])
        status, out, err = self.reqledger("record", path, "--keep_going")
        self.assertEqual(status, 1)
        self.assertEqual(len(out.splitlines()), 2)
        self.assertIn(f"{path}:2: refused", err)
        self.assertIn("2 events recorded, 1 refused", err)

    def test_refuses_what_is_no_json_by_its_line(self):
        for name, text in [("cut", b'{"type":'), ("text", b"hello"), ("utf8", b'{"type":"\xff"}'), ("huge", b'"' + b"x" * 300000),
                           ("array", b"[]"), ("raw", b'{\n"a": "b\nc"\n}')]:
            with self.subTest(name):
                path = self.write(name, b"// comment\n" + text + b"\n")
                before = self.daemon.size()
                status, out, err = self.reqledger("record", path)
                self.assertEqual((status, out), (1, ""), err)
                self.assertIn(f"{path}:2: refused", err)
                self.assertEqual(self.daemon.size(), before)

    def test_nothing_to_record_is_fine(self):
        self.assertEqual(self.good("record", self.write("empty", "// nothing\n\n")), "")

    def test_dry_run_records_nothing(self):
        before = self.daemon.size()
        out = self.good("record", "--dry_run", self.write_events("dry.jsonl", [event("dry", 1)]))
        self.assertIn(f"{before}  would be recorded  demand.received", out)
        self.assertEqual(self.daemon.size(), before)

    def test_json_is_one_object_a_line(self):
        path = self.write_events("json.jsonl", [event("json", 1), {"type": "x"}, event("json", 2)])
        status, out, _ = self.reqledger("record", "--json", path)
        self.assertEqual(status, 1)
        rows = [json.loads(line) for line in out.splitlines()]
        self.assertEqual([row["line"] for row in rows], [1, 2, 3])
        self.assertEqual(rows[0]["input"], path)
        self.assertIn("receipt", rows[0]["result"])
        self.assertEqual(rows[1]["problem"]["status"], 400)
        self.assertTrue(rows[2]["skipped"])

    def test_receipts_are_kept(self):
        receipts = self.folder / "receipts"
        out = self.good("record", f"--receipts_dir={receipts}", self.write_events("kept.jsonl", [event("kept", 1)]))
        seq = out.split()[0]
        receipt = json.loads((receipts / f"{seq}.json").read_text())
        self.assertEqual(set(receipt), {"entry", "proof"})
        self.assertEqual(json.loads(receipt["entry"])["seq"], int(seq))
        self.assertTrue(receipt["proof"].startswith("c2sp.org/tlog-proof@v1\n"))

    def test_a_large_batch_is_read_while_it_is_written(self):
        path = self.write_events("large.jsonl", [event("large", n, note="x" * 2000) for n in range(3000)])
        out = self.good("record", path)
        self.assertEqual(len(out.splitlines()), 3000)

    def test_answers_come_while_input_is_still_open(self):
        with subprocess.Popen([BINARIES / "tools/reqledger", "record", "-", f"--socket={self.daemon.socket_path}"],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            for number in (1, 2):
                process.stdin.write(json.dumps(event("open", number)) + "\n")
                process.stdin.flush()
                self.assertIn("recorded  demand.received", process.stdout.readline())
            process.stdin.close()
            self.assertEqual(process.wait(timeout=30), 0)

    # types, template, new

    def test_types(self):
        self.assertRegex(self.good("types"), r"(?m)^demand\.received +A demand for data")
        types = json.loads(self.good("types", "--json"))["types"]
        self.assertEqual(len(types), len(list((SOURCE / "schemas/events").glob("*.json"))))

    def test_template_filled_in_is_recorded(self):
        text = self.good("template", "demand.triaged")
        self.assertTrue(text.startswith("// demand.triaged: "))
        self.good("record", self.write_events("triaged.jsonl", [event("triaged", 1)]))
        filled = text.replace('"matter": ""', '"matter": "triaged"').replace('"demand_id": ""', '"demand_id": "triaged-D1"')
        filled = filled.replace('"priority": ""', '"priority": "expedited"')
        status, _, err = self.reqledger("record", self.write("triaged.json", text))
        self.assertEqual(status, 1)
        self.assertIn("/matter", err)
        self.assertIn("recorded", self.good("record", self.write("triaged.json", filled)))

    def test_an_unknown_type_is_a_usage_error_with_a_suggestion(self):
        for command in ("template", "new"):
            status, out, err = self.reqledger(command, "demand.recieved")
            self.assertEqual((status, out), (2, ""))
            self.assertIn("did you mean demand.received", err)

    def test_new_asks_shows_and_records(self):
        self.good("record", self.write_events("asked.jsonl", [event("asked", 1)]))
        paper = self.write("order.pdf", "paper")
        given = "asked\n2026-11-20 16:40\n\n1\n" + "\n" * 2 + "y\n"  # routing and note are left out
        out = self.good("new", "demand.triaged", f"--document=order:{paper}", given=given)
        self.assertIn("demand_id [asked-D1]: ", out)
        self.assertIn("Record it? [y/N]: ", out)
        seq = re.search(r"Recorded as (\d+)", out).group(1)
        shown = json.loads(self.good("show", seq, "--json"))["members"]
        self.assertEqual(shown["occurred_at"], {"precision": "minute", "value": "2026-11-20T16:40-05:00"})
        self.assertEqual(shown["demand_id"], "asked-D1")
        self.assertEqual(shown["documents"], [{"role": "order", "media_type": "application/pdf", "size": 5,
                                               "sha256": hashlib.sha256(b"paper").hexdigest()}])

    def test_new_records_nothing_unless_told(self):
        before = self.daemon.size()
        given = "asked2\nnow\nD\n1\n" + "\n" * 3 + "n\n"
        out = self.good("new", "demand.triaged", given=given)
        self.assertIn("Nothing was recorded.", out)
        status, _, err = self.reqledger("new", "demand.triaged", given="asked2\n")
        self.assertEqual(status, 2)
        self.assertIn("nothing was recorded", err)
        self.assertEqual(self.daemon.size(), before)

    def test_new_json_prints_the_event_only(self):
        given = "asked3\nnow\nD\n1\n" + "\n" * 3
        out = self.good("new", "demand.triaged", "--json", given=given)
        self.assertEqual(json.loads(out)["matter"], "asked3")

    # reading

    def test_show(self):
        out = self.good("show", "0")
        self.assertIn("ledger.genesis", out)
        self.assertRegex(out, r"(?m)^  Leaf hash +[0-9a-f]{64}$")
        self.assertEqual(json.loads(self.good("show", "0", "--json"))["seq"], 0)
        status, _, err = self.reqledger("show", "999999")
        self.assertEqual(status, 3, err)

    def test_matter(self):
        out = self.good("matter", MATTER)
        self.assertTrue(out.startswith(f"Matter {MATTER}, "))
        self.assertIn("2023-11-17 16:40 -05:00", out)
        self.assertRegex(out, r"(?m)^    Kind of demand +Search warrant for stored data \(Stored Communications Act\)$")
        self.assertTrue(all(len(line) <= 100 for line in out.splitlines()), "wrapped")
        answer = json.loads(self.good("matter", MATTER, "--json"))
        self.assertEqual(answer["matter"], MATTER)
        status, _, err = self.reqledger("matter", "no/such")
        self.assertEqual(status, 3, err)

    def test_list(self):
        out = self.good("list", "--type=secrecy.received")
        self.assertEqual(out.split()[:2], ["Seq", "Recorded"])
        self.assertTrue(all("secrecy.received" in line for line in out.splitlines()[1:]))
        rows = [json.loads(line) for line in self.good("list", f"--matter={MATTER}", "--json").splitlines()]
        self.assertTrue(rows and all(row["matter"] == MATTER for row in rows))
        self.assertEqual(len(self.good("list", "--limit=3", "--json").splitlines()), 3)
        self.assertEqual(len(self.good("list", "--limit=150", "--json").splitlines()), min(150, self.daemon.size()))
        self.assertEqual(self.good("list", "--until=2000-01-01", "--json"), "")
        self.assertTrue(self.good("list", "--since=2000-01-01", "--limit=1", "--json"))

    def test_status(self):
        out = self.good("status")
        self.assertRegex(out, r"(?m)^State +ok$")
        self.assertRegex(out, r"(?m)^Verifier key +ledger\.example\.org/e2e\+")
        self.assertEqual(json.loads(self.good("status", "--json"))["origin"], "ledger.example.org/e2e")

    # publishing, proofs, verification, export

    def test_publish_checkpoint_prove(self):
        self.assertRegex(self.good("publish"), r"^Published at [\d ]+ entries, root [0-9a-f]{64}\n$")
        size = json.loads(self.good("publish", "--json"))["size"]
        note = self.good("checkpoint")
        self.assertEqual(note.splitlines()[:2], ["ledger.example.org/e2e", str(size)])
        self.assertTrue(self.good("checkpoint", "--working").startswith("ledger.example.org/e2e\n"))
        self.assertIn("index 0\n", self.good("prove", "0"))
        self.assertIn("index 1\n", self.good("prove", "1", "--working"))
        status, out, _ = self.reqledger("prove", "999999")
        self.assertEqual((status, out), (3, ""))

    def test_verify_live(self):
        keys = f"--key_dir={self.folder}/keys"
        out = self.good("verify", keys)
        self.assertTrue(out.startswith("VERIFIED"), out)
        self.assertEqual(json.loads(self.good("verify", keys, "--json"))["verdict"], "verified")
        self.assertTrue(self.good("verify", "--entries_only", f"--vkey={self.folder}/keys/ledger.vkey"))
        status, out, _ = self.reqledger("verify", f"--vkey={self.folder}/keys/ledger.vkey")
        self.assertEqual(status, 3, out)
        self.assertTrue(out.startswith("NOT CHECKED") or out.startswith("NOT_CHECKED"), out)
        self.assertEqual(list((self.folder / "data/snapshots").glob("*")), [], "the snapshot is taken away")

    def verify(self, bundle, vkey):
        scratch = self.folder / "scratch"
        scratch.mkdir(exist_ok=True)
        done = subprocess.run([BINARIES / "tools/reqledger-verify", bundle, vkey], capture_output=True, text=True, check=False,
                              env={**os.environ, "TMPDIR": str(scratch)})
        self.assertEqual(list(scratch.iterdir()), [], "what was taken out is gone again")
        return done

    def test_export_folder_and_archive(self):
        folder, archive = self.folder / "bundle", self.folder / "bundle.zip"
        out = self.good("export", "--publish_now", f"--out={folder}")
        self.assertTrue(out.startswith("VERIFIED"), out)
        digest = hashlib.sha256((folder / "data/core-sha256.txt").read_bytes()).hexdigest()
        self.assertIn(f"Bundle digest: {digest}", out)
        one = json.loads(self.good("export", f"--matters={MATTER}", "--publish_now", f"--out={archive}", "--json"))
        self.assertEqual(one["report"]["verdict"], "verified")
        self.assertTrue(archive.is_file())
        tarred = self.folder / "bundle.tar.gz"
        self.assertIn("VERIFIED", self.good("export", "--publish_now", f"--out={tarred}"))
        with tarfile.open(tarred) as archive_file:
            self.assertEqual({name.split("/")[0] for name in archive_file.getnames()}, {"bundle"})
            self.assertIn("bundle/data/index.html", archive_file.getnames())
        self.assertEqual(sorted(path.name for path in self.folder.glob("bundle*")), 
                         ["bundle", "bundle.receipt.json", "bundle.tar.gz", "bundle.tar.gz.receipt.json", "bundle.zip", "bundle.zip.receipt.json"])
        vkey = f"--vkey={self.folder}/keys/ledger.vkey"
        for bundle in (folder, archive, tarred):
            done = self.verify(bundle, vkey)
            self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
            self.assertTrue(done.stdout.startswith("VERIFIED"))
        half = self.folder / "half.zip"
        half.write_bytes(archive.read_bytes()[:-1000])
        done = self.verify(half, vkey)
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("the archive cannot be read", done.stderr)
        status, _, err = self.reqledger("export", f"--out={folder}")
        self.assertEqual(status, 1)
        self.assertIn("is there already; nothing was exported", err)
        status, _, err = self.reqledger("export", "--matters=no-such", "--publish_now", f"--out={self.folder}/none")
        self.assertEqual(status, 3, err)
        self.assertEqual(list(self.folder.glob("none*")), [])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
