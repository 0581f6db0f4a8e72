"""How reqledgerd starts, refuses to start, and stops: exit statuses, its one line on stderr, its socket.

usage: daemon_start.py BUILD_DIR SOURCE_DIR
"""

import os
import pathlib
import shutil
import socket
import stat
import subprocess
import sys
import threading
import unittest

from daemon_process import Daemon, request

BUILD_DIR, SOURCE_DIR = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
EVENT = (b'{"type":"demand.received","matter":"M-1","occurred_at":{"precision":"day","value":"2026-11-20"},'
         b'"mode":"historical","demand_id":"D-%d","kind":"us_sca_warrant"}')


def run(*flags, env=None):
    done = subprocess.run([BUILD_DIR / "daemon/reqledgerd", *flags], capture_output=True, text=True, timeout=60, env=env)
    return done.returncode, done.stdout, done.stderr


class Flags(unittest.TestCase):
    def test_help_and_version(self):
        status, out, _ = run("--help")
        self.assertEqual(status, 0)
        self.assertIn("--publish_interval", out)
        self.assertIn("PT1H", out)
        self.assertNotIn("logtostderr", out)
        status, out, _ = run("--version")
        self.assertEqual(status, 0)
        self.assertRegex(out, r"^reqledgerd \d")

    def test_usage_errors(self):
        good = ["--data_dir=/nonexistent/d", "--key_dir=/nonexistent/k"]
        for wrong, named in [
            (["--data_dri=x"], "data_dri"), (["--data_dir=x", "--data_dir=y"], "data_dir"), (["--key_dir=x"], "data_dir"),
            (["--data_dir=x"], "key_dir"), ([*good, "argument"], "argument"), ([*good, "--http_threads=0"], "http_threads"),
            ([*good, "--http_threads=two"], "http_threads"), ([*good, "--queue_events_max=-1"], "queue_events_max"),
            ([*good, "--publish_interval=1h"], "publish_interval"), ([*good, "--clock_jump_max=PT0S"], "clock_jump_max"),
            ([*good, "--clock_gap_max=P1M"], "clock_gap_max"), ([*good, "--socket="], "socket"),
            ([*good, "--confirm_clock=a\nb"], "confirm_clock"), ([*good, "--logtostderr"], "logtostderr"),
        ]:
            with self.subTest(wrong=wrong):
                status, out, err = run(*wrong)
                self.assertEqual((status, out), (2, ""), err)
                self.assertIn(named, err)


class Starting(unittest.TestCase):
    def test_no_ledger(self):
        status, _, err = run("--data_dir=/nonexistent/d", "--key_dir=/nonexistent/k", "--socket=/tmp/s")
        self.assertEqual(status, 3)
        self.assertIn("not started", err)
        self.assertIn("reqledger init", err)
        self.assertEqual(err.count("\n"), 1)

    def test_a_second_daemon_of_the_same_ledger(self):
        with Daemon(BUILD_DIR, SOURCE_DIR) as daemon:
            status, _, err = run(*daemon.dir_flags(), f"--socket={daemon.folder}/other")
            self.assertEqual(status, 3, err)
            self.assertIn("stop the process", err)
            self.assertFalse(os.path.exists(f"{daemon.folder}/other"))
            self.assertEqual(daemon.size(), 1)

    def test_an_older_copy(self):
        with Daemon(BUILD_DIR, SOURCE_DIR) as daemon:
            daemon.stop()
            shutil.copytree(daemon.folder / "data", daemon.folder / "older")
            daemon.start()
            self.assertEqual(daemon.ask("POST", "/v1/events", "application/json", EVENT % 1)[0], 201)
            daemon.stop()
            shutil.rmtree(daemon.folder / "data")
            shutil.move(daemon.folder / "older", daemon.folder / "data")
            status, _, err = run(*daemon.dir_flags(), f"--socket={daemon.socket_path}")
            self.assertEqual(status, 1, err)
            self.assertIn("older copy", err)
            self.assertFalse(os.path.exists(daemon.socket_path))

    def test_keys_that_others_can_read(self):
        with Daemon(BUILD_DIR, SOURCE_DIR) as daemon:
            daemon.stop()
            os.chmod(daemon.folder / "keys/kek.1", 0o644)
            status, _, err = run(*daemon.dir_flags(), f"--socket={daemon.socket_path}")
            self.assertEqual(status, 3, err)
            self.assertIn("nobody else", err)


class Running(unittest.TestCase):
    def test_closed_to_the_outside(self):
        with Daemon(BUILD_DIR, SOURCE_DIR) as daemon:
            mode = os.stat(daemon.socket_path).st_mode
            self.assertTrue(stat.S_ISSOCK(mode))
            self.assertEqual(stat.S_IMODE(mode), 0o660)
            limits = pathlib.Path(f"/proc/{daemon.process.pid}/limits").read_text()
            self.assertRegex(limits, r"Max core file size +0 +0 ")

    def test_restart_after_kill(self):
        with Daemon(BUILD_DIR, SOURCE_DIR) as daemon:
            self.assertEqual(daemon.ask("POST", "/v1/events", "application/json", EVENT % 1)[0], 201)
            daemon.process.kill()
            daemon.process.communicate()
            self.assertTrue(os.path.exists(daemon.socket_path))
            dead = os.stat(daemon.socket_path).st_ino
            daemon.start(replaces=dead)
            self.assertEqual(daemon.size(), 2)

    def test_a_stop_answers_what_is_in_flight(self):
        with Daemon(BUILD_DIR, SOURCE_DIR) as daemon:
            answers = []

            def record(first):
                for number in range(first, first + 200):
                    try:
                        answers.append(daemon.ask("POST", "/v1/events", "application/json", EVENT % number)[0])
                    except OSError:
                        return

            clients = [threading.Thread(target=record, args=(1000 * i,)) for i in range(4)]
            for client in clients:
                client.start()
            while len(answers) < 50:
                pass
            status, log = daemon.stop()
            for client in clients:
                client.join()
            self.assertEqual(status, 0, log)
            self.assertFalse(os.path.exists(daemon.socket_path))
            recorded = answers.count(201)
            self.assertLessEqual(set(answers), {201, 503, 0})
            daemon.start()
            self.assertEqual(daemon.size(), 1 + recorded)

    def test_tells_the_service_manager(self):
        with Daemon(BUILD_DIR, SOURCE_DIR) as daemon:
            daemon.stop()
            path = str(daemon.folder / "notify")
            manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            manager.bind(path)
            manager.settimeout(30)
            os.environ["NOTIFY_SOCKET"] = path
            try:
                daemon.start()
            finally:
                del os.environ["NOTIFY_SOCKET"]
            self.assertIn(b"READY=1", manager.recv(4096))
            daemon.stop()
            self.assertIn(b"STOPPING=1", manager.recv(4096))
            manager.close()

    def test_publishes_by_itself(self):
        with Daemon(BUILD_DIR, SOURCE_DIR, flags=["--publish_interval=PT1S"]) as daemon:
            for _ in range(300):
                status, _, body = daemon.ask("GET", "/checkpoint")
                if status == 200:
                    break
                threading.Event().wait(0.1)
            self.assertEqual(status, 200)
            self.assertIn(b"ledger.example.org/e2e\n128\n", body)

    def test_nothing_of_an_event_is_logged(self):
        with Daemon(BUILD_DIR, SOURCE_DIR) as daemon:
            daemon.send_raw([request("POST", "/v1/events", "application/json", EVENT % 7)])
            status, log = daemon.stop()
            self.assertEqual(status, 0)
            for sealed in ["M-1", "D-7", "us_sca_warrant", "demand.received"]:
                self.assertNotIn(sealed, log)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
