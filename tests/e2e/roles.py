"""Other users at the socket: what the kernel says of them, what the roles file gives them, and a file that is read again.

usage: roles.py BUILD_DIR SOURCE_DIR
Only root can become others; who is not root sees its own user's part tested, and is told.
"""

import json
import os
import pathlib
import signal
import subprocess
import tempfile
import time
import unittest

from cli_run import BINARIES, SOURCE, run
from daemon_process import PATIENCE_SECONDS, Daemon, read_answer, request

DESK, STRANGER = 70001, 70002  # users that no machine has
READERS = 4712
JSON = "application/json"


def live_demand(matter):
    lines = (SOURCE / "schemas/samples/walkthrough.jsonl").read_text().splitlines()
    event = json.loads(next(line for line in lines if line.startswith("{")))
    del event["mode"]
    return json.dumps(event).replace("2023-00417", matter).encode()


class OtherUser:
    """One connection of a user that is not this one, kept open: each ask is a line to a child that became that user."""

    def __init__(self, daemon, uid, groups=()):
        self.to_child, self.from_child = os.pipe(), os.pipe()
        self.child = os.fork()
        if self.child == 0:
            self.serve(daemon, uid, groups)
        os.close(self.to_child[0])
        os.close(self.from_child[1])
        self.asks = os.fdopen(self.to_child[1], "w")
        self.answers = os.fdopen(self.from_child[0])

    def serve(self, daemon, uid, groups):
        status = 1
        try:
            os.close(self.to_child[1])
            os.close(self.from_child[0])
            # The socket is for its group: whoever reaches it is in that.
            os.setgroups([os.stat(daemon.socket_path).st_gid, *groups])
            os.setgid(uid)
            os.setuid(uid)
            with daemon.connect() as connection, os.fdopen(self.to_child[0]) as asks, os.fdopen(self.from_child[1], "w") as answers:
                for line in asks:
                    method, target, body = json.loads(line)
                    connection.sendall(request(method, target, JSON if body else "", body.encode()))
                    code, _, answer = read_answer(connection)
                    answers.write(json.dumps([code, answer.decode()]) + "\n")
                    answers.flush()
            status = 0
        finally:
            os._exit(status)

    def ask(self, method, target, body=b""):
        self.asks.write(json.dumps([method, target, body.decode()]) + "\n")
        self.asks.flush()
        status, answer = json.loads(self.answers.readline())
        return status, json.loads(answer) if answer.startswith("{") else answer

    def close(self):
        self.asks.close()
        self.answers.close()
        os.waitpid(self.child, 0)


@unittest.skipUnless(os.geteuid() == 0, "not root: other users were not tried")
class OthersTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="reqledger-roles-")
        self.addCleanup(folder.cleanup)
        self.roles = pathlib.Path(folder.name) / "roles"
        self.write(f"recorder uid:{DESK} demand.*\nreader gid:{READERS}\n")
        self.daemon = Daemon(BINARIES, SOURCE, [f"--roles_file={self.roles}"])
        self.daemon.__enter__()
        self.addCleanup(self.daemon.__exit__)
        os.chmod(self.daemon.folder, 0o755)

    def write(self, text):
        self.roles.write_text(text)
        self.roles.chmod(0o644)

    def user(self, uid, groups=()):
        user = OtherUser(self.daemon, uid, groups)
        self.addCleanup(user.close)
        return user

    def reload_until(self, ask, status):
        """The daemon reads its file again; what `ask` is answered then."""
        os.kill(self.daemon.process.pid, signal.SIGHUP)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (answer := ask())[0] != status and time.monotonic() < deadline:
            time.sleep(0.01)
        return answer

    def test_a_recorder_of_another_user(self):
        desk = self.user(DESK)
        status, recorded = desk.ask("POST", "/v1/events", live_demand("M1"))
        self.assertEqual(status, 201, recorded)
        status, _, opened = self.daemon.ask("GET", f"/v1/entries/{recorded['seq']}")
        self.assertEqual(status, 200)
        self.assertEqual(json.loads(opened)["members"]["recorded_by"], f"uid:{DESK}")
        status, refused = desk.ask("GET", "/v1/matters/M1")
        self.assertEqual((status, refused["reason"]), (403, "role_missing"))
        self.assertEqual(desk.ask("GET", "/v1/status")[1]["your_roles"], ["recorder"])

    def test_a_supplementary_group_counts(self):
        both = self.user(DESK, [READERS])
        self.assertEqual(both.ask("GET", "/v1/status")[1]["your_roles"], ["recorder", "reader"])
        self.assertEqual(both.ask("GET", "/v1/deadlines")[0], 200)
        stranger = self.user(STRANGER)
        self.assertEqual(stranger.ask("GET", "/v1/status")[0], 403)
        self.assertEqual(stranger.ask("GET", "/healthz")[0], 200)

    def test_a_second_person_approves(self):
        self.write(f"recorder uid:{DESK}\nsecond_person demand.*\n")
        desk = self.user(DESK)
        status, refused = self.reload_until(lambda: desk.ask("POST", "/v1/events", live_demand("M1")), 403)
        self.assertEqual((status, refused["reason"]), (403, "second_person_needed"))
        paper = pathlib.Path(self.roles.parent) / "demand.json"
        paper.write_bytes(live_demand("M2"))
        socket = f"--socket={self.daemon.socket_path}"
        status, out, err = run("record", str(paper), socket)
        self.assertEqual((status, out), (1, ""))
        self.assertIn("takes a second person", err)
        status, out, err = run("record", str(paper), "--approve", socket)
        self.assertEqual(status, 0, err)
        self.assertRegex(out, r"^Approved, as entry \d+ says; not done. Somebody else may do exactly this until .* \(UTC\)\.\n$")
        self.assertEqual(run("record", str(paper), socket)[0], 1)
        self.assertEqual(desk.ask("POST", "/v1/events", live_demand("M2"))[0], 201)

    def test_reading_the_file_again_keeps_connections(self):
        stranger, desk = self.user(STRANGER), self.user(DESK)
        self.assertEqual(stranger.ask("GET", "/v1/deadlines")[0], 403)
        self.write(f"reader uid:{STRANGER}\n")
        self.assertEqual(self.reload_until(lambda: stranger.ask("GET", "/v1/deadlines"), 200)[0], 200)
        self.assertEqual(desk.ask("GET", "/v1/status")[0], 403)
        self.write(f"reader uid:{STRANGER}\nreeder uid:{DESK}\n")
        os.kill(self.daemon.process.pid, signal.SIGHUP)
        time.sleep(0.2)
        self.assertEqual(stranger.ask("GET", "/v1/deadlines")[0], 200)
        status, log = self.daemon.stop()
        self.assertEqual(status, 0, log)
        self.assertIn("the roles that were in use stay in use", log)
        self.assertIn(f"{self.roles}:2: expected a role: recorder, importer", log)

    def test_a_file_that_is_not_clear_or_not_there_is_no_start(self):
        self.daemon.stop()
        for text, expected_status, expected in (("recorder uid:0 demand.recieved\n", 2, f"{self.roles}:1: no event type"), (None, 3, "No such file")):
            if text is None:
                self.roles.unlink()
            else:
                self.write(text)
            done = subprocess.run(
                [BINARIES / "daemon/reqledgerd", *self.daemon.dir_flags(), f"--socket={self.daemon.socket_path}",
                 f"--schema_dir={SOURCE}/schemas/events", f"--roles_file={self.roles}"],
                check=False, capture_output=True, text=True, timeout=PATIENCE_SECONDS)
            self.assertEqual(done.returncode, expected_status, done.stderr)
            self.assertIn(expected, done.stderr)


class OwnUserTest(unittest.TestCase):
    def test_without_a_file_the_daemons_user_has_all_roles(self):
        with Daemon(BINARIES, SOURCE) as daemon:
            status, _, body = daemon.ask("GET", "/v1/status")
            self.assertEqual(status, 200)
            answer = json.loads(body)
            self.assertEqual(answer["you"], f"uid:{os.geteuid()}")
            self.assertEqual(len(answer["your_roles"]), 8)
            self.assertEqual(daemon.ask("POST", "/v1/events", JSON, live_demand("M1"))[0], 201)


if __name__ == "__main__":
    unittest.main(argv=["roles.py"])
