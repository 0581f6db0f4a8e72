"""A ledger in folders of its own and the daemon that keeps it, as a test starts, kills and stops it.

Trust: sends signals to no process but those that it started itself.
"""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from client import Client

SOURCE_DIR = pathlib.Path(__file__).resolve().parents[2]
ORIGIN = "ledger.example.org/requests"
START_SECONDS = 60
STOP_SECONDS = 60


class Programs:
    """Where the build put the daemon and the operator's command."""

    def __init__(self, daemon, tool):
        self.daemon = str(pathlib.Path(daemon).resolve())
        self.tool = str(pathlib.Path(tool).resolve())


class Refused(Exception):
    """The daemon ended before it could record."""

    def __init__(self, status, stderr):
        super().__init__(f"exit status {status}: {stderr.strip()[-600:]}")
        self.status = status
        self.stderr = stderr


class Daemon:
    """One process of reqledgerd, ready to record."""

    def __init__(self, process, socket_path):
        self._process = process
        self.socket_path = socket_path

    @property
    def pid(self):
        return self._process.pid

    def client(self):
        return Client(self.socket_path)

    def kill(self):
        """As a power cut, but for what the kernel holds: no handler of the daemon's runs."""
        self._process.send_signal(signal.SIGKILL)
        return self.wait(STOP_SECONDS)

    def stop(self):
        """Asks it to stop; its exit status, also where it had stopped by itself."""
        self._process.send_signal(signal.SIGTERM)
        return self.wait(STOP_SECONDS)

    def wait(self, seconds):
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise AssertionError(f"the daemon did not stop within {seconds} s") from None
        finally:
            shutil.rmtree(os.path.dirname(self.socket_path), ignore_errors=True)


class Ledger:
    """The folders of one ledger. Under a `root` of its own, so that a whole ledger can be copied."""

    def __init__(self, programs, root):
        self.programs = programs
        self.root = pathlib.Path(root)
        self.data = self.root / "data"
        self.keys = self.root / "keys"
        self.state = self.root / "state"
        self.log = self.root / "stderr.log"

    def _dirs(self):
        return [f"--data_dir={self.data}", f"--key_dir={self.keys}", f"--state_dir={self.state}"]

    def create(self):
        self.root.mkdir(parents=True)
        self._run("init", *self._dirs(), f"--origin={ORIGIN}", "--publish_multiple=4",
                  f"--schema_dir={SOURCE_DIR}/schemas/events")
        return self

    @property
    def vkey(self):
        return (self.keys / "ledger.vkey").read_text().strip()

    def copy(self, root):
        shutil.copytree(self.root, root, symlinks=True)
        return Ledger(self.programs, root)

    def start(self, *flags, env=None):
        """Returns once the daemon can record; raises Refused where it ended instead."""
        # A socket's path has at most 103 bytes, however deep the folders of the test lie.
        socket_path = os.path.join(tempfile.mkdtemp(prefix="rql"), "s")
        with open(self.log, "ab") as log:
            begin = log.tell()
            process = subprocess.Popen(
                [self.programs.daemon, *self._dirs(), f"--schema_dir={SOURCE_DIR}/schemas/events",
                 f"--socket={socket_path}", "--publish_interval=PT0S", *flags],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env={**os.environ, **(env or {})})
        try:
            self._await(process, socket_path, begin)
        except BaseException:
            process.kill()
            process.wait()
            shutil.rmtree(os.path.dirname(socket_path), ignore_errors=True)
            raise
        return Daemon(process, socket_path)

    def _await(self, process, socket_path, begin):
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            status = process.poll()
            if status is not None:
                raise Refused(status, self.log.read_bytes()[begin:].decode("utf-8", "replace"))
            with socket.socket(socket.AF_UNIX) as probe:
                if probe.connect_ex(socket_path) == 0:
                    return
            time.sleep(0.005)
        raise AssertionError(f"the daemon was not ready within {START_SECONDS} s")

    def verify(self):
        """Exit status and output of an offline verification with the ledger's own key pinned."""
        done = self._spawn("verify", *self._dirs(), f"--vkey={self.vkey}")
        return done.returncode, done.stdout + done.stderr

    def _spawn(self, *arguments):
        return subprocess.run([self.programs.tool, *arguments], stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=600, check=False)

    def _run(self, *arguments):
        done = self._spawn(*arguments)
        if done.returncode != 0:
            raise AssertionError(f"reqledger {arguments[0]}: {done.returncode}: {done.stderr}")
        return done.stdout
