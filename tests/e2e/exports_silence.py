"""Of a matter under an order, and of a challenge before its docket is public, an export tells nothing: it is like one from a ledger of
the same size that never had the matter, file by file, line by line, and no word of the matter stands anywhere in it.

usage: exports_silence.py BUILD_DIR SOURCE_DIR
"""

import concurrent.futures
import contextlib
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

import bundle_reading
from cli_run import BINARIES, SOURCE, run
from daemon_process import Daemon
from exports_cases import FAR_DAY, brooklyn, telling_words, walkthrough

CUSTOMER = "cust-000417"
# Something that may be told to all, of the customer that the secret matter is about too.
OPEN = [{"type": "demand.received", "kind": "us_subpoena_grand_jury", "issuer": {"court": {"name": "Court of the Open", "docket_number": "9-gj-9"}}},
        {"type": "demand.target_added", "target_id": "open-T1", "customer_ref": CUSTOMER,
         "selectors": [{"type": "email", "value": "open@customer.example"}]}]
AUDIENCES = {"public": [], "court_public": [], "customer": [f"--customer_ref={CUSTOMER}"], "auditor_uncleared": []}


def open_event(event):
    return {"matter": "open", "mode": "historical", "occurred_at": {"precision": "unknown"}, "demand_id": "open-D1", **event}


def shape(bundle):
    """Of each file: how many bytes, lines and words it has."""
    # How long a paper's packed streams are, and where a line of a random key is broken, tells nothing.
    files = bundle_reading.files(bundle) | {"data/ledger.pdf": b"".join(paper_text(bundle).split())}
    return {path: (len(content), content.count(b"\n"), len(content.split())) for path, content in files.items()}


def paper_text(bundle):
    return subprocess.run(["pdftotext", "-layout", bundle / "data/ledger.pdf", "-"], check=True, stdout=subprocess.PIPE).stdout


def names(bundle):
    return {seq: sorted(members) for seq, members in bundle_reading.opened(bundle).items()}


class ExportsSilenceTest(unittest.TestCase):
    def setUp(self):
        self.stack = contextlib.ExitStack()
        self.addCleanup(self.stack.close)
        self.folder = pathlib.Path(self.stack.enter_context(tempfile.TemporaryDirectory()))

    def ledger(self, events):
        """With heartbeats, as ledgers have them, so that sizes do not tell."""
        daemon = self.stack.enter_context(Daemon(BINARIES, SOURCE, flags=["--publish_interval=PT0S"]))
        self.record(daemon, [open_event(event) for event in OPEN])
        self.record(daemon, events)
        return daemon

    def record(self, daemon, events):
        status, _, err = run("record", "-", f"--socket={daemon.socket_path}", given="".join(json.dumps(event) + "\n" for event in events))
        self.assertEqual(status, 0, err)

    def exports(self, daemon, name):
        """One bundle for each audience, in turn."""
        bundles = {}
        for audience, flags in AUDIENCES.items():
            bundles[audience] = pathlib.Path(tempfile.mkdtemp(dir=self.folder)) / f"{name}-{audience}"
            status, _, err = run("export", f"--audience={audience}", *flags, "--publish_now", f"--out={bundles[audience]}",
                                 f"--socket={daemon.socket_path}")
            self.assertEqual(status, 0, err)
        return bundles

    def compare(self, events, end, told_at_the_end):
        words = [word.encode() for word in telling_words(events)]
        self.assertGreater(len(words), 40)
        with concurrent.futures.ThreadPoolExecutor() as pool:
            secret, never = pool.map(self.ledger, [events, []])
            told, control = pool.map(self.exports, [secret, never], ["told", "control"])
        for audience in AUDIENCES:
            with self.subTest(audience=audience):
                self.assertEqual(shape(told[audience]), shape(control[audience]))
                self.assertEqual(names(told[audience]), names(control[audience]))
                self.assertEqual(self.found(told[audience], words), self.found(control[audience], words))
                if audience == "customer":
                    self.assertEqual(len(names(told[audience])), 3)  # the first entry and both of the open matter
        # That this can tell: once all is released, it does.
        self.record(secret, end)
        released = self.exports(secret, "released")
        for audience in told_at_the_end:
            self.assertNotEqual(names(released[audience]), names(control[audience]), audience)
            added = self.found(released[audience], words) - self.found(control[audience], words)
            self.assertIn(events[0]["matter"].encode(), {word for _, word, _ in added}, audience)

    def found(self, bundle, words):
        """Which of the words stand in which file, and how often; in the page also behind its escapes."""
        contents = bundle_reading.files(bundle)
        carried = bundle_reading.page_files(contents["data/index.html"])
        self.assertEqual({path: content for path, content in carried.items() if contents[path] != content}, {})
        contents["ledger.pdf, read"] = paper_text(bundle)
        contents.update({f"index.html/{path}": content for path, content in carried.items()})
        texts = {path: bundle_reading.every_text(content) for path, content in contents.items()}
        return {(path, word, text.count(word)) for path, text in texts.items() for word in words if word in text}

    def test_a_matter_under_an_order_in_force_and_lapsed(self):
        case = walkthrough()
        for phase in ("while the order is in force", "after the order lapsed"):
            count = dict(case.phases)[phase]
            self.compare(case.events[:count], case.events[count:], ["public", "court_public", "customer"])

    def test_a_challenge_before_its_docket_is_public(self):
        case = brooklyn(public_from=FAR_DAY)
        self.compare(case.events, brooklyn().events[-2:], ["public", "court_public"])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
