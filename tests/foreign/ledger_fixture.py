"""A small ledger on temporary folders, made by the programs of one build: what every test against foreign tools reads.

    with Ledger(build) as ledger:
        ledger.import_samples()
        ledger.get("/checkpoint")

Only the standard library. The daemon is stopped, and the folders removed, however the block ends.
"""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SCHEMAS = os.path.join(SOURCE, "schemas")
SAMPLES = ("microsoft-ireland.jsonl", "brooklyn-secrecy-order.jsonl", "walkthrough.jsonl")
ORIGIN = "ledger.example/foreign"
START_SECONDS_MAX = 30
STOP_SECONDS_MAX = 30
NOT_RUN = 77  # ctest shows such a test as skipped; CI does not let it happen


def require(path, what):
    """Ends the test as not run where a foreign tool is missing; as failed where CI demands it."""
    if os.path.exists(path):
        return
    print(f"{what} is not there ({path}). scripts/test, with a network, brings it: tests/foreign/prepare.py", file=sys.stderr)
    sys.exit(1 if os.environ.get("REQLEDGER_REQUIRE_FOREIGN") == "1" else NOT_RUN)


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=60)
        self._path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


class Ledger:
    """One daemon with its folders. `folder` holds data/, keys/, state/, the socket, and daemon.log."""

    def __init__(self, build, schemas=SCHEMAS):
        self.build = os.path.abspath(build)
        self.schemas = str(schemas)
        self.folder = tempfile.mkdtemp(prefix="reqledger-foreign-")
        self.socket = self.path("s")
        self._daemon = None

    def __enter__(self):
        try:
            self.vkey = self.reqledger("init", *self._folders(), f"--origin={ORIGIN}", f"--schema_dir={self.schemas}/events",
                                       on_socket=False).strip()
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self._stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def restart(self):
        """Stops the daemon and starts it again, with what its folders hold by then."""
        self._stop()
        self._start()

    def _stop(self):
        if self._daemon and self._daemon.poll() is None:
            self._daemon.send_signal(signal.SIGTERM)
            try:
                self._daemon.wait(STOP_SECONDS_MAX)
            except subprocess.TimeoutExpired:
                self._daemon.kill()
                self._daemon.wait()

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def reqledger(self, command, *arguments, on_socket=True, given=None):
        """The standard output of one run of the operator's command, which must succeed; `given` is its standard input."""
        words = [os.path.join(self.build, "tools", "reqledger"), command]
        words += [f"--socket={self.socket}"] if on_socket else []
        done = subprocess.run([*words, *arguments], input=given, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"reqledger {command} ended {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def request(self, method, path, body=None, content_type="application/json"):
        """(status, bytes) of one request."""
        connection = _UnixConnection(self.socket)
        try:
            connection.request(method, path, body=body, headers={"Content-Type": content_type} if body else {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def get(self, path):
        status, body = self.request("GET", path)
        if status != 200:
            raise RuntimeError(f"GET {path}: {status}\n{body.decode(errors='replace')}")
        return body

    def get_json(self, path):
        return json.loads(self.get(path))

    def import_samples(self, names=SAMPLES):
        for name in names:
            self.reqledger("record", os.path.join(SOURCE, "schemas", "samples", name))

    def publish(self):
        self.reqledger("publish")
        return self.get("/checkpoint")

    def export(self, name, *arguments):
        """A bundle for an auditor, as a folder."""
        self.reqledger("export", "--audience=auditor", "--publish_now", *arguments, f"--out={self.path(name)}")
        return self.path(name)

    def _folders(self):
        return [f"--data_dir={self.path('data')}", f"--key_dir={self.path('keys')}", f"--state_dir={self.path('state')}"]

    def _start(self):
        words = [os.path.join(self.build, "daemon", "reqledgerd"), *self._folders(), f"--socket={self.socket}",
                 f"--schema_dir={self.schemas}/events", "--publish_interval=PT0S"]
        with open(self.path("daemon.log"), "wb") as log:
            self._daemon = subprocess.Popen(words, stdout=log, stderr=log)  # pylint: disable=consider-using-with
        deadline = time.monotonic() + START_SECONDS_MAX
        while not os.path.exists(self.socket):
            if self._daemon.poll() is not None or time.monotonic() > deadline:
                with open(self.path("daemon.log"), encoding="utf-8", errors="replace") as log:
                    raise RuntimeError(f"the daemon did not start:\n{log.read()}")
            time.sleep(0.02)
