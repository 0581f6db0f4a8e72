"""A server that is none of ours: Python's http.server behind Python's ssl, with answers as a test wants them."""

import http.server
import json
import socket
import socketserver
import ssl
import threading

PATIENCE_SECONDS = 30
STATUS = {"state": "ok", "origin": "ledger.example.org/tls", "vkey": "v", "size": 7, "root": "r", "your_roles": ["recorder"],
          "you": "cert:client", "version": "1.0.0", "started_at": "2026-11-20T10:00:00.000Z"}


def context_for(certificate, key, client_authority):
    """TLS 1.3 alone, and no client without a certificate that `client_authority` signed."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_cert_chain(certificate, key)
    context.load_verify_locations(client_authority)
    context.verify_mode = ssl.CERT_REQUIRED
    return context


class Handler(http.server.BaseHTTPRequestHandler):
    """GET gives the status, POST of a batch a line for each line, while they come; `server.cut` says where an answer breaks off."""

    protocol_version = "HTTP/1.1"
    timeout = PATIENCE_SECONDS

    def do_GET(self):
        self.note()
        self.answer(STATUS)

    def do_DELETE(self):
        self.note()
        self.answer({})

    def note(self):
        self.server.seen.append((self.command, self.path, self.headers["Host"], self.connection.version()))

    def answer(self, document):
        body = json.dumps(document).encode()
        cut = self.server.cut
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        if not cut.startswith("endless"):
            self.send_header("Content-Length", len(body))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body[:10] if cut == "body" else body)
        if cut == "endless, with leave":
            self.leave()
        self.close_connection = True

    def do_POST(self):
        self.note()
        if self.path == "/v1/snapshots":
            self.answer({"id": "s1", "path": "/nonexistent/snapshots/s1"})
            return
        self.send_response(200)
        self.send_header("Content-Type", "application/x-ndjson")
        self.send_header("Transfer-Encoding", "chunked")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        for number, line in enumerate(self.lines(), 1):
            self.server.received.append(line)
            if self.server.cut != "lines" or number <= 2:
                self.write_chunk(json.dumps({"line": number, "result": {"seq": 100 + number, "receipt": {}, "pad": "p" * 200}}) + "\n")
        if self.server.cut != "lines":
            self.wfile.write(b"0\r\n\r\n")

    def lines(self):
        rest = b""
        while size := int(self.rfile.readline(), 16):
            *whole, rest = (rest + self.rfile.read(size)).split(b"\n")
            self.rfile.readline()
            yield from whole
        self.rfile.readline()

    def write_chunk(self, text):
        self.wfile.write(b"%x\r\n%b\r\n" % (len(text), text.encode()))

    def leave(self):
        self.connection.settimeout(PATIENCE_SECONDS)
        try:
            self.connection.unwrap()  # close_notify
        except OSError:
            pass  # the client is gone, as it may be

    def log_message(self, *_):  # pylint: disable=arguments-differ
        pass


class TlsServer(socketserver.ThreadingTCPServer):
    """Runs in a thread until the with block ends. Without a context it speaks no TLS: it answers whatever comes by `plain`."""

    daemon_threads = True

    def __init__(self, context, cut="", plain=b""):
        super().__init__(("127.0.0.1", 0), Handler)
        self.context = context
        self.cut = cut
        self.plain = plain
        self.seen = []  # method, target, Host, TLS version
        self.received = []  # lines of a batch
        self.refused = []  # handshakes
        self.port = self.server_address[1]
        self.thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02})

    def finish_request(self, request, client_address):
        request.settimeout(PATIENCE_SECONDS)
        if self.context is None:
            request.recv(65536)
            request.sendall(self.plain)
            return
        try:
            request = self.context.wrap_socket(request, server_side=True)
        except OSError as error:
            self.refused.append(str(error))
            return
        try:
            super().finish_request(request, client_address)
        except OSError:
            pass  # the client had enough
        finally:
            request.close()

    def shutdown_request(self, request):
        try:
            request.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        request.close()

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.thread.join(PATIENCE_SECONDS)
        self.server_close()
