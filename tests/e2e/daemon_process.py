"""A real ledger and a real daemon in a folder of their own, and a client that sends bytes as they are given."""

import json
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time

PATIENCE_SECONDS = 30


class Daemon:
    """`reqledger init`, then `reqledgerd`, until the with block ends. Without a flag, no heartbeats stand between entries."""

    def __init__(self, binaries, source_dir, flags=(), init_flags=()):
        self.binaries = pathlib.Path(binaries)
        self.source_dir = pathlib.Path(source_dir)
        self.flags = list(flags)
        self.init_flags = list(init_flags)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="reqledger-e2e-"))
        self.socket_path = str(self.folder / "s")
        self.process = None

    def __enter__(self):
        self.init()
        self.start()
        return self

    def __exit__(self, *_):
        try:
            if self.process.poll() is None:
                self.stop()
        finally:
            shutil.rmtree(self.folder)

    def dir_flags(self):
        return [f"--data_dir={self.folder}/data", f"--key_dir={self.folder}/keys", f"--state_dir={self.folder}/state"]

    def init(self):
        subprocess.run(
            [self.binaries / "tools/reqledger", "init", *self.dir_flags(), f"--schema_dir={self.source_dir}/schemas/events",
             "--origin=ledger.example.org/e2e", *self.init_flags],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def start(self, replaces=None):
        """Returns when the socket is there; `replaces`: the inode of a dead one that is there before."""
        covered = any(flag.startswith("--publish_interval=") for flag in self.flags)
        self.process = subprocess.Popen(
            [self.binaries / "daemon/reqledgerd", *self.dir_flags(), f"--socket={self.socket_path}",
             f"--schema_dir={self.source_dir}/schemas/events", *self.flags,
             *([] if covered else ["--publish_interval=PT0S"])],
            stderr=subprocess.PIPE, text=True)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not os.path.exists(self.socket_path) or os.stat(self.socket_path).st_ino == replaces:
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the daemon did not start: {self.process.stderr.read()}")
            time.sleep(0.01)

    def kill_and_start(self):
        """As a power cut, but for what the kernel holds; then a start."""
        replaced = os.stat(self.socket_path).st_ino
        self.process.kill()
        self.process.wait()
        self.process.stderr.close()
        self.start(replaces=replaced)

    def stop(self):
        """Returns the exit status and what was logged."""
        self.process.terminate()
        _, log = self.process.communicate(timeout=PATIENCE_SECONDS)
        return self.process.returncode, log

    def connect(self):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(PATIENCE_SECONDS)
        try:
            connection.connect(self.socket_path)
        except OSError:
            connection.close()
            raise
        return connection

    def send_raw(self, pieces, end_sending=False):
        """Sends each piece (a number is a pause in seconds) and reads one answer."""
        with self.connect() as connection:
            try:
                for piece in pieces:
                    if isinstance(piece, float):
                        time.sleep(piece)
                    else:
                        connection.sendall(piece)
                if end_sending:
                    connection.shutdown(socket.SHUT_WR)
            except (BrokenPipeError, ConnectionResetError):
                pass  # refused before it was all sent; the answer is there
            return read_answer(connection)

    def ask(self, method, target, content_type="", body=b""):
        return self.send_raw([request(method, target, content_type, body)])

    def size(self):
        status, _, body = self.ask("GET", "/v1/status")
        assert status == 200, body
        return json.loads(body)["size"]


def request(method, target, content_type="", body=b"", extra=""):
    head = f"{method} {target} HTTP/1.1\r\nHost: localhost\r\n{extra}"
    if content_type:
        head += f"Content-Type: {content_type}\r\n"
    if body or method == "POST":
        head += f"Content-Length: {len(body)}\r\n"
    return head.encode() + b"\r\n" + body


def read_answer(connection):
    """(status, headers, body) of one answer; status 0 where the connection ended without one."""
    data = b""

    def fill():
        nonlocal data
        try:
            piece = connection.recv(65536)
        except ConnectionResetError:
            piece = b""
        data += piece
        return bool(piece)

    while b"\r\n\r\n" not in data:
        if not fill():
            return 0, {}, b""
    head, data = data.split(b"\r\n\r\n", 1)
    lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines[1:])}
    if headers.get("transfer-encoding") == "chunked":
        while not data.endswith(b"0\r\n\r\n") and fill():
            pass
        return int(lines[0].split()[1]), headers, unchunk(data)
    length = int(headers.get("content-length", 0))
    while len(data) < length and fill():
        pass
    return int(lines[0].split()[1]), headers, data[:length]


def unchunk(data):
    body = b""
    while data:
        size, data = data.split(b"\r\n", 1)
        count = int(size, 16)
        if count == 0:
            break
        body += data[:count]
        data = data[count + 2:]
    return body
