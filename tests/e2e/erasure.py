"""Lawful erasure: what it says before, what it takes, what it leaves, and that nobody with copies gets it back.

usage: erasure.py BUILD_DIR SOURCE_DIR
Environment: REQLEDGER_ERASURE_KILLS, how many kills (4); REQLEDGER_ERASURE_SEED (1).
"""

import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

from cli_run import BINARIES, SOURCE, run
from daemon_process import Daemon
from erasure_attack import Attack

ORIGIN = "ledger.example.org/e2e"
NUMBER = "2025550143"  # ten digits: who has a key has tried them all in an hour
OTHER = "2025550177"
MAIL = "erased.person@customer.example"
NOTE = "The customer telephoned twice about this."
KILLS = int(os.environ.get("REQLEDGER_ERASURE_KILLS", "4"))
SEED = int(os.environ.get("REQLEDGER_ERASURE_SEED", "1"))
WORDS = ("--basis=retention policy 4.2", "--authority=general counsel")
REFERENCE = SOURCE / "tests/reference/verify.py"


def historical(event_type, matter, **members):
    return {"type": event_type, "matter": matter, "mode": "historical", "occurred_at": {"precision": "day", "value": "2026-01-05"}, **members}


def matter_with(matter, number):
    return [historical("demand.received", matter, demand_id=f"{matter}-D1", kind="us_sca_warrant", idempotency_key=f"{matter}-1"),
            historical("demand.target_added", matter, demand_id=f"{matter}-D1", target_id=f"{matter}-T1", customer_ref=f"c-{matter}",
                       selectors=[{"type": "phone_e164", "value": number}, {"type": "email", "value": MAIL}], note=NOTE)]


class Erasing(unittest.TestCase):
    def setUp(self):
        # Few entries of padding: whoever tries every key tries it at the place of each.
        self.daemon = Daemon(BINARIES, SOURCE, init_flags=["--publish_multiple=4"])
        self.daemon.__enter__()
        self.addCleanup(self.daemon.__exit__)
        self.folder = pathlib.Path(self.daemon.folder)
        self.keys = self.folder / "keys"
        scratch = tempfile.TemporaryDirectory(prefix="reqledger-erasure-")
        self.addCleanup(scratch.cleanup)
        self.scratch = pathlib.Path(scratch.name)

    def command(self, *words, **how):
        return run(*words, f"--socket={self.daemon.socket_path}", **how)

    def good(self, *words, **how):
        status, out, err = self.command(*words, **how)
        self.assertEqual(status, 0, out + err)
        return out

    def record(self, events):
        return self.good("record", "-", given="".join(json.dumps(each) + "\n" for each in events))

    def refused(self, *words, **how):
        status, out, err = self.command(*words, **how)
        self.assertEqual(status, 1, out + err)
        return err

    def erase(self, matter, scope):
        return json.loads(self.good("erase", f"--matter={matter}", f"--scope={scope}", *WORDS, "--yes", "--json"))

    def bundle(self, name, *words):
        out = self.scratch / name
        self.good("export", f"--out={out}", "--publish_now", *words)
        return out

    def verify_bundle(self, bundle, erasures):
        """By both verifiers, with the key pinned; and what they name."""
        vkey = f"--vkey={self.keys}/ledger.vkey"
        for program in ([BINARIES / "tools/reqledger-verify"], [sys.executable, REFERENCE]):
            done = subprocess.run([*program, bundle, vkey, "--json"], capture_output=True, text=True, check=False, timeout=120)
            self.assertTrue(done.stdout, done.stderr)
            report = json.loads(done.stdout)
            self.assertEqual((done.returncode, report["verdict"], report["findings"]), (0, "verified", []), done.stdout[:2000])
            self.assertEqual([(each["scope"], each["entries"]) for each in report["erasures"]], erasures, program)

    def verify_live(self, erasures):
        report = json.loads(self.good("verify", f"--vkey={self.keys}/ledger.vkey", f"--key_dir={self.keys}", f"--state_dir={self.folder}/state", "--json"))
        self.assertEqual((report["verdict"], report["findings"]), ("verified", []))
        self.assertEqual([(each["scope"], each["entries"]) for each in report["erasures"]], erasures)

    def verify_offline(self, erasures, *words):
        done = subprocess.run([BINARIES / "tools/reqledger", "verify", *self.daemon.dir_flags(), f"--vkey={self.keys}/ledger.vkey", "--json", *words],
                              capture_output=True, text=True, check=False, timeout=120)
        report = json.loads(done.stdout)
        self.assertEqual((done.returncode, report["verdict"], report["findings"]), (0, "verified", []), done.stdout[:2000] + done.stderr)
        self.assertEqual([(each["scope"], each["entries"]) for each in report["erasures"]], erasures)

    def copy_before(self):
        """All folders as they are, of a daemon that is not running."""
        before = self.scratch / "before"
        self.daemon.stop()
        for name in ("data", "keys", "state"):
            shutil.copytree(self.folder / name, before / name)
        self.daemon.start()
        return before

    def refuses_to_start(self, why):
        with self.assertRaisesRegex(RuntimeError, why):
            self.daemon.start()
        self.daemon.process.wait()
        self.daemon.process.stderr.close()

    def attack(self, *folders):
        return Attack(folders, ORIGIN)


class Personal(Erasing):
    def test_nobody_gets_it_back(self):
        self.record(matter_with("M-1", NUMBER) + matter_with("M-2", OTHER))
        old = self.bundle("old")
        self.verify_bundle(old, [])
        before = self.copy_before()
        plan = self.good("erase", "--matter=M-1", "--scope=personal")
        self.assertIn("Nothing was erased", plan)
        self.assertIn("the whole ledger", plan)
        self.assertIn(MAIL, self.good("show", "2"))
        erased = self.erase("M-1", "personal")
        self.assertEqual((erased["entries"], erased["epoch"]), (1, 2))

        shown = self.good("show", "2")
        self.assertIn(f"Personal values were lawfully erased, by entry {erased['seq']}", shown)
        self.assertNotIn(MAIL, shown)
        self.assertIn("M-1-T1", shown)
        self.assertIn("No entry holds", self.good("find", f"--selector={NUMBER}"))
        self.assertIn("M-2", self.good("find", f"--selector={OTHER}"))
        self.assertIn("M-1", self.good("list", "--matter=M-1"))
        self.assertIn("M-1", self.good("matter", "M-1"))
        self.verify_live([("personal", 1)])
        # The matter goes on, and is erased again.
        self.record([historical("demand.target_added", "M-1", demand_id="M-1-D1", target_id="M-1-T2",
                                selectors=[{"type": "phone_e164", "value": "2025550188"}])])
        self.assertIn("M-1", self.good("find", "--selector=2025550188"))
        new = self.bundle("new")
        self.verify_bundle(new, [("personal", 1)])
        self.verify_bundle(self.bundle("part", "--matters=M-1"), [("personal", 1)])
        self.verify_bundle(old, [])
        self.daemon.stop()
        self.verify_offline([("personal", 1)])

        self.assertEqual([path.name for path in self.keys.glob("kek.*")], ["kek.2"])
        table = self.scratch / "table"
        table.mkdir()
        shutil.copy(before / "keys/key_table", table / "key_table")
        thief = self.attack(self.folder / "data", before / "data", self.keys, self.folder / "state", table)
        self.assertGreaterEqual(len(thief.entries), 6)
        self.expect_nothing_of_m1(thief)
        self.assertEqual(self.attack(self.folder / "data").holds_in_the_clear(NUMBER), [])
        # The same program gets all of it with the key that was destroyed: it could have found something.
        control = self.attack(before / "data", before / "keys")
        self.assertIn(NUMBER, json.dumps(control.personal()))
        self.assertTrue(control.confirms(NUMBER))
        self.assertTrue(control.confirms_by_digest("note", NOTE))
        self.assertFalse(control.confirms("2025550999"))
        # And the table that was copied is opened by it, on what lies in the older data alone: the newer rows are gone.
        kek = self.scratch / "kek"
        kek.mkdir()
        shutil.copy(before / "keys/kek.1", kek / "kek.1")
        self.assertNotIn(NUMBER, json.dumps(self.attack(self.folder / "data", table, kek).personal()))
        self.assertIn(OTHER, json.dumps(self.attack(self.folder / "data", table, kek).personal()))
        self.assertIn(NUMBER, json.dumps(self.attack(before / "data", table, kek).personal()))

    def expect_nothing_of_m1(self, thief):
        found = json.dumps(thief.personal())
        self.assertIn(OTHER, found)  # of the other matter all is there
        for value in (NUMBER, "c-M-1"):
            self.assertNotIn(value, found)
        self.assertTrue(thief.confirms(OTHER))
        self.assertFalse(thief.confirms(NUMBER))
        self.assertFalse(any(row[0] == 2 for row in thief.personal()))
        self.assertTrue(any(seq == 2 for seq, _ in thief.seeds))  # its ordinary row opens, and helps nobody
        # The note is the same in both matters: it is confirmed by that of the other alone.
        thief.seeds = [each for each in thief.seeds if each[0] == 2]
        self.assertFalse(thief.confirms_by_digest("note", NOTE))
        self.assertFalse(thief.confirms_by_digest("customer_ref", "c-M-1"))

    def test_older_copies_revive_nothing(self):
        self.record(matter_with("M-1", NUMBER))
        before = self.copy_before()
        seq = self.erase("M-1", "personal")["seq"]
        self.daemon.stop()
        now = self.scratch / "now"
        shutil.copytree(self.folder, now)

        def put(**from_where):
            for name in ("data", "keys", "state"):
                shutil.rmtree(self.folder / name)
                shutil.copytree((before if from_where.get(name) == "before" else now) / name, self.folder / name)

        # Keys and their key of before: what is erased is taken away again, aloud.
        put(keys="before")
        self.daemon.start()
        self.assertIn(f"by entry {seq}", self.good("show", "2"))
        self.assertNotIn(MAIL, self.good("show", "2"))
        self.assertIn("No entry holds", self.good("find", f"--selector={NUMBER}"))
        _, log = self.daemon.stop()
        self.assertIn("erased matter", log)
        thief = self.attack(before / "data", self.keys)
        self.assertNotIn(NUMBER, json.dumps(thief.personal()))
        # The data of before, with or without its keys: it is behind what was acknowledged.
        for keys in ("now", "before"):
            put(data="before", keys=keys)
            self.refuses_to_start("older copy")
            self.assertNotIn(NUMBER, json.dumps(self.attack(before / "data", self.keys).personal()))
        # A table without the key that it is wrapped under.
        put()
        shutil.copy(before / "keys/key_table", self.keys / "key_table")
        self.refuses_to_start("kek.1")
        # Tombstones that are torn, changed, or gone.
        whole = (now / "state/tombstones").read_bytes()
        for raw in (whole[:-7], whole[:60] + bytes([whole[60] ^ 1]) + whole[61:], b"", None):
            put()
            if raw is None:
                (self.folder / "state/tombstones").unlink()
            else:
                (self.folder / "state/tombstones").write_bytes(raw)
            self.refuses_to_start("tombstones")
        put()
        self.daemon.start()


class Whole(Erasing):
    def test_the_matter_is_gone_and_says_so(self):
        order = historical("secrecy.received", "M-3", secrecy_id="M-3-S1", secrecy_kind="us_2705b_order", demand_ids=["M-1-D1"])
        self.record(matter_with("M-1", NUMBER) + matter_with("M-2", OTHER) + [order])
        old = self.bundle("old")
        before = self.copy_before()
        self.refused("erase", "--matter=M-3", "--scope=all", *WORDS, "--yes")
        seq = self.erase("M-1", "all")["seq"]
        said = f"All values were lawfully erased, by entry {seq}"
        self.assertIn(said, self.good("show", "1"))
        self.assertIn(said, self.good("list", "--matter=M-1"))
        self.assertIn(said, self.good("matter", "M-1"))
        self.assertIn("1 matter was lawfully erased", self.good("find", f"--selector={NUMBER}"))
        self.assertIn(said, self.good("list"))
        self.good("due")
        self.assertIn("M-3-S1", self.good("secrecy", "--register"))
        again = json.dumps(matter_with("M-1", NUMBER)[0]) + "\n"
        self.assertIn("lawfully erased", self.refused("record", "-", given=again))
        taken = json.dumps(historical("demand.received", "M-9", demand_id="M-1-D1", kind="us_sca_warrant")) + "\n"
        self.assertIn("lawfully erased", self.refused("record", "-", given=taken))
        refers = json.dumps(historical("demand.target_added", "M-2", demand_id="M-1-D1", target_id="M-2-T9", selectors=[])) + "\n"
        self.assertIn("lawfully erased", self.refused("record", "-", given=refers))
        self.assertIn("lawfully erased", self.refused("erase", "--matter=M-1", "--scope=personal"))
        self.assertIn("lawfully erased", self.refused("export", "--matters=M-1", "--publish_now", f"--out={self.scratch}/no"))
        self.verify_live([("matter", 2)])
        self.verify_bundle(self.bundle("new"), [("matter", 2)])
        self.verify_bundle(self.bundle("part", "--matters=M-2"), [])
        self.verify_bundle(old, [])
        self.daemon.stop()
        self.verify_offline([("matter", 2)])
        self.verify_offline([("matter", 2)], "--rebuild")
        table = self.scratch / "table"
        table.mkdir()
        shutil.copy(before / "keys/key_table", table / "key_table")
        thief = self.attack(self.folder / "data", before / "data", self.keys, self.folder / "state", table)
        self.assertFalse(any(row[0] in (1, 2) for row in thief.opened), thief.opened)
        self.assertTrue(any(row[0] in (3, 4) for row in thief.opened))
        control = self.attack(before / "data", before / "keys")
        self.assertEqual({row[0] for row in control.opened if row[0] in (1, 2)}, {1, 2})
        self.daemon.start()
        self.record([historical("demand.received", "M-2", demand_id="M-2-D2", kind="us_sca_warrant")])
        self.verify_live([("matter", 2)])

    def test_what_stands_in_the_way(self):
        live = {"type": "retention.hold_applied", "matter": "M-1", "occurred_at": {"precision": "day", "value": "2026-01-05"}, "mode": "historical",
                "hold_id": "H-1", "basis": "litigation", "authority": "court"}
        self.record(matter_with("M-1", NUMBER) + [live])
        plan = json.loads(self.good("erase", "--matter=M-1", "--scope=personal", "--json"))
        self.assertEqual(plan["holds"], [{"id": "H-1", "seq": 3}])
        self.assertIn("Forbidden by hold H-1", self.good("erase", "--matter=M-1", "--scope=all"))
        self.assertIn("H-1", self.refused("erase", "--matter=M-1", "--scope=personal", *WORDS, "--yes"))
        status, _, body = self.daemon.ask("POST", "/v1/erasures", "application/json",
                                          json.dumps({"matter": "M-1", "scope": "all", "basis": "b", "authority": "a"}).encode())
        self.assertEqual((status, json.loads(body)["reason"]), (409, "held"))
        self.record([{key: value for key, value in live.items() if key != "basis"} | {"type": "retention.hold_released"}])
        self.erase("M-1", "personal")
        self.assertIn("no entry of the matter holds personal values", self.refused("erase", "--matter=M-1", "--scope=personal", *WORDS, "--yes"))
        # Without an erasure in the last published tree there is nothing that says why slots are closed.
        self.assertIn("publish_now", self.refused("export", f"--out={self.scratch}/no"))
        for words in (["--matter=M-1"], ["--scope=all"], ["--matter=M-1", "--scope=some"], ["--matter=M-1", "--scope=all", "--yes"]):
            self.assertEqual(self.command("erase", *words)[0], 2, words)


class Retention(Erasing):
    def restart(self, policy):
        path = self.scratch / "retention.json"
        path.write_text(policy if isinstance(policy, str) else json.dumps(policy))
        self.daemon.stop()
        self.daemon.flags = [f"--retention_file={path}"]

    def recorded(self):
        return [json.loads(line)["members"]["packs"] for line in self.good("list", "--type=ledger.retention_changed", "--json").splitlines()]

    def due(self):
        return [(each["matter"], each["scope"], each["due_on"]) for each in json.loads(self.good("erase", "--due", "--json"))["due"]]

    def test_what_is_due(self):
        def closed(matter, day, kind="us_sca_warrant"):
            events = [event | {"occurred_at": {"precision": "day", "value": day}} for event in matter_with(matter, NUMBER)]
            events[0]["kind"] = kind
            end = [historical(f"demand.{what}", matter, demand_id=f"{matter}-D1") for what in ("withdrawn", "closed")]
            return [*events, *(each | {"occurred_at": {"precision": "day", "value": day}} for each in end)]

        hold = historical("retention.hold_applied", "M-held", hold_id="H-1", basis="litigation", authority="court")
        self.record(closed("M-old", "2015-02-28") + closed("M-middle", "2023-03-31") + closed("M-new", "2026-11-01") + closed("M-held", "2015-02-28") +
                    closed("M-else", "2015-02-28", "eu_epoc") + matter_with("M-open", OTHER) + [hold])
        self.assertIn("chose no retention policy", self.good("erase", "--due"))
        self.assertEqual(self.recorded(), [])
        policy = {"packs": {"us_federal": {"personal": "P2Y", "all": "P7Y"}}}
        for _ in range(2):
            self.restart(policy)
            self.daemon.start()
            self.assertEqual(self.recorded(), [[{"all": "P7Y", "name": "us_federal", "personal": "P2Y"}]])
            self.assertEqual(self.due(), [("M-middle", "personal", "2025-03-31"), ("M-old", "all", "2022-02-28")])
        self.erase("M-middle", "personal")
        self.assertEqual(self.due(), [("M-old", "all", "2022-02-28")])
        self.erase("M-old", "all")
        self.assertEqual(self.due(), [])
        self.restart({"packs": {"us_federal": {"personal": "P3M"}, "eu": {"all": "P9Y"}}})
        self.daemon.start()
        self.assertEqual(len(self.recorded()), 2)
        self.assertEqual(self.due(), [("M-else", "all", "2024-02-28")])
        self.assertEqual(self.command("erase", "--due", "--yes")[0], 2)
        self.daemon.stop()
        self.verify_offline([("personal", 1), ("matter", 4)])
        self.verify_offline([("personal", 1), ("matter", 4)], "--rebuild")
        for wrong in ("{}", '{"packs":{"us_federal":{"personal":"PT48H"}}}', '{"packs":{"us_federal":{"some":"P2Y"}}}', '{"packs":{"us_federal":{}}}',
                      '{"packs":{"US":{"all":"P2Y"}}}', "P2Y"):
            pathlib.Path(self.scratch / "retention.json").write_text(wrong)
            self.refuses_to_start("retention policy|JSON|json")
        (self.scratch / "retention.json").write_text(json.dumps(policy))
        self.daemon.start()


class Kills(Erasing):
    def test_all_of_it_or_nothing(self):
        chance = random.Random(SEED)
        for kill in range(KILLS):
            matter, scope = f"K-{kill}", ("personal", "all")[kill % 2]
            self.record(matter_with(matter, NUMBER))
            seq = self.daemon.size() - 1
            with self.subTest(seed=SEED, kill=kill):
                asking = subprocess.Popen([BINARIES / "tools/reqledger", "erase", f"--matter={matter}", f"--scope={scope}", *WORDS, "--yes",
                                           f"--socket={self.daemon.socket_path}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                time.sleep(chance.uniform(0, 0.12))
                self.daemon.kill_and_start()
                asking.wait(timeout=30)
                recorded = [json.loads(line) for line in self.good("list", "--type=ledger.erasure_applied", "--json").splitlines()]
                erased = any(each["first"] <= seq <= each["last"] for entry in recorded for each in entry["members"]["seqs"])
                shown = json.loads(self.good("show", str(seq), "--json"))
                self.assertEqual(erased, "erased" in shown)
                self.assertEqual(erased, MAIL not in json.dumps(shown["members"]))
                self.expect_one_key_or_two()
                self.verify_live([(entry["members"]["scope"], 1 + (entry["members"]["scope"] == "matter")) for entry in recorded])
        self.daemon.stop()
        self.verify_offline([(entry["members"]["scope"], 1 + (entry["members"]["scope"] == "matter")) for entry in recorded])

    def expect_one_key_or_two(self):
        """The key-encryption key in use and, after a kill before anything was recorded, the next; that one perhaps not yet by its name."""
        names = [path.name for path in self.keys.glob("kek.*")]
        kept = sorted(int(name[4:]) for name in names if not name.endswith(".new"))
        unfinished = [int(name[4:-4]) for name in names if name.endswith(".new")]
        self.assertIn(kept[1:] + unfinished, ([], [kept[0] + 1]))


if __name__ == "__main__":
    unittest.main(argv=["erasure.py"] + sys.argv[3:])
