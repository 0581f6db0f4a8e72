"""`reqledger --url` against a TLS server that is none of ours: what it takes, what it refuses, and in which words."""

import json
import pathlib
import shutil
import socket
import ssl
import sys
import tempfile
import unittest

from certificates import DAY, Authority
from cli_run import SOURCE, event, run
from tls_server import TlsServer, context_for

NAMES = {"addresses": ["127.0.0.1"], "dns": ["localhost"]}
PAST = (-3 * DAY, -DAY)
MANY = 5000  # events: some megabytes each way, more than any buffer between


class TlsTest(unittest.TestCase):
    """One folder of certificates for all; each test starts the server that it needs."""

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="reqledger-tls-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.ours = Authority(cls.folder, "ours")
        cls.other = Authority(cls.folder, "other")
        cls.server_files = cls.ours.issue_any("server", **NAMES)
        cls.client_files = cls.ours.issue_any("client", uris=["reqledger:client"])
        cls.events = cls.folder / "events.jsonl"
        cls.events.write_text("".join(json.dumps(event("m", number)) + "\n" for number in range(3)))

    def serve(self, files=None, cut="", client_authority=None):
        return TlsServer(context_for(*(files or self.server_files), client_authority or self.ours.path), cut)

    def ask(self, port, *words, host="127.0.0.1", files=None, authority=None, given=""):
        certificate, key = files or self.client_files
        return run(*words, f"--url=https://{host}:{port}", f"--tls_cert={certificate}", f"--tls_key={key}",
                   f"--tls_ca={authority or self.ours.path}", given=given)

    def fails(self, status, said, server, *words, **how):
        """That nothing is printed and the server was asked nothing; returns what was said."""
        got, out, err = self.ask(server.port, *(words or ["status"]), **how)
        self.assertEqual((got, out), (status, ""), err)
        for each in said:
            self.assertIn(each.replace("PLACE", f"https://{how.get('host', '127.0.0.1')}:{server.port}"), err)
        self.assertEqual(server.seen, [])
        return err

    # What works.

    def test_asks_over_tls_1_3_and_names_the_host_as_the_url_does(self):
        for host in ("127.0.0.1", "localhost"):
            with self.subTest(host), self.serve() as server:
                status, out, err = self.ask(server.port, "status", host=host)
                self.assertEqual((status, err), (0, ""))
                self.assertIn("ledger.example.org/tls", out)
                self.assertEqual(server.seen, [("GET", "/v1/status", f"{host}:{server.port}", "TLSv1.3")])

    def test_takes_an_end_that_the_server_says(self):
        with self.serve(cut="endless, with leave") as server:
            status, out, err = self.ask(server.port, "status", "--json")
            self.assertEqual((status, err), (0, ""))
            self.assertEqual(json.loads(out)["size"], 7)

    def test_records_while_it_reads_answers(self):
        lines = "".join(json.dumps(event("m", number)) + "\n" for number in range(MANY))
        with self.serve() as server:
            status, out, err = self.ask(server.port, "record", "-", given=lines)
            self.assertEqual(status, 0, err)
            self.assertEqual(len(out.splitlines()), MANY)
            self.assertEqual(len(server.received), MANY)
            self.assertEqual(server.seen[0][:2], ("POST", "/v1/events:batch"))

    def test_verifies_no_snapshot_of_another_host(self):
        with self.serve() as server:
            status, out, err = self.ask(server.port, "verify")
            self.assertEqual((status, out), (3, ""))
            self.assertIn("snapshot /nonexistent/snapshots/s1 is not to be seen from this host", err)
            self.assertIn("`reqledger export` here; nothing was verified", err)
            self.assertEqual([each[:2] for each in server.seen], [("POST", "/v1/snapshots"), ("DELETE", "/v1/snapshots/s1")])

    # Certificates that one side does not take.

    def test_a_client_that_the_server_does_not_know(self):
        files = self.other.issue_any("stranger", uris=["reqledger:stranger"])
        said = ["the daemon at PLACE does not accept the certificate", "stranger.pem", "unknown ca"]
        with self.serve() as server:
            self.fails(3, said, server, files=files)
            err = self.fails(3, said, server, "record", str(self.events), files=files)
            self.assertIn("; nothing was recorded; run it again", err)

    def test_a_refusal_is_told_however_much_was_sent_before_it(self):
        files = self.other.issue_any("talker", uris=["reqledger:talker"])
        lines = "".join(json.dumps(event("m", number)) + "\n" for number in range(MANY))
        with self.serve() as server:
            for _ in range(10):
                err = self.fails(3, ["does not accept the certificate"], server, "record", "-", files=files, given=lines)
                self.assertIn("; nothing was recorded; run it again", err)

    def test_a_client_whose_certificate_has_expired(self):
        files = self.ours.issue_any("late", uris=["reqledger:late"], validity=PAST)
        with self.serve() as server:
            self.fails(3, ["the daemon at PLACE does not accept the certificate", "late.pem", "certificate expired"], server,
                       files=files)

    def test_a_server_that_another_signed(self):
        files = self.other.issue_any("impostor", **NAMES)
        with self.serve(files=files) as server:
            err = self.fails(3, ["the certificate of PLACE is not signed by", "ours.pem", "issuer certificate"], server,
                             "record", str(self.events))
            self.assertIn("; nothing was recorded; run it again", err)

    def test_a_server_of_another_name(self):
        for number, names in enumerate([{"dns": ["ledger.example.com"]}, {"addresses": ["127.0.0.2"], "dns": ["127.0.0.1"]}]):
            files = self.ours.issue_any(f"elsewhere{number}", **names)
            with self.subTest(str(names)), self.serve(files=files) as server:
                self.fails(3, ["the certificate of PLACE does not name 127.0.0.1: IP address mismatch"], server)
                self.fails(3, ["the certificate of PLACE does not name localhost: hostname mismatch"], server, host="localhost")

    def test_a_server_whose_certificate_has_expired(self):
        files = self.ours.issue_any("stale", validity=PAST, **NAMES)
        with self.serve(files=files) as server:
            self.fails(3, ["the certificate of PLACE is not valid now: certificate has expired"], server)

    # Servers that are none.

    def test_a_server_of_an_old_version(self):
        context = context_for(*self.server_files, self.ours.path)
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_2
        with TlsServer(context) as server:
            self.fails(3, ["what answers at PLACE does not speak TLS 1.3"], server)

    def test_a_server_without_tls(self):
        with TlsServer(None, plain=b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n") as server:
            self.fails(3, ["what answers at PLACE does not speak TLS:"], server)

    def test_a_server_that_hangs_up(self):
        with TlsServer(None) as server:
            self.fails(3, ["the TLS handshake with PLACE failed: "], server)

    def test_nobody(self):
        with socket.socket() as bound:  # and not listening
            bound.bind(("127.0.0.1", 0))
            port = bound.getsockname()[1]
            for words, said in ((["status"], ""), (["record", str(self.events)], "; nothing was recorded; run it again"),
                                (["verify"], "; nothing was verified")):
                status, out, err = self.ask(port, *words)
                self.assertEqual((status, out), (3, ""))
                self.assertIn(f"no daemon answers at https://127.0.0.1:{port}: Connection refused{said}\n", err)
        status, _, err = self.ask(1, "status", host="no-such-host.invalid")
        self.assertEqual(status, 3)
        self.assertIn("no daemon answers at https://no-such-host.invalid:1: its name cannot be looked up: ", err)

    # Answers that end too early.

    def test_an_answer_that_is_cut(self):
        for cut in ("body", "endless, without leave"):
            with self.subTest(cut), self.serve(cut=cut) as server:
                status, out, err = self.ask(server.port, "status")
                self.assertEqual((status, out), (3, ""))
                self.assertIn("the daemon's answer broke off: ", err)

    def test_a_batch_that_is_cut_says_what_was_recorded(self):
        with self.serve(cut="lines") as server:
            status, out, err = self.ask(server.port, "record", str(self.events))
            self.assertEqual((status, len(out.splitlines())), (3, 2), err)
            self.assertIn("the daemon's answer broke off: ", err)
            self.assertIn("2 events were recorded before that; run it again", err)

    # Files and flags. Each is refused before anything is sent, made or asked.

    def usage(self, *said, words=("status",), **how):
        status, out, err = self.ask(9, *words, **how)
        self.assertEqual((status, out), (2, ""), err)
        for each in said:
            self.assertIn(each, err)

    def test_files_that_are_not_there_or_not_right(self):
        certificate, key = self.client_files
        none, junk = self.folder / "none.pem", self.folder / "junk.pem"
        junk.write_text("junk\n")
        junk.chmod(0o600)
        for bad, why in ((none, "No such file or directory"), (junk, "")):
            self.usage(f"the TLS certificate {bad}: {why}", files=(bad, key))
            self.usage(f"the TLS key {bad}: {why}", files=(certificate, bad))
            self.usage(f"the TLS authorities {bad}: {why}", authority=bad)
        self.usage(f"the TLS key {self.server_files[1]}: ", files=(certificate, self.server_files[1]))
        receipts = self.folder / "receipts"
        self.usage("No such file", words=("record", f"--receipts_dir={receipts}", str(self.events)), files=(none, key))
        self.assertFalse(receipts.exists())

    def test_a_key_that_others_may_read(self):
        certificate, key = self.client_files
        bare = self.folder / "bare.key"
        shutil.copyfile(key, bare)
        bare.chmod(0o640)
        self.usage(f"the TLS key {bare}: others than its owner may read it; chmod go= it", files=(certificate, bare))

    def test_a_key_behind_a_password(self):
        certificate, key = self.client_files
        locked = self.folder / "locked.key"
        self.ours.lock(key, locked)
        self.usage(f"the TLS key {locked}: is encrypted; give one that is not", files=(certificate, locked))

    def test_flags(self):
        commands = (["record", str(self.events)], ["new", "demand.received", f"--schema_dir={SOURCE}/schemas/events"], ["types"],
                    ["template", "demand.received"], ["show", "1"], ["matter", "m"], ["due"], ["secrecy"], ["list"],
                    ["find", "--customer=c"], ["status"], ["prove", "1"], ["checkpoint"], ["publish"], ["verify"],
                    ["export", f"--out={self.folder}/out"])
        for words in commands:
            with self.subTest(words[0]):
                status, out, err = run(*words, "--url=http://localhost", "--tls_cert=a", "--tls_key=b", "--tls_ca=c")
                self.assertEqual((status, out), (2, ""), err)
                self.assertIn("--url does not begin with https://: give https://HOST or https://HOST:PORT", err)
                for flag in ("--url=TEXT", "--tls_cert=TEXT", "--tls_key=TEXT", "--tls_ca=TEXT"):
                    self.assertIn(flag, run(words[0], "--help")[1])
        self.assertIn("--url needs --tls_cert too", run("status", "--url=https://h")[2])
        self.assertIn("--tls_ca is for a daemon that is reached by TLS", run("status", "--tls_ca=x")[2])
        self.usage("--socket and --url both say where the daemon is", words=("status", "--socket=/run/reqledger/reqledgerd.sock"))
        self.assertIn("reqledger init has no flag --url", run("init", "--url=https://h")[2])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
