#!/usr/bin/env python3
"""Holds the docket model to the law's text by small sequences, and to what the samples say of themselves."""
import datetime
import json
import pathlib
import unittest

import docket_model
import event_catalogue
import rule_files

SAMPLES = pathlib.Path(__file__).resolve().parents[2] / "schemas" / "samples"
RULES, SCHEMAS = rule_files.Rules(), event_catalogue.load()
RECORDED = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)


def event(type_name, at, **members):
    precision = "day" if len(at) == 10 else "instant"
    return {"type": type_name, "matter": "M", "occurred_at": {"precision": precision, "value": at}, **members}


def demand(type_name, at, **members):
    return event(type_name, at, demand_id="D", **members)


def challenge(type_name, at, **members):
    return event(type_name, at, challenge_id="C", **members)


def secrecy(type_name, at, **members):
    return event(type_name, at, secrecy_id="S", **members)


WARRANT = demand("demand.received", "2026-03-02", kind="us_sca_warrant",
                 instrument={"received_at": "2026-03-02T10:00:00-05:00", "response_due": "2026-03-20"})
GENUINE = demand("demand.authenticity_checked", "2026-03-03")
TRIAGED = demand("demand.triaged", "2026-03-03", priority="routine")
ACCEPTED = demand("demand.accepted", "2026-03-04")
GAG = secrecy("secrecy.received", "2026-03-02", secrecy_kind="us_2705b_order", demand_ids=["D"], duration_kind="fixed_period",
              term={"effective_from": "2026-03-02", "period": "P1Y"})


def filed(kind, effect, at="2026-03-10T12:00:00-04:00"):
    return challenge("challenge.filed", at, challenge_kind=kind, demand_ids=["D"], effect_on_production=effect)


def answer(*events, at=None):
    return docket_model.fold_all(list(events), RULES, SCHEMAS, RECORDED).answer(at and datetime.datetime.fromisoformat(at))


def entity(found, name):
    return next(e for e in found["entities"] if e["id"] == name)


def deadline(found, rule):
    """The last one that a rule started."""
    return [d for d in found["deadlines"] if d["rule"] == rule][-1]


class DemandTest(unittest.TestCase):
    def state(self, *events):
        return entity(answer(*events), "D")

    def test_straight_course(self):
        found = self.state(WARRANT, GENUINE, TRIAGED, ACCEPTED, demand("search.performed", "2026-03-05"),
                           demand("production.delivered", "2026-03-06", complete=False), demand("production.delivered", "2026-03-07", complete=True),
                           demand("demand.closed", "2026-03-08", disposition="disclosed_content"))
        self.assertEqual((found["state"], found["irregular"]), ("closed", []))
        self.assertEqual(found["facts"]["disposition"], "disclosed_content")

    def test_resumed_returns_to_the_state_before_the_hold(self):
        hold, resume = demand("demand.held", "2026-03-05", why="stay"), demand("demand.resumed", "2026-03-06")
        for before in ([WARRANT, GENUINE, TRIAGED], [WARRANT, GENUINE, TRIAGED, ACCEPTED]):
            self.assertEqual(self.state(*before, hold, resume)["state"], self.state(*before)["state"])

    def test_production_without_acceptance_is_irregular_but_in_an_emergency(self):
        delivered = demand("production.delivered", "2026-03-03", complete=True)
        self.assertEqual(self.state(WARRANT, delivered)["irregular"], [2])
        emergency = demand("demand.received", "2026-03-02", kind="us_emergency_disclosure", emergency={"basis": "danger_of_death"})
        found = self.state(emergency, delivered)
        self.assertEqual((found["state"], found["irregular"], found["facts"]["late_validation"]), ("produced", [], True))

    def test_irregular_events_keep_their_facts_and_no_state(self):
        found = self.state(WARRANT, demand("demand.closed", "2026-03-03", disposition="quashed"))
        self.assertEqual((found["state"], found["irregular"], found["facts"]["disposition"]), ("received", [2], "quashed"))

    def test_supplement_after_closing(self):
        closed = [WARRANT, demand("demand.withdrawn", "2026-03-03"), demand("demand.closed", "2026-03-04")]
        for kind, irregular in (("supplemental", []), ("initial", [4])):
            found = self.state(*closed, demand("production.delivered", "2026-03-05", complete=True, production_kind=kind))
            self.assertEqual((found["state"], found["irregular"]), ("closed", irregular))


class SecrecyTest(unittest.TestCase):
    EXPIRED = secrecy("secrecy.expired", "2027-03-02")

    def test_expiry_is_no_release(self):
        self.assertEqual(entity(answer(WARRANT, GAG, self.EXPIRED), "S")["state"], "lapsed")
        self.assertEqual(entity(answer(WARRANT, GAG, self.EXPIRED, secrecy("secrecy.release_cleared", "2027-03-10")), "S")["state"], "released")
        self.assertEqual(entity(answer(WARRANT, GAG, secrecy("secrecy.release_cleared", "2027-03-10")), "S")["irregular"], [3])

    def test_renewal_revives_and_moves_the_end(self):
        renewed = secrecy("secrecy.renewed", "2027-03-05", term={"effective_from": "2027-03-02", "period": "P90D"})
        found = answer(WARRANT, GAG, self.EXPIRED, renewed)
        self.assertEqual(entity(found, "S")["state"], "in_force")
        self.assertEqual(deadline(found, "us.2705b.order")["legal_due_at"], "2027-06-01T00:00:00-04:00")

    def test_vacated_order_can_be_reinstated(self):
        found = answer(WARRANT, GAG, secrecy("secrecy.vacated", "2026-04-01", stayed=True), secrecy("secrecy.reinstated", "2026-04-02"))
        self.assertEqual((entity(found, "S")["state"], entity(found, "S")["irregular"]), ("in_force", []))


class ProductionClockTest(unittest.TestCase):
    DUE = "instrument.response_due"
    RULED = challenge("challenge.ruled", "2026-03-12T12:00:00-04:00", outcome="denied")

    def test_a_challenge_to_a_gag_stops_no_clock(self):
        found = answer(WARRANT, GAG, filed("motion_to_modify_secrecy", "none"), challenge("challenge.note", "2026-03-11", note_type="stay_granted"))
        self.assertEqual(deadline(found, self.DUE)["status"], "open")

    def test_an_automatic_stay_lasts_until_the_ruling(self):
        pending = answer(WARRANT, filed("comity_motion_2703h", "suspends_automatically"))
        self.assertEqual(deadline(pending, self.DUE)["status"], "suspended")
        self.assertEqual(deadline(pending, "us.2703h.motion")["status"], "met")
        ruled = deadline(answer(WARRANT, filed("comity_motion_2703h", "suspends_automatically"), self.RULED), self.DUE)
        self.assertEqual((ruled["status"], ruled["strict_due_at"]), ("open", "2026-03-23T00:00:00-04:00"))

    def test_no_stay_outlives_its_challenge(self):
        for end in ("withdrawn", "mooted", "settled", "dismissed"):
            over = challenge("challenge." + end, "2026-03-12T12:00:00-04:00")
            found = deadline(answer(WARRANT, filed("comity_motion_2703h", "suspends_automatically"), over), self.DUE)
            self.assertEqual((found["status"], found["strict_due_at"]), ("open", "2026-03-23T00:00:00-04:00"), end)

    def test_a_stay_by_order(self):
        motion = filed("motion_to_vacate_warrant", "none")
        granted = challenge("challenge.note", "2026-03-11T12:00:00-04:00", note_type="stay_granted")
        lifted = challenge("challenge.note", "2026-03-13T12:00:00-04:00", note_type="stay_lifted")
        self.assertEqual(deadline(answer(WARRANT, motion), self.DUE)["status"], "open")
        self.assertEqual(deadline(answer(WARRANT, motion, granted), self.DUE)["status"], "suspended")
        self.assertEqual(deadline(answer(WARRANT, motion, granted, lifted), self.DUE)["legal_due_at"], "2026-03-23T00:00:00-04:00")

    def test_what_stops_stops_for_good(self):
        epoc = demand("demand.received", "2026-09-07", kind="eu_epoc", epoc={"enforcing_authority_notified": True},
                      instrument={"received_at": "2026-09-07T14:20:00+02:00"})
        refusal = filed("ea_refusal_art12", "stops", "2026-09-10T09:00:00+02:00")
        found = answer(epoc, refusal, challenge("challenge.settled", "2026-09-11"), challenge("challenge.closed", "2026-09-12"))
        self.assertEqual(deadline(found, "eu.epoc.hold")["status"], "cancelled")
        self.assertEqual(deadline(found, "eu.epoc.ea_refusal")["status"], "met")


class DeadlineTest(unittest.TestCase):
    def test_open_missed_met(self):
        produced = demand("production.delivered", "2026-03-19", complete=True)
        self.assertEqual(deadline(answer(WARRANT, at="2026-03-20T23:59:59-04:00"), "instrument.response_due")["status"], "open")
        self.assertEqual(deadline(answer(WARRANT, at="2026-03-21T00:00:01-04:00"), "instrument.response_due")["status"], "missed")
        self.assertEqual(deadline(answer(WARRANT, produced, at="2026-04-01T00:00:00-04:00"), "instrument.response_due")["status"], "met")

    def test_a_new_date_extends(self):
        amended = demand("demand.amended", "2026-03-10", instrument={"response_due": "2026-04-10"})
        found = [d["status"] for d in answer(WARRANT, amended)["deadlines"] if d["rule"] == "instrument.response_due"]
        self.assertEqual(found, ["extended", "open"])

    def test_of_a_day_that_nobody_knows_no_period_is_counted(self):
        unknown = dict(WARRANT, occurred_at={"precision": "month", "value": "2026-03"}, instrument={"response_due": "2026-03-20"})
        self.assertEqual({d["rule"] for d in answer(unknown)["deadlines"]}, {"instrument.response_due"})

    def test_who_is_only_mentioned_keeps_its_deadlines(self):
        other = dict(WARRANT, demand_id="E")
        replaced = event("demand.superseded", "2026-03-03", demand_id="E", replacement_id="D")
        found = [d["status"] for d in answer(WARRANT, other, replaced)["deadlines"] if d["rule"] == "instrument.response_due"]
        self.assertEqual(found, ["open", "cancelled"])

    def test_set_again_by_hand(self):
        by_hand = demand("deadline.set", "2026-03-03", deadline_id="X", strict_due_at="2026-03-30", legal_due_at="2026-03-30")
        for status in ("suspended", "cancelled"):
            found = [d["status"] for d in answer(WARRANT, by_hand, dict(by_hand, status=status))["deadlines"] if d["rule"] == ""]
            self.assertEqual(found, [status])

    def test_by_hand(self):
        by_hand = demand("deadline.set", "2026-03-03", deadline_id="X", strict_due_at="2026-03-30", computation={"time_zone": "America/New_York"})
        moved = demand("deadline.extended", "2026-03-04", deadline_id="X", legal_due_at="2026-04-02T12:00:00-04:00")
        met = demand("deadline.met", "2026-04-01", deadline_id="X", mode="historical")
        found = [(d["legal_due_at"], d["status"]) for d in answer(WARRANT, by_hand, moved, met)["deadlines"] if d["rule"] == ""]
        self.assertEqual(found, [("2026-03-31T00:00:00-04:00", "extended"), ("2026-04-02T12:00:00-04:00", "met")])

    def test_withdrawal_cancels(self):
        self.assertEqual({d["status"] for d in answer(WARRANT, demand("demand.withdrawn", "2026-03-10"))["deadlines"]}, {"cancelled"})

    def test_no_motion_before_the_statute(self):
        old = demand("demand.received", "2013-12-05", kind="us_sca_warrant", instrument={"served_at": "2013-12-05T10:00:00-05:00"})
        self.assertEqual(answer(old)["deadlines"], [])


class CorrectionTest(unittest.TestCase):
    def correction(self, **members):
        return {"type": "ledger.correction", "matter": "M", "occurred_at": {"precision": "day", "value": "2026-03-05"}, "reason": "typing", **members}

    def test_members_are_folded_as_corrected(self):
        found = answer(WARRANT, self.correction(corrects=1, members={"instrument": {"response_due": "2026-05-01"}}))
        self.assertEqual(deadline(found, "instrument.response_due")["legal_due_at"], "2026-05-02T00:00:00-04:00")

    def test_withdrawn_events_never_were(self):
        found = answer(WARRANT, GENUINE, self.correction(corrects=2, withdraws=True))
        self.assertEqual(entity(found, "D")["state"], "received")


class SampleTest(unittest.TestCase):
    """Every sample folds; none but the oldest import has an event that its machine does not expect."""

    def test_samples(self):
        files = sorted(SAMPLES.glob("*.jsonl"))
        self.assertGreaterEqual(len(files), 9)
        for path in files:
            events = [json.loads(line) for line in path.read_text("utf-8").splitlines() if not line.startswith("// ")]
            irregular = [(e["id"], e["irregular"]) for e in answer(*events)["entities"] if e["irregular"]]
            expected = [("microsoft-ireland-2013-D1", [2, 4])] if path.stem == "microsoft-ireland" else []
            self.assertEqual(irregular, expected, path.name)

    def test_a_real_course_to_the_supreme_court(self):
        events = [json.loads(line) for line in (SAMPLES / "microsoft-ireland.jsonl").read_text("utf-8").splitlines() if not line.startswith("// ")]
        found = answer(*events)
        self.assertEqual(deadline(found, "us.rehearing.us_party")["legal_due_at"], "2016-08-30T00:00:00-04:00")
        self.assertEqual((deadline(found, "us.cert")["legal_due_at"], deadline(found, "us.cert")["status"]), ("2017-04-25T00:00:00-04:00", "met"))


if __name__ == "__main__":
    unittest.main()
