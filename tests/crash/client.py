"""HTTP over the daemon's Unix socket, as thin as can be: what was answered, or that nothing was.

Errors: Unanswered where the connection broke before a whole answer; what the daemon did is then not known.
"""

import http.client
import json
import socket

TIMEOUT_SECONDS = 60


class Unanswered(Exception):
    """The daemon may have recorded what was sent, or not."""


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=TIMEOUT_SECONDS)
        self._path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


class Client:
    """One connection. Threads: one."""

    def __init__(self, socket_path):
        self._connection = _UnixConnection(socket_path)

    def close(self):
        self._connection.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def request(self, method, target, body=None, content_type="application/json"):
        """(status, body)"""
        headers = {"Content-Type": content_type} if body is not None else {}
        try:
            self._connection.request(method, target, body, headers)
            response = self._connection.getresponse()
            return response.status, response.read()
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            raise Unanswered(str(error)) from error

    def get(self, target):
        status, body = self.request("GET", target)
        if status != 200:
            raise AssertionError(f"GET {target}: {status} {body[:400]!r}")
        return body

    def get_json(self, target):
        return json.loads(self.get(target))

    def record(self, event):
        """(status, answer)"""
        status, body = self.request("POST", "/v1/events", json.dumps(event))
        return status, json.loads(body)

    def record_batch(self, events):
        """The answers that came, in order, as many as came whole: fewer than events where the connection broke."""
        body = "".join(json.dumps(event) + "\n" for event in events)
        try:
            self._connection.request("POST", "/v1/events:batch", body, {"Content-Type": "application/x-ndjson"})
            response = self._connection.getresponse()
            text = response.read()
        except http.client.IncompleteRead as error:
            self._connection.close()
            text = error.partial
        except (OSError, http.client.HTTPException):
            self._connection.close()
            return []
        return [json.loads(line) for line in text.split(b"\n")[:-1]]

    def publish(self):
        status, body = self.request("POST", "/v1/publications")
        return status, json.loads(body)


def new_event(name, matter):
    """A small valid event, told from all others by `name`, which is its idempotency key too."""
    return {"type": "demand.received", "matter": matter, "mode": "historical",
            "occurred_at": {"precision": "day", "value": "2026-11-20"}, "demand_id": name, "kind": "us_sca_warrant",
            "note": f"as {name} says", "idempotency_key": f"key-{name}"}
