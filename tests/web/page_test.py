"""The page of a bundle, in a headless Chromium without a network: what it says of good, changed and hostile records.

usage: page_test.py BUILD_DIR SOURCE_DIR
REQLEDGER_PAGE_MUTANTS says how many changed records it is shown.
"""

import io
import json
import os
import pathlib
import re
import shutil
import sys
import tarfile
import tempfile
import unittest

BUILD, SOURCE = map(pathlib.Path, sys.argv[1:3])
sys.path[:0] = [str(SOURCE / "tests/reference"), str(SOURCE / "tests/e2e")]

import make_bundle  # noqa: E402
import mutations  # noqa: E402
from chromium import Chromium  # noqa: E402
from cli_run import run  # noqa: E402
from daemon_process import Daemon  # noqa: E402
from reqledger_reference import remake  # noqa: E402
from reqledger_reference.bundle import verify  # noqa: E402
from reqledger_reference.tlog import leaf_hash, sha256  # noqa: E402

SAMPLES = ["walkthrough.jsonl", "microsoft-ireland.jsonl", "brooklyn-secrecy-order.jsonl", "epoc-objection.jsonl", "grand-jury-renewals.jsonl"]
STATE = "document.documentElement.dataset.state"
SIBLINGS = "document.documentElement.dataset.siblings"
HEADLINES = "[...document.querySelectorAll('.verdict .headline')].map((e) => e.textContent)"
UNALTERED, ALTERED = "Unaltered since it was signed.", "This record does not verify."
UNCHECKED = "Signed by whom: not checked."
FOLDER, ARCHIVE = "input[webkitdirectory]", "input[accept]"
MUTANTS = int(os.environ.get("REQLEDGER_PAGE_MUTANTS", "60"))
MATTERS_OF_LARGE = 60  # more than 4 MB, so that several threads read it
BIDI = "‮‭⁦​"
HOSTILE = [
    "<script>window.hacked = 1</script>", "</script><img src=x onerror='window.hacked = 1'>", "<!--", "]]>", "javascript:window.hacked=1",
    "{origin} ${window.hacked = 1} $& $1", f"{BIDI}evil{BIDI}", "é\u0301" * 30, "~l~~r<~", "' onmouseover='window.hacked=1", "x" * 40_000,
    "W" * 4000 + " " + "‮" * 500,
]


class Records:
    """Bundles of one real ledger, and some that nobody's daemon made."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        with Daemon(BUILD, SOURCE) as daemon:
            self.vkey = (daemon.folder / "keys/ledger.vkey").read_text().strip()
            for name in SAMPLES:
                self.reqledger(daemon, "record", SOURCE / "schemas/samples" / name)
            for name, words in {"whole": ["--audience=auditor"], "public": ["--audience=public"],
                                "part": ["--audience=auditor", "--matters=2023-00417"]}.items():
                self.reqledger(daemon, "export", "--publish_now", *words, f"--out={self.folder / name}")
        with Daemon(BUILD, SOURCE) as daemon:
            events = self.path("many.jsonl")
            sample = re.sub("(?m)^//.*\n", "", (SOURCE / "schemas/samples" / SAMPLES[0]).read_text())
            events.write_text("".join(sample.replace("2023-00417", f"2023-{i:05}") for i in range(MATTERS_OF_LARGE)))
            self.reqledger(daemon, "record", events)
            self.reqledger(daemon, "export", "--publish_now", "--audience=auditor", f"--out={self.folder / 'large'}")
        self.good = make_bundle.make_bundle(make_bundle.sample_ledger(), older=(4, 8))
        make_bundle.write_bundle(self.good, self.path("made"))
        make_bundle.write_bundle(make_bundle.make_bundle(hostile_ledger()), self.path("hostile"))

    @staticmethod
    def reqledger(daemon, command, *words):
        status, out, err = run(command, *map(str, words), f"--socket={daemon.socket_path}")
        if status != 0:
            raise RuntimeError(f"reqledger {command}: {out}{err}")

    def path(self, name):
        return self.folder / name

    def page(self, name):
        return self.folder / name / "data/index.html"


def hostile_ledger():
    ledger = make_bundle.Ledger()
    for i, text in enumerate(HOSTILE):
        ledger.append({"type": "demand.received", "matter": "M-1", "demand_id": f"D{i}", "kind": "warrant", "note": text[:40],
                       "details": {"text": text, "list": [text[:400]] * 3}})
    return ledger


class PageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.mkdtemp(prefix="reqledger-page-")
        cls.records = Records(cls.scratch)
        cls.browser = Chromium()

    @classmethod
    def tearDownClass(cls):
        cls.browser.__exit__()
        shutil.rmtree(cls.scratch)

    def setUp(self):
        self.browser.size(1200, 900)

    def open(self, path, state="not_checked"):
        self.browser.open(path)
        self.assertEqual(self.browser.wait_for(STATE), state, self.browser.run("document.querySelector('.verdict')?.innerText"))

    def open_viewer(self):
        self.browser.open(BUILD / "reqledger-viewer.html")
        self.assertEqual(self.browser.wait_for(STATE), "empty")

    def give(self, selector, *paths):
        """What the page says of files given to it."""
        self.browser.run(f"delete {SIBLINGS}")
        self.browser.give_files(selector, paths)
        state = self.browser.wait_for(SIBLINGS)
        return state, self.browser.run("document.querySelector('.siblings [role=status]').textContent")

    def headlines(self):
        return self.browser.run(HEADLINES)

    def quiet(self):
        self.assertEqual((self.browser.troubles(), self.browser.requests()), ([], []))

    def name_key(self, text):
        self.browser.run(f"document.querySelector('#fingerprint').value = {json.dumps(text)}; document.querySelector('.fingerprint').requestSubmit()")
        return self.headlines()[1]

    def opened(self, name):
        lines = (self.records.path(name) / "data/disclosures.jsonl").read_text().splitlines()
        return [line["seq"] for line in map(json.loads, lines) if line["disclosures"]]

    def test_a_whole_record(self):
        self.open(self.records.page("whole"))
        self.assertEqual(self.headlines(), [UNALTERED, UNCHECKED])
        text = self.browser.run("document.querySelector('main').innerText")
        self.assertIn("ledger.example.org/e2e", text)
        self.assertIn("For an auditor", text)
        self.assertEqual(self.browser.run("document.querySelectorAll('figure.timeline').length"), len(SAMPLES))
        digest = sha256((self.records.path("whole") / "data/core-sha256.txt").read_bytes()).hex()
        self.assertIn(digest, self.browser.run("document.querySelector('.facts').textContent"))
        self.quiet()

    def test_whose_key_it_is_somebody_else_must_say(self):
        self.open(self.records.page("part"))
        right = sha256(self.records.vkey.encode()).hex()
        for typed in (right, right.upper(), " ".join(re.findall("....", right)), f"SHA-256 {right}", self.records.vkey):
            self.assertEqual(self.name_key(typed), "Signed by the key that you named.", typed)
        for typed in ("0" * 64, remake.vkey_of("ledger.example.org/e2e", remake.public_of(bytes(32)))):
            self.assertEqual(self.name_key(typed), "Not signed by the key that you named.", typed)
        for typed in ("", right[:-1], right + "0", "yes"):
            self.assertEqual(self.name_key(typed), UNCHECKED, typed)

    def test_what_is_opened_and_no_more(self):
        for name in ("whole", "part", "public"):
            self.open(self.records.page(name))
            self.assertEqual(self.headlines(), [UNALTERED, UNCHECKED], name)
            self.browser.run("document.querySelector('.check input').click(); [...document.querySelectorAll('.pages button')].at(-1)?.click()")
            seqs = self.browser.run("[...document.querySelectorAll('button.seq')].map((e) => Number(e.textContent.replace(/\\D/g, '')))")
            self.assertEqual(seqs, self.opened(name), name)

    def test_an_entry_in_detail(self):
        self.open(self.records.page("part"))
        lines = (self.records.path("part") / "data/entries.jsonl").read_bytes().splitlines()
        line = lines[5]
        seq = json.loads(line)["seq"]
        self.browser.run(f"[...document.querySelectorAll('button.seq')].find((e) => e.textContent === '{seq}').click()")
        self.browser.wait_for("document.querySelector('dialog[open] .raw code') !== null")
        codes = self.browser.run("[...document.querySelectorAll('dialog .raw code')].map((e) => e.textContent)")
        self.assertIn(leaf_hash(line).hex(), codes)
        self.assertIn(line.decode(), codes)
        proofs = [json.loads(text) for text in (self.records.path("part") / "data/proofs.jsonl").read_text().splitlines()]
        self.assertEqual(codes[3:], next(proof["proof"] for proof in proofs if proof["seq"] == seq))
        self.browser.run("document.querySelector('dialog header button').click()")
        self.browser.wait_for("document.querySelector('dialog') === null")

    def test_a_matter_that_is_chosen(self):
        self.open(self.records.page("whole"))
        self.browser.run("[...document.querySelectorAll('button.link')].find((e) => e.textContent === 'brooklyn-secrecy-2018').click()")
        rows = self.browser.run("[...document.querySelectorAll('[aria-labelledby=entries] tbody tr')].map((row) => row.cells[3].textContent)")
        self.assertEqual((len(rows), set(rows)), (13, {"brooklyn-secrecy-2018"}))
        self.assertEqual(self.browser.run("document.querySelector('#matter').value"), "brooklyn-secrecy-2018")

    def test_all_entries_are_printed(self):
        self.open(self.records.page("whole"))
        rows = "document.querySelectorAll('[aria-labelledby=entries] tbody tr').length"
        self.browser.run("document.querySelector('.check input').click()")
        before = self.browser.run(rows)
        self.browser.call("Page.printToPDF")
        self.assertEqual((before, self.browser.run(rows)), (100, len(self.opened("whole"))))

    def test_search_filter_and_sort(self):
        self.open(self.records.page("whole"))
        shown = "[...document.querySelectorAll('[aria-labelledby=entries] tbody tr')].map((row) => [...row.cells].map((cell) => cell.textContent))"
        self.browser.run("{ const e = document.querySelector('#search'); e.value = 'ireland'; e.dispatchEvent(new Event('input')); }")
        rows = self.browser.run(shown)
        self.assertTrue(rows and all("ireland" in row[3] for row in rows))
        self.browser.run("{ const e = document.querySelector('#type'); e.value = 'demand.received'; e.dispatchEvent(new Event('change')); }")
        self.assertEqual([row[2] for row in self.browser.run(shown)], ["Demand received"] * 2)
        self.browser.run("document.querySelectorAll('[aria-labelledby=entries] th button')[0].click()")
        self.assertEqual([int(row[0]) for row in self.browser.run(shown)], sorted((int(row[0]) for row in self.browser.run(shown)), reverse=True))
        self.browser.run("{ const e = document.querySelector('#search'); e.value = 'no such thing'; e.dispatchEvent(new Event('input')); }")
        self.assertEqual(self.browser.run(shown), [])

    def test_the_files_beside_it(self):
        self.open(self.records.page("part"))
        state, says = self.give(FOLDER, self.records.path("part"))
        self.assertEqual((state, "same record as this page" in says), ("not_checked", True), says)
        self.assertEqual(self.headlines(), [UNALTERED, UNCHECKED])
        state, says = self.give(FOLDER, self.records.path("public"))
        self.assertEqual((state, "another record than this page" in says), ("not_checked", True), says)
        changed = self.records.path("changed")
        shutil.copytree(self.records.path("part"), changed)
        with (changed / "data/README.txt").open("a") as file:
            file.write("!")
        state, says = self.give(FOLDER, changed)
        self.assertEqual((state, self.headlines()[0]), ("failed", ALTERED), says)
        self.assertIn("bag.digest", self.browser.run("document.querySelector('.findings').textContent"))

    def test_archives(self):
        shutil.make_archive(self.records.path("zipped"), "zip", self.records.folder, "made")
        with tarfile.open(self.records.path("tarred.tar.gz"), "w:gz") as archive:
            archive.add(self.records.path("made"), "made")
        with tarfile.open(self.records.path("linked.tar.gz"), "w:gz") as archive:
            archive.add(self.records.path("made"), "made")
            link = tarfile.TarInfo("made/data/link")
            link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
            archive.addfile(link)
        whole = self.records.path("zipped.zip").read_bytes()
        half, odd = self.records.path("half.zip"), self.records.path("odd.zip")
        half.write_bytes(whole[:len(whole) // 2])
        odd.write_bytes(b"neither")
        for name, state, said in [("zipped.zip", "not_checked", "files read"), ("tarred.tar.gz", "not_checked", "files read"),
                                  ("linked.tar.gz", "failed", "do not verify"), ("half.zip", "unreadable", "half an archive"),
                                  ("odd.zip", "unreadable", "neither .zip nor .tar.gz")]:
            self.open_viewer()
            got, says = self.give(ARCHIVE, self.records.path(name))
            self.assertEqual((got, said in says), (state, True), f"{name}: {says}")

    def test_archives_that_are_traps(self):
        def add(archive, name, content=b"x"):
            item = tarfile.TarInfo(name)
            item.size = len(content)
            archive.addfile(item, io.BytesIO(content))
        for name, said in [("../out", "leaves its folder"), ("made/a/../../b", "leaves its folder"), ("other/file", "beside the bundle"),
                           ("made/bagit.txt", "twice")]:
            path = self.records.path("trap.tar.gz")
            with tarfile.open(path, "w:gz") as archive:
                archive.add(self.records.path("made"), "made")
                add(archive, name)
            self.open_viewer()
            state, says = self.give(ARCHIVE, path)
            self.assertEqual((state, said in says), ("unreadable", True), f"{name}: {says}")

    def test_a_page_that_was_changed(self):
        text = self.records.page("part").read_text(encoding="utf-8")
        at = text.index('data-path="data/disclosures.jsonl">') + 400
        page = self.records.path("changed.html")
        page.write_text(text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1:], encoding="utf-8")
        self.open(page, "failed")
        self.assertEqual(self.headlines(), [ALTERED, "Signed by whom: of no matter until the record verifies."])

    def test_a_record_that_several_threads_read(self):
        page = self.records.page("large")
        self.assertGreater(page.stat().st_size, 6_000_000)
        self.open(page)
        self.assertEqual(self.headlines(), [UNALTERED, UNCHECKED])
        shown = self.browser.run("document.querySelector('[aria-labelledby=entries] [role=status]').textContent")
        self.assertRegex(shown, r"^100 of 1\D?740 entries")
        self.quiet()
        text = page.read_text(encoding="utf-8")
        for path in ("entries.jsonl", "disclosures.jsonl", "records.csv"):
            begin = text.index(f'data-path="data/{path}">')
            at = (begin + text.index("</script>", begin)) // 2
            changed = self.records.path("changed.html")
            changed.write_text(text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1:], encoding="utf-8")
            self.open(changed, "failed")
            self.assertEqual(self.headlines()[0], ALTERED, path)

    def test_a_script_of_somebody_else_does_not_run(self):
        text = self.records.page("part").read_text(encoding="utf-8")
        page = self.records.path("script.html")
        page.write_text(text.replace("<main></main>", "<main></main><script>window.hacked = 1</script><img src=x onerror='window.hacked = 1'>"), encoding="utf-8")
        self.open(page)
        self.assertIsNone(self.browser.run("window.hacked ?? null"))

    def test_a_record_too_large_for_a_page(self):
        text = self.records.page("part").read_text(encoding="utf-8")
        page = self.records.path("large.html")
        parts = re.split(r'(?=<script type="text/plain")', text)
        page.write_text("".join(part for part in parts if "text/plain" not in part or 'data/export.json"' in part) + parts[-1].split("</script>\n", 1)[1], encoding="utf-8")
        self.open(page, "too_large")
        self.assertIn("too large for a page", self.headlines()[0])
        self.assertIn("ledger.example.org/e2e", self.browser.run("document.querySelector('main').innerText"))

    def test_a_hostile_record(self):
        for width in (1200, 360):
            self.browser.size(width, 800)
            self.open_viewer()
            state, says = self.give(FOLDER, self.records.path("hostile"))
            self.assertEqual(state, "not_checked", says)
            fits = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
            self.assertTrue(self.browser.run(fits), f"wider than {width}")
            for i in range(len(HOSTILE)):
                self.browser.run(f"document.querySelectorAll('button.seq')[{i}].click()")
                self.browser.wait_for("document.querySelector('dialog[open] .raw code') !== null")
                self.assertIn(HOSTILE[i], self.browser.run("document.querySelector('dialog').textContent"))
                self.assertTrue(self.browser.run("(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth)(document.querySelector('dialog'))"), HOSTILE[i][:40])
                self.browser.run("document.querySelector('dialog').close()")
                self.browser.wait_for("document.querySelector('dialog') === null")
            self.assertIsNone(self.browser.run("window.hacked ?? null"))
            self.quiet()

    def test_changed_records_are_found_as_others_find_them(self):
        codes = json.loads((SOURCE / "schemas/finding_codes.json").read_text())
        chosen = mutations._sample((pair[1] for pair in mutations.all_mutants(self.records.good, make_bundle.SEED, "page")), MUTANTS, "page")
        compared = 0
        for mutant in chosen:
            if mutant.links or mutant.older or mutant.receipts:  # a browser is given files alone
                continue
            folder = self.records.path("mutant") / "bundle"
            make_bundle.write_bundle(mutant.files, folder)
            expected = [(each["code"], each["seq"]) for each in verify(folder, codes).findings() if each["severity"] == "broken"]
            self.open_viewer()
            state, says = self.give(FOLDER, folder)
            if state == "unreadable":  # what lies beside a bundle, or is none
                self.assertTrue(expected, f"{mutant.name}: {says}")
            else:
                self.assertEqual(state, "failed" if expected else "not_checked", f"{mutant.level} {mutant.name}")
                found = self.browser.run("[...document.querySelectorAll('.findings .code code')].map((e) => e.textContent)")
                self.assertEqual(found, [code for code, _ in expected][:50], f"{mutant.level} {mutant.name}")
            compared += 1
            shutil.rmtree(folder.parent)
        self.assertGreater(compared, MUTANTS // 2)

    def test_all_that_can_be_used_has_a_name(self):
        self.open(self.records.page("whole"))
        nodes = self.browser.call("Accessibility.getFullAXTree")["nodes"]
        roles = {"button", "textbox", "searchbox", "combobox", "checkbox", "link", "progressbar"}
        usable = [node for node in nodes if not node.get("ignored") and node.get("role", {}).get("value") in roles]
        self.assertGreater(len(usable), 50)
        self.assertEqual([node["role"]["value"] for node in usable if not node.get("name", {}).get("value")], [])


def _luminance(color):
    channels = [int(color[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


class StyleTest(unittest.TestCase):
    def test_text_stands_out_from_what_is_behind_it(self):
        style = (SOURCE / "web/style.css").read_text()
        light, dark = style.split("prefers-color-scheme: dark", 1)
        for scheme in (light, dark.split("* {", 1)[0]):
            color = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", scheme))
            pairs = [(text, back) for back in ("paper", "card") for text in ("ink", "soft", "link", "good", "bad", "open")]
            pairs += [("ink", f"{state}-back") for state in ("good", "bad", "open")] + [(state, f"{state}-back") for state in ("good", "bad", "open")]
            for text, back in pairs:
                lighter, darker = sorted((_luminance(color[text]), _luminance(color[back])), reverse=True)
                self.assertGreaterEqual((lighter + 0.05) / (darker + 0.05), 4.5, f"{text} on {back}")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
