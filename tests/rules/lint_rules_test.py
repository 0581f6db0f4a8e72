#!/usr/bin/env python3
"""Shows that the lint finds what it is there to find: each case breaks one thing in a copy of the good files."""
import copy
import pathlib
import tempfile
import unittest

import event_catalogue
import guard_language
import lint_rules

SCHEMAS = event_catalogue.load()
FILES = lint_rules.read(lint_rules.FOLDER, [])


class At:
    """A place in the files: member names, list positions, or (name, value) of the one list item that has it."""

    def __init__(self, *steps):
        self.steps = steps

    def container(self, files):
        value = files
        for step in self.steps[:-1]:
            value = value[step] if not isinstance(step, tuple) else next(v for v in value if v[step[0]] == step[1])
        return value

    def set(self, files, new):
        place, last = self.container(files), self.steps[-1]
        if new is None:
            del place[last]
        else:
            place[last] = new


def machine(entity, *steps):
    return At("machines", "machines", ("entity", entity), *steps)


def rule(pack, name, *steps):
    return At(pack, "deadline_rules", ("rule", name), *steps)


def kind(pack, entity, name, *steps):
    return At(pack, f"{entity}_kinds", ("kind", name), *steps)


RECEIVED = machine("demand", "transitions", 0, "type")
WARRANT = ("us_federal", "demand", "us_sca_warrant")
MOTION = ("us_cloud_act", "us.2703h.motion")
GAG = ("us_federal", "us.2705b.order")

# Place, new value (None removes), and a part of the finding expected.
CASES = [
    (At("machines"), None, "machines: no such file"),
    (At("calendars"), None, "calendars: no such file"),
    (machine("demand", "title"), None, "title is missing"),
    (machine("demand", "binding"), ["received"], "binding does not belong here"),
    (machine("secrecy", "running"), None, "running is missing"),
    (machine("secrecy", "running"), ["asleep"], "no state asleep"),
    (machine("secrecy", "transitions", ("type", "secrecy.recipient_informed"), "to"), "terminated", "no x-recorded-by"),
    (machine("demand", "states", 0, "state"), "none", "has the name of none"),
    (machine("demand", "states", 0, "meaning"), "", "meaning is a text"),
    (machine("demand", "states", -1, "open"), True, "asks for no work"),
    (machine("demand", "states", 3, "state"), "reviewing", "no state in_review"),
    (machine("demand", "terminal"), ["shut"], "no state shut"),
    (machine("demand", "transitions", 0, "to"), "arrived", "to no state arrived"),
    (machine("demand", "transitions", 0, "from"), ["nowhere"], "from no state nowhere"),
    (machine("demand", "transitions", 0, "from"), ["closed"], "nothing begins it"),
    (machine("demand", "transitions", 1, "from"), ["none"], "defines no demand"),
    (machine("demand", "transitions", 1, "to"), "=", "nothing leads to authenticated"),
    (RECEIVED, "demand.arrived", "no such event type"),
    (RECEIVED, "secrecy.expired", "name no demand"),
    (machine("demand", "transitions", 0, "if"), "kind == other", "no guard"),
    (machine("demand", "transitions", 0, "if"), "kind = warrant", "never warrant"),
    (machine("demand", "transitions", 0, "if"), "persons", "about a person"),
    (machine("demand", "transitions", 0, "if"), "subject.nothing", "no fact nothing"),
    (machine("demand", "keeps", 0, "members"), ["persons"], "persons is about a person"),
    (machine("demand", "keeps", 0, "members"), ["colour"], "no member colour"),
    (machine("demand", "sets", 0, "value"), "yes", "true or false"),
    (machine("challenge", "stays_production", 0), "outcome = granted", "only subject."),
    (machine("challenge", "stays_production", 0), "subject.effect_on_production = some", "never some"),
    (At("calendars", "calendars", 0, "counts"), "weeks", "none of the words"),
    (At("calendars", "calendars", 1, "calendar"), "us_frcp6", "stands twice"),
    (At("calendars", "calendars", 0, "citation"), [], "list of at least 1"),
    (At("calendars", "holiday_sets", 0, "days", 0), "2010-02-30", "is a day"),
    (At("calendars", "holiday_sets", 0, "days", 0), "2011-02-03", "in order"),
    (At("calendars", "holiday_sets", 0, "to"), "2030-12-31", "outside of from and to"),
    (At("calendars", "calendars", ("calendar", "instant"), "rolls"), True, "only a calendar that counts days"),
    (At("us_federal", "enabled"), "yes", "true or false"),
    (At("us_federal", "colour"), "red", "does not belong here"),
    (At("us_federal", "time_zone"), "New York", "IANA time zone"),
    (At("us_federal", "reviewed_by"), "A. Lawyer", "stand together"),
    (At("us_federal", "reviewed_at"), "yesterday", "stand together"),
    (At("us_federal", "effective_to"), "2001-01-01", "after effective_from"),
    (At("us_federal", "enabled"), False, "stands in no enabled pack"),
    (At("us_federal", "instrument_sufficiency", 1, "category"), "content_stored", "category stands twice"),
    (kind(*WARRANT, "kind"), "us_warrant", "none of the words"),
    (kind(*WARRANT, "kind"), "other", "stands in other, us_federal"),
    (kind(*WARRANT, "authority"), [], "list of at least 1"),
    (kind(*WARRANT, "issuers"), ["king"], "none of the words"),
    (kind(*WARRANT, "obtains"), ["everything"], "none of the words"),
    (kind(*WARRANT, "standard_of_proof"), "hunch", "none of the words"),
    (kind(*WARRANT, "report_bucket"), "misc", "none of the words"),
    (kind(*WARRANT, "confidence"), "sure", "none of the words"),
    (kind(*WARRANT, "secrecy"), {"binds": "none", "citation": ["x"]}, "cited exactly"),
    (kind(*WARRANT, "secrecy"), {"binds": "by_order", "secrecy_kind": "hush", "citation": ["x"]}, "none of the words"),
    (kind("us_federal", "secrecy", "us_2705b_order", "calendar"), "moon", "none of the words"),
    (kind("us_federal", "secrecy", "us_2705b_order", "usual"), "1 year", "is a period"),
    (kind("us_cloud_act", "challenge", "comity_motion_2703h", "filing_rule"), "us.none", "no rule us.none"),
    (rule(*MOTION, "rule"), "us.41.execute", "stands twice"),
    (rule(*MOTION, "duration"), "14 days", "is a period"),
    (rule(*MOTION, "duration"), None, "exactly one of"),
    (rule(*MOTION, "ends_at"), ["instrument.response_due"], "exactly one of"),
    (rule(*MOTION, "calendar"), "moon", "no calendar moon"),
    (rule(*MOTION, "holidays"), None, "exactly where the calendar"),
    (rule(*MOTION, "holidays"), "mars", "no holiday set mars"),
    (rule(*MOTION, "cap"), "P90D", "a cap is for a term"),
    (rule(*MOTION, "citation"), [], "list of at least 1"),
    (rule(*MOTION, "duty"), "nobody", "none of the words"),
    (rule(*MOTION, "weight"), "heavy", "none of the words"),
    (rule(*MOTION, "subject"), "secrecy", "names a secrecy"),
    (rule(*MOTION, "starts", 0, "type"), "demand.arrived", "no event type"),
    (rule(*MOTION, "starts", 0, "if"), "kind in us_sca_warrant", "no guard"),
    (rule(*MOTION, "starts", 0, "if"), "kind in (us_sca_warrant, us_warrant)", "never us_warrant"),
    (rule(*MOTION, "starts", 0, "if"), "emergency = yes", "never yes"),
    (rule(*MOTION, "starts", 0, "at"), ["instrument.arrived_at"], "no member instrument.arrived_at"),
    (rule(*MOTION, "starts", 0, "at"), ["instrument"], "is no text"),
    (rule(*MOTION, "starts", 0, "at"), ["persons.judges"], "about a person"),
    (rule(*MOTION, "met_by", 0, "at"), ["occurred_at"], "does not belong"),
    (rule(*GAG, "duration_at"), ["term.length"], "no member term.length"),
    (rule(*GAG, "production"), True, "of demands"),
    (rule("common", "instrument.response_due", "starts", 0, "if"), "instrument.response_due", "starts instrument.response_due"),
    (rule("eu", "instrument.response_due.eu", "starts", 0, "if"), "kind = eu_epoc and instrument.response_due", "starts no rule"),
]


class LintTest(unittest.TestCase):
    def test_good_files_pass(self):
        found = []
        lint_rules.lint(copy.deepcopy(FILES), SCHEMAS, found)
        self.assertEqual(found, [])

    def test_each_break_is_found(self):
        for place, new, expected in CASES:
            with self.subTest(steps=place.steps, new=new):
                files, found = copy.deepcopy(FILES), []
                place.set(files, new)
                lint_rules.lint(files, SCHEMAS, found)
                self.assertTrue(any(expected in f for f in found), f"{expected!r} not in {found}")


class ReadTest(unittest.TestCase):
    def read(self, name, data):
        with tempfile.TemporaryDirectory() as folder:
            pathlib.Path(folder, name).write_bytes(data)
            found = []
            files = lint_rules.read(pathlib.Path(folder), found)
        return files, found

    def test_bytes(self):
        for data in (b'{"name":"a","version":1}', b'{"name":"a",\t"version":1}\n', b'{"name":"a","version":1.5}\n',
                     b'{"name":"a","version":1,"version":1}\n', b'{"name":"a","version":1,"x":null}\n', b"[]\n", b"{\n",
                     '{"name":"\u00e4","version":1}\n'.encode()):
            self.assertEqual(len(self.read("a.v1.json", data)[1]), 1, data)

    def test_file_names(self):
        good = b'{"name":"a","version":2}\n'
        self.assertEqual(self.read("a.v2.json", good), ({"a": {"name": "a", "version": 2}}, []))
        for name in ("a.json", "a.v0.json", "a.v3.json", "b.v2.json"):
            self.assertEqual(len(self.read(name, good)[1]), 1, name)


class GuardTest(unittest.TestCase):
    EVENT = {"kind": "us_nsl_2709", "complete": False, "count": 3, "emergency": {"basis": "danger_of_death"}, "list": ["a"]}
    SUBJECT = {"stayed": True, "kind": "eu_epoc"}

    def holds(self, guard):
        return guard_language.holds(guard, self.EVENT, self.SUBJECT)

    def test_true(self):
        for guard in ("kind = us_nsl_2709", "kind in (a,us_nsl_2709)", "kind in (a, us_nsl_2709)", "kind != a", "nothing != a", "emergency",
                      "emergency.basis = danger_of_death", "not complete", "complete = false", "count = 3", "subject.stayed = true", "list",
                      "subject.stayed and subject.kind = eu_epoc and not subject.nothing"):
            self.assertTrue(self.holds(guard), guard)

    def test_false(self):
        for guard in ("kind = a", "kind in (a, b)", "complete", "complete = true", "count = 4", "nothing", "nothing = a", "emergency = a",
                      "emergency.nothing", "list = a", "not emergency", "subject.kind = us_nsl_2709", "kind = us_nsl_2709 and complete"):
            self.assertFalse(self.holds(guard), guard)

    def test_no_guard(self):
        for text in ("", "a and", "a or b", "a == b", "a=b", "A", "not not a", "a in ()", "a in (b", "not a = b", "a  = b", "a > 3"):
            with self.assertRaises(ValueError, msg=text):
                guard_language.parse(text)


if __name__ == "__main__":
    unittest.main()
