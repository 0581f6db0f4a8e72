#!/usr/bin/env python3
"""What the reference verifier must find first, derived by hand from docs/formats.md for each change."""

import json
import os
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.dont_write_bytecode = True

import make_bundle  # noqa: E402
import verify  # noqa: E402
from mutants import erasures, model, rotation, selections  # noqa: E402
from reqledger_reference import remake, selftest  # noqa: E402
from reqledger_reference.bundle import verify as verify_bundle  # noqa: E402
from reqledger_reference.encoding import canonical  # noqa: E402
from reqledger_reference.tlog import Key, inclusion_proof, root_of  # noqa: E402

SEED = make_bundle.SEED
LEDGER = make_bundle.sample_ledger()
GOOD = make_bundle.make_bundle(LEDGER, older=(4, 8))
PARTIAL = make_bundle.make_bundle(LEDGER, matters={"M-1"})
KEY = Key.parse(remake.vkey_of(make_bundle.ORIGIN, remake.public_of(SEED)))
CODES = verify.load_codes()


def with_event(event, at=None):
    """A bundle of the sample ledger with one more event at the end, or in place of one."""
    ledger = make_bundle.Ledger()
    events = list(make_bundle.EVENTS)
    if at is None:
        events.append(event)
    else:
        events[at - 1] = events[at - 1] | event
    for each in events:
        ledger.append(each)
    return make_bundle.make_bundle(ledger)


class Verdicts(unittest.TestCase):
    def report(self, files, pinned=KEY, links=(), **by_hand):
        with tempfile.TemporaryDirectory() as scratch:
            make_bundle.write_bundle(files, scratch)
            for path in links:
                os.symlink("entries.jsonl", os.path.join(scratch, path))
            return verify_bundle(scratch, CODES, pinned, **by_hand)

    def first(self, files, **more):
        report = self.report(files, **more)
        findings = report.findings()
        return (findings[0]["code"], findings[0]["seq"]) if findings else report.verdict()

    def changed(self, change, level=model.RIGHT_KEY, files=None):
        changed = model.Model(files or GOOD)
        change(changed)
        return self.first(changed.build(level, SEED))

    def mended(self, path, raw, files=None):
        files = dict(files or GOOD) | {path: raw}
        remake.mend_manifests(files)
        return self.first(files)


class GoodBundles(Verdicts):
    def test_every_audience_verifies(self):
        for audience in ("auditor", "internal", "public", "customer"):
            for matters in (None, {"M-1"}):
                files = make_bundle.make_bundle(LEDGER, audience, matters)
                self.assertEqual(self.first(files), "verified", f"{audience} {matters}")

    def test_without_a_pin_nothing_is_verified(self):
        report = self.report(GOOD, pinned=None)
        self.assertEqual((report.verdict(), report.status()), ("not_checked", 3))

    def test_counts(self):
        counts = self.report(GOOD).counts
        self.assertEqual(counts["entries"], 11)
        self.assertEqual(counts["opened"], 11)
        self.assertEqual(sum(len(json.loads(line)["decoys"]) for line in remake.split_lines(GOOD["data/disclosures.jsonl"])),
                         counts["decoys"])

    def test_known_vectors(self):
        testdata = os.path.join(verify.ROOT, "tests", "testdata")
        self.assertEqual(selftest.run(testdata), 0)

    def test_a_clock_event_may_go_back(self):
        self.assertEqual(self.first(with_event({"recorded_at": "2020-01-01T00:00:00.000000Z"}, at=5)), "verified")

    def test_equal_times_are_in_order(self):
        self.assertEqual(self.first(with_event({"recorded_at": "2026-03-01T00:02:00.000000Z"}, at=3)), "verified")


class Bag(Verdicts):
    def test_a_byte_in_any_file(self):
        for path, raw in GOOD.items():
            if path != "tagmanifest-sha256.txt" and path not in ("data/entries.jsonl", "data/disclosures.jsonl"):
                code, seq = self.first(GOOD | {path: raw + b" "})
                self.assertIn(code, ("bag.digest", "checkpoint.malformed", "event.schema"), path)
                self.assertIsNone(seq)

    def test_files_that_are_not_there(self):
        without = {path: raw for path, raw in GOOD.items() if path != "data/README.txt"}
        self.assertEqual(self.first(without), ("bag.digest", None))  # the oxum comes before what is missing
        without = {path: raw for path, raw in GOOD.items() if path != "bagit.txt"}
        self.assertEqual(self.first(without), ("bag.missing", None))
        without = {path: raw for path, raw in GOOD.items() if path != "data/entries.jsonl"}
        self.assertEqual(self.first(without), ("genesis.missing", 0))

    def test_files_too_many_and_links(self):
        self.assertEqual(self.first(GOOD | {"extra.txt": b""}), ("bag.extra", None))
        self.assertEqual(self.first(GOOD | {"data/extra.txt": b""}), ("bag.digest", None))
        self.assertEqual(self.first(GOOD, links=["data/link"]), ("archive.unsafe", None))

    def test_manifests_out_of_order(self):
        files = dict(GOOD)
        files["manifest-sha256.txt"] = remake.join_lines(reversed(remake.split_lines(files["manifest-sha256.txt"])))
        remake.mend_tag_manifest(files)
        self.assertEqual(self.first(files), ("bag.digest", None))


class Entries(Verdicts):
    def test_a_line_dropped(self):
        lines = remake.split_lines(GOOD["data/entries.jsonl"])
        raw = remake.join_lines(lines[:3] + lines[4:])
        self.assertEqual(self.mended("data/entries.jsonl", raw), ("entry.seq", 3))

    def test_the_last_line_dropped(self):
        lines = remake.split_lines(GOOD["data/entries.jsonl"])
        # Its disclosures are left without an entry.
        self.assertEqual(self.mended("data/entries.jsonl", remake.join_lines(lines[:-1])), ("disclosure.unreferenced", 10))

    def test_forms(self):
        lines = remake.split_lines(GOOD["data/entries.jsonl"])
        for line, code in ((b"{}", "entry.malformed"), (lines[4].replace(b":1}", b":1.0}"), "entry.malformed"),
                           (lines[4] + b" ", "entry.not_canonical"), (lines[4] + b" " * 4096, "entry.malformed")):
            raw = remake.join_lines([*lines[:4], line, *lines[5:]])
            self.assertEqual(self.mended("data/entries.jsonl", raw), (code, 4), line[:20])

    def test_no_last_line_feed(self):
        self.assertEqual(self.mended("data/entries.jsonl", GOOD["data/entries.jsonl"][:-1]), ("entry.malformed", 10))

    def test_an_unknown_version_is_not_checked(self):
        def newer(line):
            return canonical(json.loads(line) | {"v": 2})
        changed = model.Model(GOOD)
        # The last of its matter, so that no link is left hanging.
        changed.entry_edits[6] = newer
        report = self.report(changed.build(model.RIGHT_KEY, SEED))
        self.assertEqual((report.verdict(), report.findings()), ("not_checked", []))


class Tree(Verdicts):
    def test_the_chain_mended_and_the_tree_not(self):
        self.assertEqual(self.changed(lambda m: m.plant_decoy(4, 31), model.CHAIN), ("checkpoint.root", None))

    def test_the_tree_mended_and_not_signed(self):
        self.assertEqual(self.changed(lambda m: m.plant_decoy(4, 31), model.TREE), ("checkpoint.signature", None))

    def test_another_key(self):
        files = model.Model(GOOD).build(model.FOREIGN_KEY, model.FOREIGN_SEED)
        self.assertEqual(self.first(files), ("checkpoint.signature", None))
        foreign = remake.vkey_of(make_bundle.ORIGIN, remake.public_of(model.FOREIGN_SEED)).encode() + b"\n"
        files["data/keys/ledger.vkey"] = foreign
        del files["data/checkpoints.jsonl"]
        remake.mend_manifests(files)
        self.assertEqual(self.first(files, pinned=None), ("key.rotation", 0))

    def test_an_older_checkpoint_of_another_history(self):
        kept = remake.sign_checkpoint(make_bundle.ORIGIN, 5, b"\x07" * 32, SEED)
        self.assertEqual(self.first(GOOD, older=[kept]), ("checkpoint.inconsistent", None))
        kept = remake.sign_checkpoint(make_bundle.ORIGIN, 5, root_of(LEDGER.leaves[:5]), SEED)
        self.assertEqual(self.first(GOOD, older=[kept]), "verified")
        self.assertEqual(self.first(PARTIAL, older=[kept]), "not_checked")

    def test_receipts(self):
        note = remake.sign_checkpoint(make_bundle.ORIGIN, 11, root_of(LEDGER.leaves), SEED).decode()
        proof = "".join(remake.base64_of(node) + "\n" for node in inclusion_proof(4, LEDGER.leaves))
        text = f"c2sp.org/tlog-proof@v1\nindex 4\n{proof}\n{note}"
        good = json.dumps({"entry": LEDGER.lines[4].decode(), "proof": text}).encode()
        self.assertEqual(self.first(GOOD, receipts=[good]), "verified")
        bad = json.dumps({"entry": LEDGER.lines[5].decode(), "proof": text}).encode()
        self.assertEqual(self.first(GOOD, receipts=[bad]), ("receipt.not_contained", 4))
        self.assertEqual(self.first(GOOD, receipts=[b"{}"]), ("receipt.not_contained", None))

    def test_proofs_of_a_partial_bundle(self):
        lines = remake.split_lines(PARTIAL["data/proofs.jsonl"])
        raw = remake.join_lines(lines[:1] + lines[2:])
        self.assertEqual(self.mended("data/proofs.jsonl", raw, PARTIAL), ("proof.invalid", 1))
        raw = remake.join_lines([*lines, b'{"proof":[],"seq":77}'])
        self.assertEqual(self.mended("data/proofs.jsonl", raw, PARTIAL), ("proof.invalid", 77))


KEYS = [Key.parse(rotation.vkey(seed)) for seed in rotation.SEEDS]


class Rotations(Verdicts):
    FILES = {matters: rotation.bundle(matters=matters and {matters}) for matters in (None, "M-1")}

    def test_under_each_key(self):
        for files in self.FILES.values():
            for key in KEYS:
                self.assertEqual(self.first(files, pinned=key), "verified", key.vkey)
        self.assertEqual(self.first(rotation.bundle(audience="public"), pinned=KEYS[0]), "verified")
        foreign = Key.parse(rotation.vkey(model.FOREIGN_SEED))
        self.assertEqual(self.first(self.FILES[None], pinned=foreign), ("key.rotation", 0))

    def test_at_the_size_of_the_rotation_itself(self):
        ledger = make_bundle.Ledger()
        ledger.rotate(rotation.SEEDS[1])
        for key in KEYS[:2]:
            self.assertEqual(self.first(make_bundle.make_bundle(ledger), pinned=key), "verified")
        ledger.signers = [(0, rotation.SEEDS[1])]
        self.assertEqual(self.first(make_bundle.make_bundle(ledger), pinned=KEYS[1]), ("key.rotation", 1))

    def test_what_ties_is_not_there(self):
        for lines, seq in (([(8, (1, 2))], 3), ([(4, (0, 1))], 7), ([], 3), ([(5, (0, 1)), (8, (1, 2))], 3), ([(4, (0,)), (8, (1, 2))], 3),
                           ([(4, (1,)), (8, (1, 2))], 3), ([(4, (0, 2)), (8, (1, 2))], 3), ([(4, (0, 1)), (8, (0, 2))], 7)):
            for files in self.FILES.values():
                for key in KEYS[::2]:
                    self.assertEqual(self.first(rotation.with_older(lines, files), pinned=key), ("key.rotation", seq), lines)

    def test_another_key_than_was_named(self):
        for vkeys in ([rotation.vkey(model.FOREIGN_SEED)], ["x"], [rotation.vkey(rotation.SEEDS[1], "elsewhere.example")]):
            files = rotation.bundle(rotation.rotated({3: {"vkeys": vkeys}}))
            self.assertEqual(self.first(files), ("key.rotation", 3), vkeys)

    def test_not_proven_to_be_in_the_tree(self):
        proofs = remake.split_lines(self.FILES["M-1"]["data/proofs.jsonl"])
        other = canonical(json.loads(proofs[3]) | {"proof": json.loads(proofs[4])["proof"]})
        raw = remake.join_lines([*proofs[:3], other, *proofs[4:]])
        self.assertEqual(self.mended("data/proofs.jsonl", raw, self.FILES["M-1"]), ("proof.invalid", 3))
        lines = remake.split_lines(rotation.with_older(rotation.TIED, self.FILES[None])["data/checkpoints.jsonl"])
        raw = remake.join_lines([canonical(json.loads(lines[0]) | {"consistency": []}), lines[1]])
        self.assertEqual(self.mended("data/checkpoints.jsonl", raw, self.FILES[None]), ("key.rotation", 3))

    def test_who_has_an_old_key_goes_on_with_it(self):
        for which, found in ((0, ("key.rotation", 7)), (1, ("key.rotation", 7))):
            files = rotation.with_files(self.FILES[None], {"data/checkpoint": rotation.note(11, which)})
            for key in KEYS:
                self.assertEqual(self.first(files, pinned=key), found)
        for size, which, found in ((6, 0, ("key.rotation", 3)), (6, 2, ("key.rotation", 3)), (2, 1, ("key.rotation", 0)), (9, 1, ("key.rotation", 7))):
            self.assertEqual(self.first(rotation.with_older(sorted([*rotation.TIED, (size, (which,))]), self.FILES[None])), found)

    def test_kept_from_earlier(self):
        for size, which in ((2, 0), (4, 0), (4, 1), (5, 1), (8, 2), (9, 2), (11, 2)):
            for files in self.FILES.values():
                if files is self.FILES[None] or size in (4, 8, 11):
                    self.assertEqual(self.first(files, older=[rotation.note(size, which)]), "verified", (size, which))
        for size, which, seq in ((5, 0, 3), (2, 1, 0), (9, 0, 7), (9, 1, 7), (7, 2, 3)):
            self.assertEqual(self.first(self.FILES[None], older=[rotation.note(size, which)]), ("key.rotation", seq))

    def test_receipts_of_earlier_keys(self):
        for size, which in ((3, 0), (4, 0), (6, 1), (10, 2)):
            for key in KEYS:
                self.assertEqual(self.first(self.FILES["M-1"], pinned=key, receipts=[rotation.receipt(size, which)]), "verified")
        self.assertEqual(self.first(self.FILES[None], receipts=[rotation.receipt(6, 0)]), ("key.rotation", 3))
        self.assertEqual(self.first(self.FILES[None], receipts=[rotation.receipt(3, 1)]), ("key.rotation", 0))

    def test_promises(self):
        for seed, found in ((2, "verified"), (0, ("key.rotation", 7))):
            files = rotation.bundle(rotation.rotated({3: {"next_keys_sha256": rotation.promise_of(rotation.SEEDS[seed])}}))
            for key in KEYS:
                self.assertEqual(self.first(files, pinned=key), found)

    def test_an_entry_that_is_held_back_ties_nothing(self):
        lines = remake.split_lines(self.FILES["M-1"]["data/disclosures.jsonl"])
        raw = remake.join_lines(line for line in lines if json.loads(line)["seq"] != 3)
        files = dict(self.FILES["M-1"]) | {"data/disclosures.jsonl": raw}
        remake.mend_csv(files)
        remake.mend_manifests(files)
        found = {(finding["code"], finding["seq"]) for finding in self.report(files, pinned=KEYS[0]).findings()}
        self.assertIn(("key.rotation", 7), found)


class SecondFaces(Verdicts):
    def test_a_second_type(self):
        self.assertEqual(self.changed(lambda m: m.plant(1, 31, "type", "demand.closed")), ("disclosure.duplicate", 1))

    def test_a_value_at_another_slot(self):
        self.assertEqual(self.changed(lambda m: m.slots[1].reverse()), ("disclosure.wrong_slot", 1))
        self.assertEqual(self.changed(lambda m: m.plant(3, 30, "note", "x")), ("disclosure.wrong_slot", 3))

    def test_a_core_member_closed(self):
        self.assertEqual(self.changed(lambda m: m.plant_decoy(2, 3)), ("slot.core_missing", 2))

    def test_a_decoy_held_back(self):
        lines = remake.split_lines(GOOD["data/disclosures.jsonl"])
        line = json.loads(lines[2])
        line["decoys"].pop()
        raw = remake.join_lines([*lines[:2], canonical(line), *lines[3:]])
        self.assertEqual(self.mended("data/disclosures.jsonl", raw), ("slot.unopened", 2))

    def test_a_value_edited(self):
        lines = remake.split_lines(GOOD["data/disclosures.jsonl"])
        line = json.loads(lines[1])
        line["disclosures"][0] = make_bundle.make_disclosure(bytes(16), "type", "demand.closed")
        raw = remake.join_lines([lines[0], canonical(line), *lines[2:]])
        self.assertEqual(self.mended("data/disclosures.jsonl", raw), ("disclosure.unreferenced", 1))

    def test_disclosures_of_another_form(self):
        self.assertEqual(self.changed(lambda m: m.plant_json(2, 31, '["SALT", "note","x"]')), ("disclosure.malformed", 2))
        self.assertEqual(self.changed(lambda m: m.plant_json(2, 31, '["SALT","seq",1]')), ("disclosure.malformed", 2))

    def test_values_of_another_form(self):
        self.assertEqual(self.changed(lambda m: m.set_core(1, "recorded_by", "uid:01")), ("event.value", 1))
        day = {"precision": "day", "value": "2026-02-29"}
        self.assertEqual(self.changed(lambda m: m.set_core(1, "occurred_at", day)), ("event.value", 1))

    def test_against_the_schema(self):
        pages = model.Model(GOOD).names(1)["pages"]
        self.assertEqual(self.changed(lambda m: m.plant(1, pages, "pages", 501)), ("event.schema", 1))
        self.assertEqual(self.first(with_event({"kind": "order"}, at=7)), ("event.schema", 7))

    def test_order_of_time(self):
        self.assertEqual(self.first(with_event({"recorded_at": "2026-03-01T00:01:59.999999Z"}, at=3)), ("recorded_at.order", 3))

    def test_the_chain_of_a_matter(self):
        self.assertEqual(self.first(with_event({"matter_seq": 3}, at=4)), ("matter.sequence", 4))
        self.assertEqual(self.first(with_event({"matter_prev": "ab" * 32}, at=4)), ("matter.sequence", 4))

    def test_the_first_entry(self):
        slot = model.Model(GOOD).names(0)["origin"]
        self.assertEqual(self.changed(lambda m: m.plant(0, slot, "origin", "elsewhere.example")), ("genesis.missing", 0))


class Erasures(Verdicts):
    def test_what_they_excuse_and_what_not(self):
        for name, files, first, closed in erasures.erasure_cases():
            with self.subTest(name):
                report = self.report(files)
                findings = report.findings()
                self.assertEqual((findings[0]["code"], findings[0]["seq"]) if findings else None, first)
                self.assertEqual([each["entries"] for each in report.erasures], closed)


class Selections(Verdicts):
    def test_what_was_selected_and_what_goes_with_it(self):
        for name, files, first in selections.selection_cases():
            with self.subTest(name):
                findings = self.report(files).findings()
                self.assertEqual((findings[0]["code"], findings[0]["seq"]) if findings else None, first)


class Export(Verdicts):
    def test_export_json(self):
        export = json.loads(GOOD["data/export.json"])
        for change in ({"entries": 12}, {"root": "0" * 64}, {"size": 12}, {"audience": "all"}, {"x": 1}):
            raw = canonical(export | change) + b"\n"
            self.assertEqual(self.mended("data/export.json", raw), ("export.untrue", None), change)

    def test_rows_for_people(self):
        raw = GOOD["data/records.csv"].replace(b"complied", b"rejected")
        self.assertEqual(self.mended("data/records.csv", raw), ("rendering.differs", None))

    def test_links_shown_to_the_public(self):
        files = model.to_public(GOOD)
        lines = remake.split_lines(GOOD["data/disclosures.jsonl"])
        shown = {"disclosures": json.loads(lines[3])["disclosures"], "seq": 3}
        rows = [line for line in remake.split_lines(files["data/disclosures.jsonl"]) if json.loads(line)["seq"] != 3]
        rows = sorted([*rows, canonical(shown)], key=lambda row: json.loads(row)["seq"])
        files["data/disclosures.jsonl"] = remake.join_lines(rows)
        remake.mend_csv(files)
        remake.mend_manifests(files)
        self.assertEqual(self.first(files), ("export.untrue", None))


if __name__ == "__main__":
    unittest.main()
