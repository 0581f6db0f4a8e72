"""TLS: who may connect by which certificate, what each role may ask there, and certificates that are changed under a running daemon.

usage: tls.py BUILD_DIR SOURCE_DIR
"""

import http.client
import json
import os
import pathlib
import re
import signal
import socket
import ssl
import subprocess
import tempfile
import time
import unittest

import certificates
from certificates import DAY
from cli_run import BINARIES, SOURCE, event, run
from cryptography.x509.oid import ExtendedKeyUsageOID
from daemon_process import PATIENCE_SECONDS, Daemon

HERE = pathlib.Path(__file__).resolve().parent
ROLES = ["recorder", "importer", "reader", "verifier", "auditor", "counsel", "exporter", "operator"]
JSON = "application/json"
DEMAND = next(line for line in (SOURCE / "schemas/samples/walkthrough.jsonl").read_text().splitlines() if line.startswith("{"))


def uri_of(role):
    return f"https://example.org/{role}"


def live_demand(matter):
    demand = json.loads(DEMAND)
    del demand["mode"]
    return json.dumps(demand).replace("2023-00417", matter)


def table(path):
    """The rows of a table: words, without comments."""
    return [line.split() for line in path.read_text().splitlines() if line and not line.startswith("#")]


class TlsTest(unittest.TestCase):
    """One daemon for all: certificates come and go under it."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="reqledger-tls-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.authority = certificates.Authority(cls.folder, "authority")
        cls.server = cls.authority.issue_server()
        cls.clients = {role: cls.authority.issue(role, uris=[uri_of(role)]) for role in ROLES}
        roles = cls.folder / "roles"
        roles.write_text("".join(f"{role} cert:{uri_of(role)}\n" for role in ROLES) + "reader cert:desk.example.org\n")
        roles.chmod(0o644)
        cls.daemon = Daemon(BINARIES, SOURCE, [
            f"--roles_file={roles}", "--listen=127.0.0.1:0", f"--tls_cert={cls.server[0]}", f"--tls_key={cls.server[1]}",
            f"--tls_client_ca={cls.authority.path}", "--header_max=PT6S"])
        cls.daemon.__enter__()
        cls.addClassCleanup(cls.daemon.__exit__)
        cls.port = cls.find_port()

    @classmethod
    def find_port(cls):
        """The log says it; a copy is kept, since what is read is gone."""
        for line in cls.daemon.process.stderr:
            if found := re.search(r"with TLS on 127\.0\.0\.1 port (\d+)", line):
                return int(found.group(1))
        raise AssertionError("the daemon says no port")

    def context(self, client, version=ssl.TLSVersion.TLSv1_3, authority=None):
        context = ssl.create_default_context(cafile=str(authority or self.authority.path))
        context.minimum_version = context.maximum_version = version
        if client:
            context.load_cert_chain(*map(str, client))
        return context

    def connect(self, client, **options):
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS, context=self.context(client, **options))
        self.addCleanup(connection.close)
        return connection

    @staticmethod
    def ask(connection, method, target, body=None, content_type=JSON):
        connection.request(method, target, body, {"Content-Type": content_type} if body is not None else {})
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace")

    def outcome(self, client, **options):
        try:
            return self.ask(self.connect(client, **options), "GET", "/v1/status")
        except (ssl.SSLError, ConnectionResetError, http.client.RemoteDisconnected):
            return "handshake", ""

    def reload(self):
        os.kill(self.daemon.process.pid, signal.SIGHUP)

    def test_certificates_are_worth_what_the_table_says(self):
        other = certificates.Authority(self.folder, "other-authority")
        reader = uri_of("reader")
        issue = self.authority.issue
        made = {
            "good": (issue("good", uris=[reader]), {}),
            "good_by_dns_name": (issue("by-dns", dns=["desk.example.org", "x.example.org"]), {}),
            "good_two_uris": (issue("two", uris=[reader, "https://example.org/unknown"], dns=["x.example.org"]), {}),
            "good_without_role": (issue("no-role", uris=["https://example.org/unknown", reader]), {}),
            "good_without_name": (issue("no-name", addresses=["127.0.0.1"]), {}),
            "good_name_with_quote": (issue("quote", uris=['https://example.org/"']), {}),
            "other_authority": (other.issue("other", uris=[reader]), {}),
            "expired": (issue("expired", uris=[reader], validity=(-3 * DAY, -DAY)), {}),
            "not_yet_valid": (issue("early", uris=[reader], validity=(DAY, 3 * DAY)), {}),
            "forged": (issue("forged", uris=[reader], forged=True), {}),
            "for_servers_only": (issue("serving", uris=[reader], usage=ExtendedKeyUsageOID.SERVER_AUTH), {}),
            "missing": (None, {}),
            "tls_1_2": (issue("old", uris=[reader]), {"version": ssl.TLSVersion.TLSv1_2}),
        }
        rows = table(HERE / "certificates_table.txt")
        self.assertEqual(sorted(made), sorted(name for name, _ in rows))
        for name, expected in rows:
            with self.subTest(name):
                client, options = made[name]
                self.assertEqual(str(self.outcome(client, **options)[0]), expected)

    def test_each_role_may_ask_what_the_table_says(self):
        recorder = self.connect(self.clients["recorder"])
        status, recorded = self.ask(recorder, "POST", "/v1/events", live_demand("T1"))
        self.assertEqual(status, 201, recorded)
        seq = json.loads(recorded)["seq"]
        concrete = {"{seq}": str(seq), "{id}": "T1", "{path...}": "0/000"}
        stranger = self.authority.issue("stranger", uris=["https://example.org/stranger"])
        for method, path, *allowed in table(SOURCE / "tests/daemon/roles_table.txt"):
            self.assertEqual(len(allowed), 1 + len(ROLES))
            for name, target in concrete.items():
                path = path.replace(name, target)
            for role, entitled in zip([None] + ROLES, allowed):
                if role is None and path in ("/healthz", "/readyz"):
                    entitled = "."  # of any peer only on the Unix socket
                if role == "importer" and entitled == "own":
                    entitled = "."  # it recorded nothing
                with self.subTest(request=f"{method} {path}", role=role):
                    connection = self.connect(self.clients.get(role, stranger))
                    content_type = "application/x-ndjson" if path.endswith(":batch") else JSON
                    status, answer = self.ask(connection, method, path, "" if method == "POST" else None, content_type)
                    self.assertEqual(status == 403, entitled == ".", answer)
                    self.assertLess(status, 500, answer)

    def test_the_recorder_is_the_certificates_name(self):
        status, recorded = self.ask(self.connect(self.clients["recorder"]), "POST", "/v1/events", live_demand("T2"))
        self.assertEqual(status, 201, recorded)
        auditor = self.connect(self.clients["auditor"])
        _, opened = self.ask(auditor, "GET", f"/v1/entries/{json.loads(recorded)['seq']}")
        self.assertEqual(json.loads(opened)["members"]["recorded_by"], f"cert:{uri_of('recorder')}")

    def test_a_long_batch_by_curl(self):
        lines = "".join(DEMAND.replace("2023-00417", f"B{number}") + "\n" for number in range(1500))
        batch = self.folder / "batch.jsonl"
        batch.write_text(lines)
        certificate, key = self.clients["importer"]
        done = subprocess.run(
            ["curl", "--silent", "--show-error", "--fail", "--tlsv1.3", "--cacert", self.authority.path, "--cert", certificate, "--key", key,
             "-H", "Content-Type: application/x-ndjson", "--data-binary", f"@{batch}", f"https://localhost:{self.port}/v1/events:batch"],
            check=False, capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual(len(answers), 1500)
        self.assertTrue(all("result" in answer for answer in answers))

    def test_the_command_speaks_it(self):
        def command(role, *words, given=""):
            certificate, key = self.clients[role]
            return run(*words, f"--url=https://localhost:{self.port}", f"--tls_cert={certificate}", f"--tls_key={key}",
                       f"--tls_ca={self.authority.path}", given=given)

        status, out, err = command("importer", "record", "-", given="".join(json.dumps(event("T8", number)) + "\n" for number in range(200)))
        self.assertEqual(status, 0, err)
        self.assertEqual(len(out.splitlines()), 200)
        status, out, err = command("reader", "matter", "T8")
        self.assertEqual(status, 0, err)
        self.assertIn("T8-D199", out)
        status, out, err = command("reader", "status")
        self.assertIn(f"cert:{uri_of('reader')}, with the roles reader", re.sub(r"\s+", " ", out))
        status, out, err = command("reader", "record", "-", given=live_demand("T9") + "\n")
        self.assertEqual((status, out), (1, ""), err)
        self.assertIn("has no role that allows this: it takes one of recorder, importer, counsel", err)
        status, out, err = command("reader", "show", "1")
        self.assertEqual((status, out), (1, ""), err)
        status, out, err = command("auditor", "list", "--type=access.viewed")
        self.assertEqual(status, 0, err)

    def test_new_certificates_drop_no_connection(self):
        open_before = self.connect(self.clients["reader"])
        self.assertEqual(self.ask(open_before, "GET", "/v1/deadlines")[0], 200)
        old = self.server[0].read_bytes(), self.server[1].read_bytes(), self.authority.path.read_bytes()
        fresh_authority = certificates.Authority(self.folder, "fresh-authority")
        fresh_server = fresh_authority.issue_server("fresh-server")
        fresh_client = fresh_authority.issue("fresh-reader", uris=[uri_of("reader")])
        for path, data in zip((*self.server, self.authority.path), (fresh_server[0].read_bytes(), fresh_server[1].read_bytes(), fresh_authority.path.read_bytes())):
            certificates.write(path, data)
        self.reload()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self.outcome(fresh_client, authority=fresh_authority.path)[0] != 200:
            self.assertLess(time.monotonic(), deadline)
        self.assertEqual(self.ask(open_before, "GET", "/v1/deadlines")[0], 200)
        old_authority = self.folder / "old-authority.pem"
        certificates.write(old_authority, old[2])
        self.assertEqual(self.outcome(self.clients["reader"], authority=fresh_authority.path)[0], "handshake")
        self.assertEqual(self.outcome(self.clients["reader"], authority=old_authority)[0], "handshake")
        # Certificate and key that are not of a pair are not taken.
        certificates.write(self.server[1], old[1])
        self.reload()
        time.sleep(0.3)
        self.assertEqual(self.outcome(fresh_client, authority=fresh_authority.path)[0], 200)
        for path, data in zip((*self.server, self.authority.path), old):
            certificates.write(path, data)
        self.reload()
        while self.outcome(self.clients["reader"])[0] != 200:
            self.assertLess(time.monotonic(), deadline + PATIENCE_SECONDS)

    def test_who_says_nothing_is_let_go_and_others_are_served(self):
        silent = [socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_SECONDS) for _ in range(20)]
        for each in silent:
            self.addCleanup(each.close)
        silent[1].sendall(b"GET /v1/status HTTP/1.1\r\nHost: x\r\n\r\n")
        began = time.monotonic()
        self.assertEqual(self.outcome(self.clients["reader"])[0], 200)
        self.assertLess(time.monotonic() - began, 5, "it waited for the silent ones")
        for each in silent:
            while each.recv(4096):
                pass
        self.assertLess(time.monotonic() - began, PATIENCE_SECONDS)

    def test_flags_that_do_not_go_together_are_wrong_usage(self):
        good = [f"--tls_cert={self.server[0]}", f"--tls_key={self.server[1]}", f"--tls_client_ca={self.authority.path}"]
        open_key = self.folder / "open.key"
        open_key.write_bytes(self.server[1].read_bytes())
        open_key.chmod(0o644)
        cases = [
            (["--listen=127.0.0.1:0"], 2, "--tls_cert is missing"),
            (good, 2, "--listen is missing"),
            (["--listen=localhost:0", *good], 2, "--listen: expected an address and port"),
            (["--listen=127.0.0.1:70000", *good], 2, "--listen: expected an address and port"),
            (["--listen=::1:0", *good], 2, "--listen: expected an address and port"),
            (["--listen=127.0.0.1:0", f"--tls_cert={self.folder}/none", *good[1:]], 2, "the TLS certificate"),
            (["--listen=127.0.0.1:0", good[0], f"--tls_key={open_key}", good[2]], 3, "others than its owner may read it"),
            (["--listen=127.0.0.1:0", good[0], f"--tls_key={self.clients['reader'][1]}", good[2]], 2, "is not that of the certificate"),
            ([f"--listen=127.0.0.1:{self.port}", *good], 3, "ddress already in use"),
        ]
        with tempfile.TemporaryDirectory(prefix="reqledger-tls-") as folder:
            subprocess.run([BINARIES / "tools/reqledger", "init", f"--data_dir={folder}/d", f"--key_dir={folder}/k", "--origin=ledger.example.org/tls",
                            f"--schema_dir={SOURCE}/schemas/events"], check=True, stdout=subprocess.DEVNULL)
            for flags, expected_status, expected in cases:
                with self.subTest(expected):
                    done = subprocess.run(
                        [BINARIES / "daemon/reqledgerd", f"--data_dir={folder}/d", f"--key_dir={folder}/k", f"--socket={folder}/s",
                         f"--schema_dir={SOURCE}/schemas/events", *flags],
                        check=False, capture_output=True, text=True, timeout=PATIENCE_SECONDS)
                    self.assertEqual(done.returncode, expected_status, done.stderr)
                    self.assertIn(expected, done.stderr)
                    self.assertNotIn("PRIVATE", done.stderr)


if __name__ == "__main__":
    unittest.main(argv=["tls.py"])
