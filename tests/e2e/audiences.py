"""Exports for each audience, by the command: what is in them, who may make them, and what is recorded of it.

usage: audiences.py BUILD_DIR SOURCE_DIR
"""

import io
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest
import zipfile

from bundle_reading import opened
from cli_run import BINARIES, SOURCE, run
from daemon_process import Daemon, request

SAMPLES = ["walkthrough.jsonl", "brooklyn-secrecy-order.jsonl"]
MATTER = "2026-00777"
COURT, DOCKET = "District Court of Nowhere", "26-mj-1"
OWN, OTHER = "cust-4711", "cust-0815"
ADDRESS = "somebody@customer.example"


def historical(event_type, **members):
    return {"type": event_type, "matter": MATTER, "mode": "historical", "occurred_at": {"precision": "day", "value": "2026-01-05"}, **members}


SECRET = [
    historical("demand.received", demand_id=f"{MATTER}-D1", kind="us_sca_warrant", issuer={"court": {"name": COURT, "docket_number": DOCKET}}),
    historical("demand.target_added", demand_id=f"{MATTER}-D1", target_id=f"{MATTER}-T1", customer_ref=OWN,
               selectors=[{"type": "email", "value": ADDRESS}]),
    historical("secrecy.received", secrecy_id=f"{MATTER}-S1", secrecy_kind="us_2705b_order", demand_ids=[f"{MATTER}-D1"],
               duration_kind="fixed_period", term={"period": "P1Y"},
               prohibition={"forbids": ["existence_of_process"], "protected_from": "everyone"}),
]
RELEASE = [historical("secrecy.terminated", secrecy_id=f"{MATTER}-S1"), historical("secrecy.release_cleared", secrecy_id=f"{MATTER}-S1")]


class AudiencesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon(BINARIES, SOURCE)
        cls.daemon.__enter__()
        cls.addClassCleanup(cls.daemon.__exit__)
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.count = 0
        for sample in SAMPLES:
            cls.recorded(str(SOURCE / "schemas/samples" / sample))
        cls.record(SECRET)

    @classmethod
    def recorded(cls, *words, given=""):
        status, _, err = run("record", *words, f"--socket={cls.daemon.socket_path}", given=given)
        assert status == 0, err

    @classmethod
    def record(cls, events):
        cls.recorded("-", given="".join(json.dumps(each) + "\n" for each in events))

    def export(self, *words, given=""):
        type(self).count += 1
        out = self.folder / f"bundle-{self.count}"
        status, text, err = run("export", *words, "--publish_now", f"--out={out}", f"--socket={self.daemon.socket_path}", given=given)
        self.assertEqual(status, 0, err + text)
        return out

    def check(self, bundle):
        vkey = (self.daemon.folder / "keys/ledger.vkey").read_text().strip()
        done = subprocess.run([BINARIES / "tools/reqledger-verify", bundle, f"--vkey={vkey}"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertTrue(done.stdout.startswith("VERIFIED"), done.stdout)

    def entries_of(self, event_type):
        status, out, err = run("list", f"--type={event_type}", "--json", "--limit=1000", f"--socket={self.daemon.socket_path}")
        self.assertEqual(status, 0, err)
        return [json.loads(line) for line in out.splitlines()]

    def test_a_court_reads_what_it_sealed_and_the_customer_once_it_is_released(self):
        customer = ["--audience=customer", "--customer_ref=-"]
        before = self.export(*customer, given=OWN + "\n")
        self.check(before)
        self.assertEqual(list(opened(before)), [0])
        for audience in ("public", "oversight", "court_public"):
            bundle = self.export(f"--audience={audience}")
            self.check(bundle)
            text = json.dumps(opened(bundle))
            self.assertNotIn(MATTER, text, audience)
            self.assertIn("brooklyn", text, audience)  # whose docket is public
        court = self.export("--audience=court_sealed", f"--court={COURT}", f"--docket={DOCKET}", "--authority=order of today")
        self.check(court)
        self.assertIn(ADDRESS, json.dumps(opened(court)))
        self.record(RELEASE)
        after = self.export(*customer, given=OWN + "\n")
        self.check(after)
        self.assertIn(ADDRESS, json.dumps(opened(after)))
        self.assertNotIn("matter_seq", json.dumps([names for seq, names in opened(after).items() if seq]))
        other = self.export("--audience=customer", "--customer_ref=-", given=OTHER + "\n")
        self.assertEqual(list(opened(other)), [0])

    def test_of_one_matter_there_is_no_count(self):
        bundle = self.export("--audience=public", "--matters=brooklyn-secrecy-2018")
        self.check(bundle)
        self.assertGreater(len(opened(bundle)), 1)
        statement = json.loads((bundle / "data/export.json").read_text())["statement"]
        self.assertIn("neither by what it has nor by what it has not", statement)

    def test_what_is_recorded_names_no_customer(self):
        self.export("--audience=customer", "--customer_ref=-", given=OWN + "\n")
        rows = self.entries_of("ledger.export_created")
        self.assertEqual(rows[-1]["members"]["audience"], "customer")
        self.assertEqual(rows[-1]["members"]["selection"], {"by_customer": True})
        self.assertNotIn(OWN, json.dumps(rows))

    def test_an_archive_is_deflated_unless_asked_for_stored(self):
        body = json.dumps({"audience": "public", "publish_now": True}).encode()
        for query, packing in (("", zipfile.ZIP_DEFLATED), ("?stored=0", zipfile.ZIP_DEFLATED), ("?stored=1", zipfile.ZIP_STORED)):
            status, _, answer = self.daemon.send_raw([request("POST", "/v1/exports" + query, "application/json", body)])
            self.assertEqual(status, 200, query)
            with zipfile.ZipFile(io.BytesIO(answer)) as archive:
                self.assertEqual({info.compress_type for info in archive.infolist()}, {packing}, query)
                self.assertIsNone(archive.testzip())
        for query in ("?stored=2", "?deflated=1"):
            status, _, _ = self.daemon.send_raw([request("POST", "/v1/exports" + query, "application/json", body)])
            self.assertEqual(status, 400, query)

    def test_refusals(self):
        cases = [({"audience": "court_sealed", "court": COURT, "docket": DOCKET}, 400, "/authority"),
                 ({"audience": "customer"}, 400, "/customer_ref"),
                 ({"audience": "public", "court": COURT}, 400, "/court"),
                 ({"audience": "public", "working": True}, 400, "/working"),
                 ({"audience": "press"}, 400, "/audience"),
                 ({"audience": "auditor_uncleared", "matters": [MATTER]}, 400, "/matters"),
                 ({"audience": "public", "matters": ["no-such"]}, 404, "/matters/0")]
        for body, status, pointer in cases:
            with self.subTest(body=body):
                got, _, answer = self.daemon.send_raw([request("POST", "/v1/exports", "application/json", json.dumps(body).encode())])
                self.assertEqual(got, status, answer)
                self.assertEqual(json.loads(answer)["errors"][0]["pointer"], pointer)

    def test_usage(self):
        for words, expected in [(["--audience=customer"], "needs --customer_ref"),
                                (["--audience=public", "--docket=1"], "takes no --docket"),
                                (["--audience=court_sealed", "--court=x", "--docket=1"], "needs --authority")]:
            with self.subTest(words=words):
                status, _, err = run("export", *words, f"--out={self.folder}/never", f"--socket={self.daemon.socket_path}")
                self.assertEqual(status, 2)
                self.assertIn(expected, err)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
