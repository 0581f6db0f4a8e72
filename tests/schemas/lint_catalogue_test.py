#!/usr/bin/env python3
"""Shows that the lint finds what it is there to find: each case breaks one rule in a good schema or a good event."""
import copy
import json
import pathlib
import unittest

import audience_rules
import lint_catalogue
import mini_schema
import sample_rules
import schema_rules
import vocabulary_rules

ROOT = pathlib.Path(__file__).resolve().parents[2] / "schemas"
FILE = "demand.held.v1.schema.json"
WHY, UNTIL, CLOCK = ("properties", "why"), ("properties", "until"), ("properties", "clock")

# Path into the schema, new value (None removes), and a part of the finding expected.
SCHEMA_CASES = [
    (("$schema",), "http://json-schema.org/draft-04/schema#", "draft-07"),
    (("x-version",), 2, "file's name"),
    (("x-type",), "demand", "x-type"),
    (("x-recorded-by",), "clerk", "x-recorded-by names no role"),
    (("title",), None, "title"),
    (("$ref",), "#/x", "$ref does not belong"),
    (("definitions",), {}, "definitions does not belong"),
    (("additionalProperties",), True, "additionalProperties"),
    (CLOCK + ("additionalProperties",), None, "additionalProperties"),
    (("required",), ["demand_id", "nothing"], "no property"),
    (("properties", "seq"), {"type": "boolean"}, "seq is reserved"),
    (("properties", "Upper"), {"type": "boolean"}, "member name"),
    (WHY + ("enum",), [1], "array of strings"),
    (WHY + ("enum",), ["a", "a"], "twice"),
    (WHY + ("type",), ["string", "integer"], "type is one of"),
    (WHY + ("format",), "date", "format does not belong"),
    (WHY + ("oneOf",), [], "oneOf does not belong"),
    (WHY + ("x-personal",), None, "x-personal"),
    (WHY + ("x-audience",), "everybody", "x-audience"),
    (WHY + ("x-order",), 10, "one x-order"),
    (WHY + ("x-free",), True, "x-free does not belong"),
    (UNTIL + ("maxLength",), None, "maxLength"),
    (UNTIL + ("pattern",), "^[0-9]*$", "pattern"),
    (UNTIL + ("pattern",), "^(a){1,2}$", "pattern"),
    (UNTIL + ("pattern",), "^a|b$", "pattern"),
    (UNTIL + ("pattern",), "^[^a]{1,2}$", "pattern"),
    (UNTIL + ("pattern",), "^[0-9]{1,}$", "pattern"),
    (UNTIL + ("pattern",), "^[0-9]{3,1}$", "backwards"),
    (UNTIL + ("pattern",), "[0-9]{4}", "pattern"),
    (CLOCK + ("properties", "offset_ms", "maximum"), None, "minimum and maximum"),
    (CLOCK + ("properties", "offset_ms", "maximum"), 2**53, "minimum and maximum"),
    (CLOCK + ("title",), "Timepiece", "differs from the other files"),
    (("properties", "documents", "maxItems"), None, "maxItems"),
    (("properties", "documents", "items"), [{"type": "boolean"}], "one schema"),
    (("properties", "mode"), None, "common member mode"),
    (("properties", "demand_id", "pattern"), "^[a-z]{1,64}$", "of the form"),
    (("properties", "demand_id", "x-identifier", "entity"), "court", "x-identifier"),
    (("if", "required"), [], "compares one"),
    (("if", "properties", "mode", "const"), "sometimes", "no string member"),
    (("else",), None, "without then and else"),
    (("else", "required"), ["nobody"], "no property"),
    (("else", "additionalProperties"), False, "into then or else"),
    (("allOf",), [{"type": "object"}], "holds if, then and else only"),
]

TARGET_FILE = "demand.target_added.v1.schema.json"
CUSTOMER, SELECTORS = ("properties", "customer_ref"), ("properties", "selectors")
LOOKUP = SELECTORS + ("x-lookup",)
LOOKUP_CASES = [
    (CUSTOMER + ("x-personal",), False, "personal"),
    (CUSTOMER + ("x-lookup", "kind"), "person", "x-lookup is"),
    (CUSTOMER + ("x-lookup", "digits"), [], "x-lookup is"),
    (CUSTOMER + ("x-lookup", "kind"), "selector", "an array of objects"),
    (("properties", "period", "x-lookup"), {"kind": "customer"}, "a customer is a string"),
    (LOOKUP + ("upper_case",), [], "x-lookup is"),
    (LOOKUP + ("digits",), ["phone"], "types of the selector"),
    (LOOKUP + ("digits",), ["email"], "each once"),
    (SELECTORS + ("items", "required"), ["type"], "an array of objects"),
    (SELECTORS + ("items", "properties", "value", "x-lookup"), {"kind": "customer"}, "does not belong"),
]

EVENT = {"type": "demand.held", "matter": "m-1", "occurred_at": {"precision": "day", "value": "2024-02-29"},
         "demand_id": "D1", "why": "stay"}
EVENT_CASES = [
    (("type",), "demand.heard", "no schema"),
    (("matter",), "ledger", "matter"),
    (("matter",), "-x", "matter"),
    (("occurred_at", "value"), "2023-02-29", "precision"),
    (("occurred_at", "value"), "2024-02-29T10:00:00Z", "precision"),
    (("occurred_at", "precision"), "unknown", "unknown goes without"),
    (("occurred_at", "zone"), "UTC", "occurred_at"),
    (("demand_id",), "D2", "no demand D2"),
    (("demand_id",), None, "demand_id is missing"),
    (("why",), None, "why is missing"),
    (("why",), "lunch", "none of"),
    (("colour",), "red", "unknown member"),
    (("scope",), "x" * 501, "longer than 500"),
    (("scope",), "a\u0007b", "control character"),
    (("scope",), 7, "not of type string"),
    (("until",), "tomorrow", "not of the form"),
    (("challenge_ids",), ["C"] * 51, "more than 50"),
    (("clock",), {"source": "ntp", "offset_ms": 86400001}, "above"),
    (("clock",), {"source": "ntp", "offset_ms": True}, "not of type integer"),
    (("documents",), [{"role": "form"}], "sha256 is missing"),
    (("note",), {"a": {"b": {"c": {"d": {"e": {"f": "x"}}}}}}, "deeper than"),
]


AUDIENCE_CASES = [
    (("core", "type"), None, "core"),
    (("core", "type"), "care", "core"),
    (("always",), ["ledger.end"], "no type ledger.end"),
    (("forbids", 0, "word"), "existence", "the words are not those"),
    (("forbids", 0, "hides"), "page", "hides some"),
    (("while_bound", "classes"), ["gag"], "'gag'"),
    (("audiences", 0, "audience"), "press", "not those of ledger.export_created"),
    (("audiences", 3, "classes"), ["proces"], "'proces'"),
    (("audiences", 3, "families"), ["demands"], "'demands'"),
    (("audiences", 3, "takes"), ["name"], "'name'"),
    (("audiences", 3, "protected_from"), ["subscriber"], "keeps it from everyone"),
    (("audiences", 4, "permitted_as"), ["judge"], "'judge'"),
    (("audiences", 4, "whole"), "", "whole says"),
]


def changed(value, path, new):
    value = copy.deepcopy(value)
    inner = value
    for key in path[:-1]:
        inner = inner[key]
    if new is None:
        del inner[path[-1]]
    else:
        inner[path[-1]] = new
    return value


class LintTest(unittest.TestCase):
    def setUp(self):
        self.schema = json.loads((ROOT / "events" / FILE).read_text("ascii"))
        self.common = {n: json.dumps(self.schema["properties"][n]) for n in schema_rules.COMMON}

    def test_good_ones_pass(self):
        self.assertEqual(schema_rules.lint_schema(self.schema, FILE, self.common), [])
        self.assertEqual(self.lint_event(EVENT), [])

    def test_each_broken_schema_is_found(self):
        for path, new, expected in SCHEMA_CASES:
            with self.subTest(path=path, new=new):
                found = schema_rules.lint_schema(changed(self.schema, path, new), FILE, self.common)
                self.assertTrue(any(expected in f for f in found), found)

    def test_each_broken_lookup_is_found(self):
        schema = json.loads((ROOT / "events" / TARGET_FILE).read_text("ascii"))
        self.assertEqual(schema_rules.lint_schema(schema, TARGET_FILE, self.common), [])
        for path, new, expected in LOOKUP_CASES:
            with self.subTest(path=path, new=new):
                found = schema_rules.lint_schema(changed(schema, path, new), TARGET_FILE, self.common)
                self.assertTrue(any(expected in f for f in found), found)

    def test_too_many_members_are_found(self):
        for i in range(schema_rules.MEMBERS_MAX):
            self.schema["properties"][f"more{i}"] = {"type": "boolean"}
        found = schema_rules.lint_schema(self.schema, FILE, self.common)
        self.assertTrue(any("slots for 22" in f for f in found), found)

    def test_each_broken_event_is_found(self):
        for path, new, expected in EVENT_CASES:
            with self.subTest(path=path, new=new):
                found = self.lint_event(changed(EVENT, path, new))
                self.assertTrue(any(expected in f for f in found), found)

    def test_audiences_know_the_words_of_the_catalogue(self):
        schemas = lint_catalogue.check_schemas(ROOT / "events", [])
        book = json.loads((ROOT / "audiences.json").read_text("ascii"))
        self.assertEqual(audience_rules.lint_audiences(book, schemas), [])
        for path, new, expected in AUDIENCE_CASES:
            with self.subTest(path=path, new=new):
                found = audience_rules.lint_audiences(changed(book, path, new), schemas)
                self.assertTrue(any(expected in f for f in found), found)

    def test_words_that_the_law_has_and_the_catalogue_has_not_are_found(self):
        vocabulary = {"event_types": ["demand.held", "demand.heard"], "enumerations": {
            "ground": {"in": ["demand.held why"], "values": ["stay", "flood"]},
            "state": {"in": [], "as_types": ["demand.held"], "values": ["held"]},
            "actor": {"in": ["demand.held actor.kind"], "values": []}}}
        found = vocabulary_rules.lint(vocabulary, {"demand.held": self.schema})
        for expected in ("no schema for demand.heard", "ground: flood stands nowhere", "has challenge_pending, which",
                         "actor.kind is no enumeration"):
            self.assertTrue(any(expected in f for f in found), (expected, found))
        self.assertFalse(any("vocabulary state" in f for f in found), found)

    def test_an_identifier_is_defined_once(self):
        schema = json.loads((ROOT / "events/demand.received.v1.schema.json").read_text("ascii"))
        out, known = [], set()
        for _ in range(2):
            sample_rules.lint_identifiers({"demand_id": "D1"}, schema, known, out)
        self.assertEqual(out, ["demand_id: D1 is taken"])

    def test_what_live_events_must_say_historical_ones_may_leave_out(self):
        out = []
        mini_schema.judge(self.schema, {"demand_id": "D1", "mode": "historical"}, "$", out)
        self.assertEqual(out, [])
        mini_schema.judge(self.schema, {"demand_id": "D1", "mode": "live"}, "$", out)
        self.assertEqual(out, ["$: member why is missing"])

    def test_json_is_read_strictly(self):
        for text in ('{"a":1,"a":2}', '{"a":1.0}', '{"a":1e2}', '{"a":NaN}', '{"a":1'):
            with self.subTest(text=text), self.assertRaises(ValueError):
                sample_rules.parse(text)

    def lint_event(self, event):
        return sample_rules.lint_event(event, {"demand.held": self.schema}, {("demand", "D1"), ("challenge", "C")}, False)


if __name__ == "__main__":
    unittest.main()
