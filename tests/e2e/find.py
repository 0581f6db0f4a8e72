"""Where a selector or a customer occurs: in all matters, by any way to write it, and nowhere in the clear.

usage: find.py BUILD_DIR SOURCE_DIR
"""

import base64
import json
import os
import pathlib
import pty
import re
import select
import subprocess
import sys
import termios
import time
import unittest

import jsonschema
import yaml
from cli_run import BINARIES, SOURCE, run
from daemon_process import PATIENCE_SECONDS, Daemon

SAMPLES = ["walkthrough.jsonl", "omnibus-order.jsonl"]
CUSTOMER = "contoso-0017"
ADDRESS = "user-a@customer.example"  # in the walkthrough
PHONE = "+1 (202) 555-0199"
EXACT = "Acct-Zq81"
MATTER = "2026-00950"
PLACES = [("2023-00417", "2023-00417-T1"), (MATTER, f"{MATTER}-T1")]


def historical(event_type, **members):
    return {"type": event_type, "matter": MATTER, "mode": "historical", "occurred_at": {"precision": "day", "value": "2026-01-05"}, **members}


EVENTS = [
    historical("demand.received", demand_id=f"{MATTER}-D1", kind="us_sca_warrant"),
    historical("demand.target_added", demand_id=f"{MATTER}-D1", target_id=f"{MATTER}-T1", customer_ref=CUSTOMER,
               selectors=[{"type": "user_principal_name", "value": " User-A@Customer.Example"}, {"type": "phone_e164", "value": PHONE},
                          {"type": "account_id", "value": EXACT}]),
    historical("demand.target_added", demand_id=f"{MATTER}-D1", target_id=f"{MATTER}-T2", customer_ref=CUSTOMER,
               selectors=[{"type": "email", "value": "mistyped@customer.example"}]),
]


class FindTest(unittest.TestCase):
    """One daemon for all, started anew once everything is recorded."""

    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon(BINARIES, SOURCE)
        cls.daemon.__enter__()
        cls.addClassCleanup(cls.daemon.__exit__)
        for sample in SAMPLES:
            cls.recorded(str(SOURCE / "schemas/samples" / sample))
        seq = int(re.findall(r"(?m)^ *(\d+)", cls.recorded("-", given="".join(json.dumps(each) + "\n" for each in EVENTS)))[-1])
        cls.corrected = seq
        cls.recorded("-", given=json.dumps(historical("ledger.correction", corrects=seq, reason="a slip of the pen", personal_members={
            "selectors": [{"type": "email", "value": "Right@customer.example"}]})))
        cls.before = cls.found(ADDRESS)
        cls.daemon.stop()
        cls.bytes = [path.read_bytes() for path in (cls.daemon.folder / "data").rglob("*") if path.is_file()]
        cls.daemon.start()

    @classmethod
    def reqledger(cls, command, *words, given=""):
        return run(command, *words, f"--socket={cls.daemon.socket_path}", given=given)

    @classmethod
    def recorded(cls, *words, given=""):
        status, out, err = cls.reqledger("record", *words, given=given)
        assert status == 0, err
        return out

    @classmethod
    def found(cls, value, flag="selector"):
        status, out, err = cls.reqledger("find", f"--{flag}=-", "--json", given=value + "\n")
        assert status == 0, err
        return json.loads(out)["found"]

    def places(self, value, flag="selector"):
        return [(each["matter"], each["target_id"]) for each in self.found(value, flag)]

    # what is found

    def test_a_selector_in_two_matters(self):
        rows = self.found(ADDRESS)
        self.assertEqual([(each["matter"], each["target_id"]) for each in rows], PLACES)
        self.assertEqual(rows, self.before, "as before the daemon was started anew")
        self.assertEqual({each["type"] for each in rows}, {"demand.target_added"})
        self.assertEqual(rows[1]["demand_id"], f"{MATTER}-D1")
        self.assertEqual(rows[1]["occurred_at"], {"precision": "day", "value": "2026-01-05"})

    def test_other_ways_to_write_it(self):
        for text in ("USER-A@CUSTOMER.EXAMPLE", "\t user-a@customer.example "):
            self.assertEqual(self.places(text), PLACES, text)
        for text in ("+12025550199", "+1-202-555-0199", PHONE):
            self.assertEqual(self.places(text), PLACES[1:], text)
        self.assertEqual(self.places(EXACT), PLACES[1:])
        self.assertEqual(self.places(f"  {EXACT}  "), PLACES[1:])

    def test_what_is_another_value_is_not_found(self):
        for text in (EXACT.lower(), "user-a", ADDRESS + ".", "12025550199", CUSTOMER, "нет@customer.example"):
            self.assertEqual(self.places(text), [], text)
        self.assertEqual(self.places(ADDRESS, "customer"), [])

    def test_customers(self):
        self.assertEqual(self.places(CUSTOMER, "customer"), [(MATTER, f"{MATTER}-T1"), (MATTER, f"{MATTER}-T2")])
        self.assertEqual(self.places(CUSTOMER.upper(), "customer"), [])

    def test_a_corrected_entry_is_found_by_both_values(self):
        for text in ("mistyped@customer.example", "right@customer.example"):
            self.assertEqual([each["seq"] for each in self.found(text)], [self.corrected], text)

    # how it is asked and said

    def test_the_three_ways_to_give_it(self):
        file = pathlib.Path(self.daemon.folder) / "selector.txt"
        file.write_text(ADDRESS + "\r\n")
        for words, given in ([f"--selector={ADDRESS}"], ""), (["--selector=-"], ADDRESS), ([f"--selector=@{file}"], ""):
            status, out, err = self.reqledger("find", *words, given=given)
            self.assertEqual((status, err), (0, ""), words)
            self.assertRegex(out, r"^Matter +Seq  Happened +Type +Demand +Target\n2023-00417 +\d+  2023-11-17 16:40 -05:00  "
                                  r"demand\.target_added  2023-00417-D1  2023-00417-T1\n")
            self.assertTrue(out.endswith("\n2 entries in 2 matters.\n"), out)
            self.assertNotIn(ADDRESS, out)

    def test_none(self):
        self.assertEqual(self.reqledger("find", "--selector=-", given="nobody@nowhere.example"), (0, "No entry holds this selector.\n", ""))
        self.assertEqual(self.reqledger("find", "--customer=nobody"), (0, "No entry holds this customer.\n", ""))

    def test_misuse(self):
        file = pathlib.Path(self.daemon.folder) / "many.txt"
        file.write_text("secret-1\nsecret-2\n")
        for words, given, said in [([], "", "either --selector or --customer"), (["--selector=a", "--customer=b"], "", "either"),
                                   (["--selector=-"], "", "--selector takes one value"), (["--selector="], "", "--selector takes one value"),
                                   (["--customer=-"], " \n", "--customer takes one value"), ([f"--selector=@{file}"], "", "one line of UTF-8"),
                                   (["--selector=@/none/such"], "", "--selector=@FILE cannot be read")]:
            status, out, err = self.reqledger("find", *words, given=given)
            self.assertEqual((status, out), (2, ""), words)
            self.assertIn(said, err)
            self.assertNotIn("secret", err)
        self.assertEqual(run("find", "--selector=-", "--socket=/none", given="a")[0], 3)

    def test_what_is_typed_is_not_shown(self):
        terminal, inside = pty.openpty()
        with subprocess.Popen([BINARIES / "tools/reqledger", "find", "--selector=-", f"--socket={self.daemon.socket_path}"],
                              stdin=inside, stdout=subprocess.PIPE, stderr=inside, text=True) as asking:
            shown = b""
            while not shown.endswith(b": ") and select.select([terminal], [], [], PATIENCE_SECONDS)[0]:
                shown += os.read(terminal, 4096)
            self.assertFalse(termios.tcgetattr(inside)[3] & termios.ECHO, "hidden before it asks")
            os.write(terminal, ADDRESS.encode() + b"\n")
            out = asking.communicate(timeout=PATIENCE_SECONDS)[0]
        while select.select([terminal], [], [], 0.2)[0]:
            shown += os.read(terminal, 4096)
        self.assertEqual(shown, b"selector (not shown): \r\n")
        self.assertTrue(termios.tcgetattr(inside)[3] & termios.ECHO, "shown again afterwards")
        self.assertIn("2 entries in 2 matters.", out)
        os.close(terminal)
        os.close(inside)

    def test_a_signal_leaves_the_terminal_as_it_was(self):
        terminal, inside = pty.openpty()
        with subprocess.Popen([BINARIES / "tools/reqledger", "find", "--selector=-"], stdin=inside, stdout=inside, stderr=inside) as asking:
            end = time.monotonic() + PATIENCE_SECONDS
            while termios.tcgetattr(inside)[3] & termios.ECHO and time.monotonic() < end:
                time.sleep(0.01)
            asking.terminate()
            asking.wait(PATIENCE_SECONDS)
        self.assertEqual(asking.returncode, -15)
        self.assertTrue(termios.tcgetattr(inside)[3] & termios.ECHO)
        os.close(terminal)
        os.close(inside)

    # the interface

    def ask(self, body):
        status, _, answer = self.daemon.ask("POST", "/v1/lookups", "application/json", body.encode())
        return status, json.loads(answer)

    def test_the_answer_has_the_shape_of_the_page(self):
        page = yaml.safe_load((SOURCE / "schemas/openapi.yaml").read_text())
        schema = page["paths"]["/v1/lookups"]["post"]["responses"]["200"]["content"]["application/json"]["schema"]
        for value in (ADDRESS, "nobody"):
            status, answer = self.ask(json.dumps({"selector": value}))
            self.assertEqual(status, 200)
            jsonschema.Draft202012Validator({**schema, "components": page["components"]}).validate(answer)

    def test_refusals_do_not_repeat_the_value(self):
        for body in ("", "[]", "{}", '{"selector":"secret","customer":"secret"}', '{"selector":["secret"]}', '{"selector":" "}',
                     '{"secret":"secret"}', '{"selector":"%s"}' % ("secret" * 1000), '{"selector":"secret'):
            status, problem = self.ask(body)
            self.assertEqual(status, 400, body)
            self.assertNotIn("secret", json.dumps(problem))
        self.assertEqual(self.daemon.ask("GET", f"/v1/lookups?selector={ADDRESS}")[0], 405)

    # at rest

    def test_no_byte_of_the_data_shows_it(self):
        self.assertGreater(sum(map(len, self.bytes)), 100_000)
        for text in (ADDRESS, ADDRESS.upper(), "User-A@Customer.Example", "Right@customer.example", "right@customer.example", PHONE,
                     "+12025550199", EXACT, CUSTOMER):
            for form in (text.encode(), base64.b64encode(text.encode()), text.encode().hex().encode()):
                self.assertFalse(any(form in each for each in self.bytes), text)

    def test_the_ledger_verifies(self):
        status, out, err = self.reqledger("verify", f"--key_dir={self.daemon.folder}/keys", f"--state_dir={self.daemon.folder}/state")
        self.assertEqual(status, 0, out + err)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
