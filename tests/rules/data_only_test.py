#!/usr/bin/env python3
"""The law changes by files of data alone: a new kind of demand, a new deadline and a whole new event type, added beside a ledger that
already has entries, are taken live, folded and answered by the programs of one build.

Usage: data_only_test.py BUILD_FOLDER"""
import datetime
import json
import pathlib
import shutil
import sys
import tempfile
import unittest
import zoneinfo

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "tests" / "foreign"))

import ledger_fixture  # noqa: E402

BUILD = sys.argv.pop(1)
MATTER, ZONE = "2030-00001", zoneinfo.ZoneInfo("Pacific/Auckland")
PACK = {
    "kind": "pack", "name": "zz_example", "version": 1, "title": "A country that the ledger has never heard of", "jurisdiction": "ZZ",
    "time_zone": "Pacific/Auckland", "enabled": True, "effective_from": "2020-01-01", "reviewed_by": "", "reviewed_at": "", "summary": "Made up.",
    "demand_kinds": [{
        "kind": "zz_data_order", "title": "Data order", "authority": ["Example Act s.1"], "issuers": ["court"], "standard_of_proof": "probable_cause",
        "obtains": ["basic_subscriber"], "nature": "criminal", "time": "Six days.", "secrecy": {"binds": "none", "citation": ["Example Act s.1"]},
        "report_bucket": "other", "national_security": False, "confidence": "general_knowledge_low"}],
    "secrecy_kinds": [], "challenge_kinds": [], "instrument_sufficiency": [],
    "deadline_rules": [{
        "rule": "zz.order.produce", "title": "Production under a data order", "subject": "demand",
        "starts": [{"type": "demand.translated", "if": "subject.kind = zz_data_order and language = mi"}],
        "duration": "P6D", "calendar": "us_calendar", "duty": "provider", "weight": "breach", "met_by": [{"type": "production.no_data"}], "ended_by": [],
        "action": "Produce.", "on_expiry": "A fine.", "citation": ["Example Act s.2"], "confidence": "general_knowledge_low"}]}


def read(path):
    return json.loads(path.read_text("ascii"))


def write(path, value):
    path.write_text(json.dumps(value, indent=2), "ascii")


def add_kind(events):
    schema = read(events / "demand.received.v1.schema.json")
    schema["x-version"] = 2
    schema["properties"]["kind"]["enum"].append("zz_data_order")
    write(events / "demand.received.v2.schema.json", schema)


def add_type(events):
    schema = read(events / "demand.triaged.v1.schema.json")
    schema.update({"x-type": "demand.translated", "title": "Demand translated", "description": "The demand can be read by those who handle it."})
    for name in ("priority", "routing"):
        del schema["properties"][name]
    schema["properties"]["language"] = {
        "title": "Language", "description": "Of the original.", "x-order": 20, "x-personal": False, "x-audience": "process", "type": "string",
        "maxLength": 35}
    schema["else"]["required"] = ["language"]
    write(events / "demand.translated.v1.schema.json", schema)


def add_rules(rules):
    data = read(rules / "machines.v1.json")
    data["version"] = 2
    demand = next(m for m in data["machines"] if m["entity"] == "demand")
    demand["states"].append({"state": "translated", "title": "Translated", "meaning": "The paper can be read.", "open": True})
    demand["transitions"].append({"type": "demand.translated", "from": ["received"], "to": "translated"})
    demand["keeps"].append({"type": "demand.translated", "members": ["language"]})
    write(rules / "machines.v2.json", data)
    write(rules / "zz_example.v1.json", PACK)


def warrant(number, **members):
    """The first line of the walkthrough as a live event of today."""
    lines = (SOURCE / "schemas" / "samples" / "walkthrough.jsonl").read_text("utf-8").splitlines()
    event = next(json.loads(line) for line in lines if not line.startswith("// "))
    del event["mode"]
    return {**event, **now(), "matter": MATTER, "demand_id": f"{MATTER}-D{number}", **members}


def now():
    return {"occurred_at": {"precision": "instant", "value": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")}}


def translated(number):
    return {"type": "demand.translated", "matter": MATTER, **now(), "demand_id": f"{MATTER}-D{number}", "language": "mi"}


class DataOnlyTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.schemas = pathlib.Path(folder.name) / "schemas"
        shutil.copytree(SOURCE / "schemas", self.schemas)
        self.ledger = ledger_fixture.Ledger(BUILD, self.schemas)
        self.ledger.__enter__()
        self.addCleanup(self.ledger.__exit__)

    def record(self, event):
        return self.ledger.request("POST", "/v1/events", json.dumps(event))

    def demands(self):
        return {d["id"]: d for d in self.ledger.get_json(f"/v1/matters/{MATTER}")["demands"]}

    def test_kind_deadline_and_type_are_data(self):
        self.assertEqual(self.record(warrant(1))[0], 201)
        self.assertEqual(self.record(warrant(2, kind="zz_data_order"))[0], 400)
        self.assertEqual(self.record(translated(1))[0], 400)

        add_kind(self.schemas / "events")
        add_type(self.schemas / "events")
        add_rules(self.schemas / "rules")
        self.ledger.restart()

        status, body = self.record(warrant(2, kind="zz_data_order"))
        self.assertEqual(status, 201, body)
        before = datetime.datetime.now(ZONE).date()
        status, body = self.record(translated(2))
        self.assertEqual(status, 201, body)
        after = datetime.datetime.now(ZONE).date()

        demands = self.demands()
        self.assertEqual([d["state"] for d in demands.values()], ["received", "translated"])
        due = [d for d in self.ledger.get_json("/v1/deadlines")["due"] if d.get("rule") == "zz.order.produce"]
        self.assertEqual([(d["id"], d["status"], d["pack"], d["confirmed"]) for d in due], [(f"{MATTER}-D2", "open", "zz_example.v1", False)])
        last_day = datetime.datetime.fromisoformat(due[0]["legal_due_at"]).date() - datetime.timedelta(days=1)
        self.assertIn(last_day, {d + datetime.timedelta(days=6) for d in (before, after)})

        none = {"type": "production.no_data", "matter": MATTER, **now(), "demand_id": f"{MATTER}-D2", "out_of_sequence": {"reason": "nothing kept"}}
        status, body = self.record(none)
        self.assertEqual(status, 201, body)
        self.assertNotIn("zz.order.produce", [d.get("rule") for d in self.ledger.get_json("/v1/deadlines")["due"]])


if __name__ == "__main__":
    unittest.main()
