#!/usr/bin/env python3
"""Our verdict on an event equals that of a JSON Schema validator that this project did not write (python3-jsonschema).

Usage: verdict_test.py SCHEMA_JUDGE. The seed is fixed: every run judges the same events, in the same order.
"""
import collections
import json
import os
import pathlib
import random
import subprocess
import sys
import unittest

import event_breaker
import event_maker
import mini_schema

try:
    import jsonschema
except ImportError:
    print("python3-jsonschema is not there: scripts/install --test brings it", file=sys.stderr)
    sys.exit(1 if os.environ.get("REQLEDGER_REQUIRE_FOREIGN") == "1" else 77)

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "schemas/events"
JUDGE = os.path.abspath(sys.argv.pop(1))
SEED = 20261122
GOOD_OF_EACH, BROKEN_OF_EACH = 30, 120
EVENTS_MIN = 10_000
EVENT_BYTES_MAX = 48 * 1024
# Every keyword of the catalogue that can be broken; minLength stands in no file, and const beside `if` only.
KEYWORDS = {"type", "enum", "maxLength", "pattern", "minimum", "maximum", "maxItems", "minItems", "required", "additionalProperties"}

Case = collections.namedtuple("Case", "type aim members")


def read_schemas():
    schemas = {}
    for path in sorted(FOLDER.glob("*.schema.json")):
        schema = json.loads(path.read_bytes())
        if schema["x-version"] > schemas.get(schema["x-type"], {}).get("x-version", 0):
            schemas[schema["x-type"]] = schema
    return schemas


def line_of(case):
    return json.dumps({"type": case.type, "matter": "m-1", "occurred_at": {"precision": "unknown"}, **case.members}, ensure_ascii=False)


def fits(case):
    return len(line_of(case).encode()) <= EVENT_BYTES_MAX


def random_cases(schemas, rng):
    for type_name, schema in schemas.items():
        for _ in range(GOOD_OF_EACH):
            yield Case(type_name, "none", event_maker.make_members(rng, schema))
        for _ in range(BROKEN_OF_EACH):
            yield Case(type_name, *event_breaker.changed(rng, schema, event_maker.make_members(rng, schema)))


def systematic_cases(schemas, rng):
    """Every change at every place of a full event; what many types share, in the first that has it."""
    seen = set()
    for type_name, schema in schemas.items():
        shapes = {n: json.dumps({k: v for k, v in s.items() if k != "x-order"}) for n, s in schema["properties"].items()}
        fresh = {n for n, shape in shapes.items() if (n, shape) not in seen}
        seen.update(shapes.items())
        members = event_maker.make_members(rng, schema, full=True)
        for aim, changed in event_breaker.each_change(rng, schema, members, fresh):
            yield Case(type_name, aim, changed)


def make_cases(schemas):
    rng = random.Random(SEED)
    return [c for make in (random_cases, systematic_cases) for c in make(schemas, rng) if fits(c)]


def our_verdicts(cases):
    lines = "".join(line_of(c) + "\n" for c in cases)
    done = subprocess.run([JUDGE, FOLDER], input=lines, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def ecma_anchored(schema):
    """The schema with each pattern's end in Python's words. ECMA 262, which draft-07 names, ends `$` at the end of the text;
    Python's also matches before a last line feed."""
    if isinstance(schema, dict):
        return {k: v[:-1] + r"\Z" if k == "pattern" and isinstance(v, str) else ecma_anchored(v) for k, v in schema.items()}
    return [ecma_anchored(x) for x in schema] if isinstance(schema, list) else schema


class VerdictTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.schemas = read_schemas()
        cls.cases = make_cases(cls.schemas)
        cls.ours = our_verdicts(cls.cases)
        cls.validators = {t: jsonschema.Draft7Validator(s) for t, s in cls.schemas.items()}
        cls.theirs = [[e.validator for e in cls.validators[c.type].iter_errors(c.members)] for c in cls.cases]

    def test_the_schemas_are_draft_07(self):
        for schema in self.schemas.values():
            jsonschema.Draft7Validator.check_schema(schema)

    def test_enough_was_asked(self):
        self.assertGreaterEqual(len(self.cases), EVENTS_MIN)
        self.assertEqual(len(self.ours), len(self.cases))
        self.assertGreater(self.ours.count("ok"), EVENTS_MIN // 4)
        self.assertGreater(sum(o.startswith("broken\t") for o in self.ours), EVENTS_MIN // 2)
        self.assertEqual({c.type for c in self.cases}, set(self.schemas))

    def test_every_line_is_an_event(self):
        self.assertEqual([(line_of(c), o) for c, o in zip(self.cases, self.ours) if o.startswith("unfit")], [])

    def test_what_was_made_to_obey_obeys(self):
        refused = [(line_of(c), o) for c, o in zip(self.cases, self.ours) if c.aim == "none" and o != "ok"]
        self.assertEqual(refused[:5], [])

    def test_every_keyword_was_broken(self):
        broken = {keyword for errors in self.theirs for keyword in errors}
        self.assertEqual(KEYWORDS - broken, set())

    def test_the_verdicts_are_equal(self):
        differing = [(line_of(c), o, t) for c, o, t in zip(self.cases, self.ours, self.theirs) if (o == "ok") != (not t)]
        self.assertEqual(differing[:5], [], f"{len(differing)} of {len(self.cases)} differ")

    def test_the_keywords_named_are_equal(self):
        """Each rule that we name is one that the other found broken."""
        for case, ours, theirs in zip(self.cases, self.ours, self.theirs):
            named = {rule.rpartition(" ")[2] for rule in ours.split("\t")[1:]}
            if not named <= set(theirs) or (theirs and not named):
                self.fail(f"{line_of(case)}: {ours}; {theirs}")

    def test_the_small_verifier_agrees(self):
        for case, ours in zip(self.cases, self.ours):
            out = []
            mini_schema.judge(self.schemas[case.type], case.members, "$", out)
            self.assertEqual(out == [], ours == "ok", (line_of(case), ours, out))

    def test_a_last_line_feed_belongs_to_no_pattern(self):
        rng = random.Random(SEED)
        cases = [Case(t, "pattern", m) for t, s in self.schemas.items()
                 for m in event_breaker.with_last_line_feed(s, event_maker.make_members(rng, s))]
        cases = [c for c in cases if fits(c)]
        self.assertGreater(len(cases), 300)
        validators = {t: jsonschema.Draft7Validator(ecma_anchored(s)) for t, s in self.schemas.items()}
        for case, ours in zip(cases, our_verdicts(cases), strict=True):
            self.assertTrue(ours.startswith("broken\t"), (line_of(case), ours))
            self.assertFalse(validators[case.type].is_valid(case.members), line_of(case))


if __name__ == "__main__":
    unittest.main()
