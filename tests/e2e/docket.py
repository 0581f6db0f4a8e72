"""Where matters stand: what is due, which orders bind, what is not expected, and what the daemon raises by itself.

usage: docket.py BUILD_DIR SOURCE_DIR
"""

import csv
import datetime
import io
import json
import pathlib
import shutil
import sys
import tempfile
import time
import unittest

import jsonschema
import yaml
from cli_run import BINARIES, SOURCE, run
from daemon_process import PATIENCE_SECONDS, Daemon

WALKTHROUGH = "2023-00417"
LIVE = "2026-00900"
NOW = datetime.datetime.now(datetime.timezone.utc)
ZEROS = "0" * 64


def day(days):
    return (NOW + datetime.timedelta(days=days)).date().isoformat()


def live(matter, event_type, **members):
    """An event that happened just now, in all that a live event must have."""
    return {"type": event_type, "matter": matter, **members,
            "occurred_at": {"precision": "minute", "value": NOW.strftime("%Y-%m-%dT%H:%M+00:00")}}


def demand(matter, response_due):
    return live(matter, "demand.received", demand_id=f"{matter}-D1", kind="us_subpoena_grand_jury", jurisdiction="US", nature="criminal",
                classification="sealed", customer_type="enterprise",
                instrument={"issued_at": day(-1), "received_at": NOW.strftime("%Y-%m-%dT%H:%M:%SZ"), "service_channel": "portal",
                            "response_due": response_due},
                issuer={"authority": {"name": "Example Grand Jury", "type": "grand_jury"}},
                law={"legal_authority": ["18 USC 2703(c)(2)"], "standard_of_proof": "relevance_subpoena"},
                data={"categories": ["basic_subscriber"], "target_count": 1},
                documents=[{"role": "instrument", "media_type": "application/pdf", "size": 10, "sha256": ZEROS}])


def gag(matter, kind="us_2705b_order", effective_from=None, period="P1Y"):
    since = effective_from or day(0)
    return live(matter, "secrecy.received", secrecy_id=f"{matter}-S1", secrecy_kind=kind, demand_ids=[f"{matter}-D1"],
                applicability="single_process", law={"legal_basis": ["18 USC 2705(b)"]}, duration_kind="fixed_period",
                term={"issued_at": since, "effective_from": since, "period": period},
                prohibition={"forbids": ["existence_of_process"], "protected_from": "everyone"},
                permitted_recipients=[{"class": "legal_counsel", "basis": "order par. 2"}, {"class": "necessary_to_comply"}],
                notice_duty_holder="provider_policy",
                documents=[{"role": "secrecy_order", "media_type": "application/pdf", "size": 10, "sha256": ZEROS}])


def told(matter, recipient, of_the_duty=True):
    return live(matter, "secrecy.recipient_informed", secrecy_id=f"{matter}-S1", recipient_class=recipient,
                person={"ref": "staff-1"}, told_of_duty=of_the_duty)


def delivered(matter):
    return live(matter, "production.delivered", demand_id=f"{matter}-D1", target_id=f"{matter}-T1", production_id=f"{matter}-P1",
                production_kind="initial", **{"class": "non_content"}, complete=True, categories=["basic_subscriber"],
                package={"item_count": 1, "manifest_sha256": ZEROS, "format": "native", "encryption": {"method": "portal_tls"},
                         "channel": "portal"},
                recipient={"role": "Example Grand Jury"})


def target(matter):
    return live(matter, "demand.target_added", demand_id=f"{matter}-D1", target_id=f"{matter}-T1", customer_ref="c-1",
                selectors=[{"type": "user_principal_name", "value": "a@customer.example"}], period={"from": day(-9), "to": day(0)})


class DocketTest(unittest.TestCase):
    """One daemon for all; each test records in a matter of its own."""

    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon(BINARIES, SOURCE)
        cls.daemon.__enter__()
        cls.addClassCleanup(cls.daemon.__exit__)
        cls.recorded = cls.reqledger("record", str(SOURCE / "schemas/samples/walkthrough.jsonl"))
        cls.live = cls.reqledger("record", "-", given="".join(
            json.dumps(each) + "\n" for each in [demand(LIVE, day(9)), target(LIVE), gag(LIVE), told(LIVE, "necessary_to_comply")]))

    @classmethod
    def reqledger(cls, command, *words, given=""):
        return run(command, *words, f"--socket={cls.daemon.socket_path}", given=given)

    def good(self, command, *words, given=""):
        status, out, err = self.reqledger(command, *words, given=given)
        self.assertEqual(status, 0, out + err)
        return out

    def record(self, *events):
        return self.good("record", "-", given="".join(json.dumps(each) + "\n" for each in events))

    def entries(self, matter):
        return json.loads(self.good("matter", matter, "--json"))["entries"]

    def wait_for(self, matter, kind):
        """The first entry of a type, as soon as the daemon has raised it."""
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            found = [each for each in self.entries(matter) if each["type"] == kind]
            if found:
                return found[0]
            time.sleep(0.2)
        return self.fail(f"no {kind} in {matter} within {PATIENCE_SECONDS} s")

    def test_samples_are_recorded(self):
        self.assertEqual(self.recorded[0], 0, self.recorded[2])
        self.assertEqual(self.live[0], 0, self.live[2])

    # the walkthrough at four dates

    def at(self, date):
        out = self.good("matter", WALKTHROUGH, f"--at={date}")
        answer = json.loads(self.good("matter", WALKTHROUGH, f"--at={date}", "--json"))
        self.assertTrue(all(len(line) <= 100 for line in out.splitlines()), "wrapped")
        self.assertIn(f"as it stood at the end of {date} (UTC)", out)
        states = [answer[group][0]["state"] if answer[group] else None for group in ("demands", "obligations", "challenges")]
        return out, answer, states

    def test_before_anything_came(self):
        out, answer, states = self.at("2023-11-01")
        self.assertEqual(states, [None, None, None])
        self.assertIn("There is no demand, order of secrecy or challenge.", out)
        self.assertRegex(out, r"29 events of a later day left out\.\n$")
        self.assertEqual(len(answer["entries"]), 29)

    def test_accepted_and_due(self):
        out, answer, states = self.at("2023-11-24")
        self.assertEqual(states, ["accepted", "in_force", None])
        self.assertIn("Demand 2023-00417-D1: Accepted\n", out)
        self.assertIn("in 7 days, by 2023-12-01: Response due, as printed *\n", out)
        self.assertRegex(out, r"Until +the end of 2024-11-17, in 359 days\n")
        self.assertRegex(out, r"May be told +legal counsel \(order par\. 4\), necessary to comply \(order par\. 4\)\n")
        self.assertIn("* not confirmed by a lawyer\n", out)
        self.assertIn("  Demand accepted (imported)\n", out)
        self.assertNotIn("Production delivered", out)
        due = {each["rule"]: each["status"] for each in answer["demands"][0]["deadlines"]}
        self.assertEqual(due["instrument.response_due"], "open")

    def test_on_appeal_after_production(self):
        out, answer, states = self.at("2024-05-20")
        self.assertEqual(states, ["produced", "in_force", "appeal_pending"])
        self.assertIn("Challenge 2023-00417-C1: On appeal\n", out)
        due = {each["rule"]: each for each in answer["demands"][0]["deadlines"]}["instrument.response_due"]
        self.assertEqual((due["status"], due["late"]), ("met", False))

    def test_run_out_and_not_released(self):
        out, answer, states = self.at("2025-05-17")
        self.assertEqual(states, ["produced", "lapsed", "closed"])
        self.assertIn("Order of secrecy 2023-00417-S1: Run out, not released\n", out)
        self.assertIn("It still binds: nobody else is told before the release is cleared.\n", out)
        self.assertTrue(answer["obligations"][0]["binds"])
        binding = self.good("secrecy", f"--matter={WALKTHROUGH}", "--at=2025-05-17")
        self.assertIn("2023-00417-S1  Run out, not released  matter 2023-00417\n", binding)
        self.assertEqual(self.good("secrecy", f"--matter={WALKTHROUGH}", "--at=2025-05-21"),
                         "No order of secrecy binds in matter 2023-00417 at the end of 2025-05-21.\n"
                         "1 released order is not shown; --register shows it too.\n")

    def test_a_day_is_looked_up_in_all_matters(self):
        out = self.good("secrecy", "--at=2024-01-01")
        self.assertIn("2023-00417-S1  In force", out)
        self.assertNotIn(f"{LIVE}-S1", out)
        answer = json.loads(self.good("secrecy", "--at=2024-01-01", "--json"))
        self.assertEqual([each["id"] for each in answer["obligations"]], ["2023-00417-S1"])
        self.assertEqual(answer["as_of"], "2024-01-02T00:00:00.000000Z")

    # what is due

    def test_due(self):
        out = self.good("due")
        self.assertTrue(all(len(line) <= 100 for line in out.splitlines()), "wrapped")
        self.assertRegex(out, r"^Left +Strict day +By law +Matter +Subject\n")
        self.assertRegex(out, rf"(?m)^in (9|10) days +{day(9)}  {day(9)}  {LIVE} +demand {LIVE}-D1\n"
                              r"    Response due, as printed \*\. Produce, say that there is no data, or have")
        self.assertTrue(out.endswith("\n* not confirmed by a lawyer\n"))
        self.assertNotIn("End of the gag", out)
        self.assertEqual(self.good("due", "--within=P400D").count("End of the gag"), 1)
        rows = json.loads(self.good("due", "--within=P1Y", "--json"))["due"]
        strict = [datetime.datetime.fromisoformat(row["strict_due_at"]) for row in rows]
        self.assertEqual(strict, sorted(strict))

    def test_due_within(self):
        self.assertNotIn(f"{LIVE}-D1\n    Response due", self.good("due", "--within=P1D"))
        status, _, err = self.reqledger("due", "--within=soon")
        self.assertEqual(status, 2)
        self.assertIn("--within cannot be 'soon'", err)

    def test_due_as_a_table(self):
        text = self.good("due", "--format=csv")
        rows = list(csv.DictReader(io.StringIO(text)))
        row = [each for each in rows if each["id"] == f"{LIVE}-D1" and each["deadline_id"].endswith(".instrument.response_due")]
        self.assertEqual(len(row), 1)
        self.assertEqual((row[0]["overdue"], row[0]["confirmed"], row[0]["matter"]), ("no", "no", LIVE))

    def test_due_as_a_calendar(self):
        text = self.good("due", "--format=ics")
        lines = text.splitlines()
        self.assertEqual((lines[0], lines[-1]), ("BEGIN:VCALENDAR", "END:VCALENDAR"))
        self.assertTrue(all(len(line.encode()) <= 75 for line in lines))
        self.assertIn("DTSTART;VALUE=DATE:" + day(9).replace("-", ""), lines)
        unfolded = text.replace("\n ", "")
        uids = [line for line in unfolded.splitlines() if line.startswith("UID:")]
        self.assertEqual(len(uids), len(set(uids)))
        again = [line for line in self.good("due", "--format=ics").replace("\n ", "").splitlines() if line.startswith("UID:")]
        self.assertEqual(uids, again)

    def test_nothing_due(self):
        with Daemon(BINARIES, SOURCE) as empty:
            flag = f"--socket={empty.socket_path}"
            status, out, _ = run("due", flag)
            self.assertEqual(status, 0)
            self.assertRegex(out, r"^Nothing is overdue, and nothing is due up to \d{4}-\d\d-\d\d\.\n$")
            self.assertEqual(run("secrecy", flag)[1], "No order of secrecy binds.\n")
            self.assertEqual(run("secrecy", "--at=2024-01-01", flag)[1], "No order of secrecy binds at the end of 2024-01-01.\n")

    # who may be told, who was told

    def test_register(self):
        out = self.good("secrecy", f"--matter={LIVE}", "--register")
        self.assertRegex(out, rf"^{LIVE}-S1  In force  matter {LIVE}\n")
        self.assertRegex(out, r"Until +the end of \d{4}-\d\d-\d\d, in 36[4-6] days\n")
        self.assertRegex(out, r"Told +Who +Of the duty  Entry\n    \S+ \S+ \+00:00  necessary to comply  yes +\d+\n")

    def test_register_leaves_the_attorney_out(self):
        matter = "2026-00901"
        self.record(demand(matter, day(20)), gag(matter, kind="us_2709c_nsl"), told(matter, "legal_counsel"),
                    told(matter, "necessary_to_comply", of_the_duty=False))
        out = self.good("secrecy", f"--matter={matter}", "--register")
        self.assertNotRegex(out, r"\+00:00 +legal counsel")
        self.assertRegex(out, r"\+00:00 +necessary to comply +NO +\d+\n")
        self.assertIn("Left out, told or not, as the law of this order lets the register do: legal counsel.\n", out)
        one = json.loads(self.good("secrecy", f"--matter={matter}", "--json"))["obligations"][0]
        self.assertEqual([line["class"] for line in one["told"]], ["necessary_to_comply"])

    # what is not expected

    def test_an_irregular_event_is_refused_and_can_be_recorded(self):
        matter = "2026-00902"
        self.record(demand(matter, day(9)))
        early = live(matter, "production.no_data", demand_id=f"{matter}-D1", **{"class": "non_content"})
        before = self.daemon.size()
        status, _, body = self.daemon.ask("POST", "/v1/events", "application/json", json.dumps(early).encode())
        problem = json.loads(body)
        self.assertEqual((status, problem["reason"], problem["errors"][0]["rule"]), (409, "irregular", "out_of_sequence"))
        status, _, err = self.reqledger("record", "-", given=json.dumps(early))
        self.assertEqual(status, 1)
        self.assertIn("production.no_data is not expected of a demand in state received", err)
        self.assertRegex(err, r"  usually next: .*demand\.authenticity_checked")
        self.assertIn('add to the event: "out_of_sequence": {"reason": "…"}', err)
        self.assertEqual(self.daemon.size(), before)
        out = self.record({**early, "out_of_sequence": {"reason": "found in old mail"}})
        seq = out.split()[0]
        shown = self.good("matter", matter)
        self.assertRegex(shown, rf"Irregular +not expected at entry {seq}\n")
        self.assertRegex(shown, rf"(?m) {seq}  \S.* – not expected here$")
        self.assertEqual(json.loads(self.good("matter", matter, "--json"))["demands"][0]["irregular"], [int(seq)])

    # the page of the interface

    def test_answers_have_the_shapes_of_the_page(self):
        page = yaml.safe_load((SOURCE / "schemas/openapi.yaml").read_text())
        for path, asked in [("/v1/matters", "/v1/matters"), ("/v1/matters/{id}", f"/v1/matters/{LIVE}"),
                            ("/v1/matters/{id}", f"/v1/matters/{WALKTHROUGH}?at=2024-05-20"), ("/v1/deadlines", "/v1/deadlines"),
                            ("/v1/secrecy", "/v1/secrecy"), ("/v1/secrecy", f"/v1/secrecy?matter={WALKTHROUGH}&at=2024-05-20")]:
            with self.subTest(asked):
                status, _, body = self.daemon.ask("GET", asked)
                self.assertEqual(status, 200, body)
                schema = page["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
                jsonschema.Draft202012Validator({**schema, "components": page["components"]}).validate(json.loads(body))

    # what the daemon raises by itself

    def test_a_deadline_is_met_right_after_the_event_that_meets_it(self):
        matter = "2026-00903"
        self.record(demand(matter, day(9)), target(matter))
        checked = live(matter, "demand.authenticity_checked", demand_id=f"{matter}-D1", method="court_docket_lookup", result="authentic")
        valid = live(matter, "demand.validated", demand_id=f"{matter}-D1",
                     checks={"instrument_sufficient": True, "signature_ok": True, "period_ok": True})
        self.record(checked, valid, live(matter, "demand.accepted", demand_id=f"{matter}-D1"))
        seq = int(self.record(delivered(matter)).split()[0])
        after = [each for each in self.entries(matter) if each["seq"] > seq]
        self.assertEqual([each["type"] for each in after], ["deadline.met"])
        met = after[0]["members"]
        self.assertEqual((met["rule_id"], met["met_by_seq"], met["demand_id"]), ("instrument.response_due", seq, f"{matter}-D1"))
        self.assertEqual(after[0]["seq"], seq + 1)
        self.assertNotIn(f"demand {matter}-D1\n    Response due", self.good("due"))

    def test_an_order_that_has_run_out_is_said_to_have(self):
        matter = "2026-00904"
        self.record(demand(matter, day(9)), gag(matter, effective_from=day(-2 * 365)))
        entry = self.wait_for(matter, "secrecy.expired")
        self.assertEqual(entry["members"]["secrecy_id"], f"{matter}-S1")
        one = json.loads(self.good("matter", matter, "--json"))["obligations"][0]
        self.assertEqual((one["state"], one["binds"]), ("lapsed", True))
        self.assertRegex(self.good("due"), rf"ago +\S+ +\S+ +{matter} +secrecy {matter}-S1\n(    .*\n)*    .*clear the release")

    def test_a_notice_is_owed_once_nothing_binds(self):
        matter = "2026-00906"
        self.record(demand(matter, day(9)), target(matter), gag(matter))
        self.record(live(matter, "notice.delayed", demand_id=f"{matter}-D1", target_id=f"{matter}-T1", notice_id=f"{matter}-N1",
                         addressee_class="subscriber", status="delayed", basis="provider_policy",
                         withheld_reason="secrecy_obligation", blocked_by=[f"{matter}-S1"]))
        shown = self.good("matter", matter)
        self.assertRegex(shown, rf"Secrecy +bound by {matter}-S1\n +Not to be told +everyone\n +May be told +legal counsel, necessary to comply")
        self.assertRegex(shown, rf"Notices +{matter}-N1 to the subscriber: delayed, waits for the end of\n +secrecy")
        self.assertNotIn("Notice to give", self.good("due"))
        self.record(live(matter, "secrecy.terminated", secrecy_id=f"{matter}-S1", by="court"))
        self.assertNotIn("Notice to give", self.good("due"))
        self.record(live(matter, "secrecy.release_cleared", secrecy_id=f"{matter}-S1", checked=["renewals", "other_orders"],
                         cleared_by={"ref": "counsel-1"}))
        self.assertRegex(self.good("due"), rf"{matter} +demand {matter}-D1\n    Notice to give: subscriber\. No order of secrecy binds")
        self.assertRegex(self.good("matter", matter), rf"Secrecy +no longer bound by {matter}-S1\n +Notices .*: delayed, to be given")
        self.record(live(matter, "notice.sent", demand_id=f"{matter}-D1", target_id=f"{matter}-T1", notice_id=f"{matter}-N1",
                         addressee_class="subscriber", status="given", basis="provider_policy"))
        self.assertNotIn("Notice to give", self.good("due"))

    def test_a_deadline_that_passed_is_said_to_be_missed(self):
        matter = "2026-00905"
        self.record(demand(matter, day(-3)))
        entry = self.wait_for(matter, "deadline.missed")
        self.assertEqual(entry["members"]["rule_id"], "instrument.response_due")
        self.assertRegex(self.good("matter", matter), r"Missed or late +Response due, as printed \*, due \S+, missed \(entry \d+\)\n")

    def test_a_change_of_the_rule_packs_is_recorded_once(self):
        with Daemon(BINARIES, SOURCE) as daemon, tempfile.TemporaryDirectory() as newer:
            self.assertEqual(daemon.size(), 1, "genesis names the first ones")
            daemon.stop()
            for folder in ("events", "rules"):
                shutil.copytree(SOURCE / "schemas" / folder, f"{newer}/schemas/{folder}")
            pack = json.loads((SOURCE / "schemas/rules/common.v1.json").read_text())
            pathlib.Path(f"{newer}/schemas/rules/common.v2.json").write_text(json.dumps({**pack, "version": 2}, indent=1) + "\n")
            daemon.source_dir = newer
            daemon.start()
            self.assertEqual(daemon.size(), 2)
            _, out, _ = run("list", "--json", "--type=ledger.rule_pack_changed", f"--socket={daemon.socket_path}")
            packs = [(each["name"], each["version"]) for each in json.loads(out)["members"]["packs"]]
            self.assertIn(("common", 2), packs)
            daemon.stop()
            daemon.start()
            self.assertEqual(daemon.size(), 3, "beside it only that it was looked at")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
