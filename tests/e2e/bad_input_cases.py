"""Bad events and bad requests, each with what the daemon must say. Every value carries MARKER where it can: no answer may echo it."""

import json
from dataclasses import dataclass, field

from daemon_process import request

MARKER = "zqmarkerzq"


@dataclass
class Event:
    """One body of POST /v1/events."""
    name: str
    body: bytes
    pointer: str            # of one of the errors
    says: str               # what would be right, or the rule
    status: int = 400


@dataclass
class Http:
    """Bytes on a connection; a float is a pause in seconds."""
    name: str
    pieces: list
    status: int
    says: str
    headers: dict = field(default_factory=dict)
    end_sending: bool = False


OCCURRED_AT = '{"precision":"day","value":"2026-11-20"}'


def event(**members):
    """A valid historical event with `members` changed; None leaves one out; RAW text stands as it is."""
    whole = {
        "type": '"demand.received"', "matter": '"M-1"', "occurred_at": OCCURRED_AT, "mode": '"historical"', "demand_id": '"D-1"',
        "kind": '"us_sca_warrant"',
    }
    for name, value in members.items():
        if value is None:
            whole.pop(name, None)
        else:
            whole[name] = value
    return ("{" + ",".join(f'"{name}":{value}' for name, value in whole.items()) + "}").encode("utf-8", "surrogatepass")


def raw(text):
    return text if isinstance(text, bytes) else text.encode()


def nested(depth):
    return '{"a":' * depth + "1" + "}" * depth


def syntax_cases():
    base = event().decode()
    yield Event("an empty body", b"", "", "text ends")
    yield Event("white space alone", b" \n", "", "text ends")
    yield Event("no JSON", raw(MARKER), "", "RFC 8259")
    yield Event("a JSON string", raw(f'"{MARKER}"'), "", "object")
    yield Event("an array", raw(f"[{base}]"), "", "object")
    yield Event("a number", b"1", "", "object")
    yield Event("null", b"null", "", "value")
    yield Event("two objects", raw(base + base), "", "nothing after")
    yield Event("bytes behind", raw(base + MARKER), "", "nothing after")
    yield Event("cut off", raw(base[:-1]), "", "text ends")
    yield Event("cut off in a string", raw(base[:-3]), "", "text ends")
    yield Event("a trailing comma", raw(base[:-1] + ",}"), "", "RFC 8259")
    yield Event("single quotes", raw(base.replace('"', "'")), "", "RFC 8259")
    yield Event("a comment", raw("/* c */" + base), "", "RFC 8259")
    yield Event("a byte order mark", b"\xef\xbb\xbf" + raw(base), "", "byte order mark")
    yield Event("UTF-16", base.encode("utf-16-le"), "", "RFC 8259")
    yield Event("a name twice", raw(base[:-1] + f',"matter":"{MARKER}"}}'), "/matter", "once")
    yield Event("a name twice, escaped", raw(base[:-1] + f',"m\\u0061tter":"{MARKER}"}}'), "/matter", "once")
    yield Event("a name twice, nested", event(occurred_at='{"precision":"day","value":"2026-11-20","value":"2026-11-21"}'),
                "/occurred_at/value", "once")
    yield Event("an unquoted name", raw("{type:1}"), "", "RFC 8259")
    yield Event("an escape that is none", event(note=f'"{MARKER}\\x41"'), "/note", "RFC 8259")


def value_cases():
    for name, text, says in [
        ("a fraction", "1.5", "without fraction"), ("a fraction of zero", "1.0", "without fraction"),
        ("an exponent", "1e2", "without fraction"), ("2^53", "9007199254740992", "2^53"), ("-2^53", "-9007199254740992", "2^53"),
        ("2^63", "9223372036854775808", "2^53"), ("2^64", "18446744073709551616", "2^53"), ("minus zero", "-0", "0"),
        ("a huge exponent", "1e999999", "without fraction"), ("a hundred digits", "1" * 100, ""), ("a leading zero", "01", "RFC 8259"),
        ("a plus sign", "+1", "RFC 8259"), ("NaN", "NaN", "RFC 8259"), ("Infinity", "Infinity", "RFC 8259"),
        ("hexadecimal", "0x10", "RFC 8259"), ("null", "null", "left out"),
    ]:
        # Where the digits end, a JSON reader is back in the object.
        place = "" if name in ("a leading zero", "hexadecimal") else "/note"
        yield Event(f"a number: {name}", event(note=text), place, says)
    yield Event("bad UTF-8", event(note='"PUT"').replace(b"PUT", MARKER.encode() + b"\xff"), "/note", "UTF-8")
    yield Event("an overlong form", event(note='"PUT"').replace(b"PUT", b"\xc0\xaf"), "/note", "UTF-8")
    yield Event("an encoded surrogate", event(note='"PUT"').replace(b"PUT", b"\xed\xa0\x80"), "/note", "UTF-8")
    yield Event("beyond U+10FFFF", event(note='"PUT"').replace(b"PUT", b"\xf4\x90\x80\x80"), "/note", "UTF-8")
    yield Event("a lone high surrogate", event(note=f'"{MARKER}\\ud800"'), "/note", "surrogate")
    yield Event("a lone low surrogate", event(note=f'"{MARKER}\\udc00"'), "/note", "surrogate")
    yield Event("surrogates in the wrong order", event(note='"\\udc00\\ud800"'), "/note", "surrogate")
    yield Event("a NUL escape", event(note=f'"{MARKER}\\u0000"'), "/note", "control")
    yield Event("a raw control", event(note='"PUT"').replace(b"PUT", b"\x01"), "/note", "")
    yield Event("an escaped DEL", event(note=f'"{MARKER}\\u007f"'), "/note", "control")
    yield Event("a C1 control", event(note='"PUT"').replace(b"PUT", b"\xc2\x85"), "/note", "control")
    yield Event("a carriage return", event(note=f'"{MARKER}\\r"'), "/note", "control")
    yield Event("a raw line feed in a string", event(note='"PUT"').replace(b"PUT", b"\n"), "/note", "")
    yield Event("an upper-case name", event(**{"Note": f'"{MARKER}"'}), "", "[a-z]")
    yield Event("a name of 65 characters", event(**{"n" * 65: "1"}), "", "[a-z]")
    yield Event("a name with a control", event().replace(b'"kind"', b'"ki\\u0001nd"'), "", "")
    yield Event("depth 7", event(instrument=nested(6)), "/instrument/a/a/a/a/a", "6 deep")
    yield Event("depth 1000", event(instrument=nested(1000)), "/instrument/a/a/a/a/a", "6 deep")


def size_cases():
    yield Event("an array of 100000 items", event(documents="[" + "1," * 99_999 + "1]"), "", "bytes", 413)
    yield Event("48 KiB and one byte, canonical", event(note=f'"{MARKER + "x" * 49_152}"'), "", "49152", 413)
    yield Event("256 KiB and one byte, as sent", event() + b" " * 262_144, "", "262144", 413)


def own_rule_cases():
    yield Event("no type", event(type=None), "/type", "demand.received")
    yield Event("no matter", event(matter=None), "/matter", "characters")
    yield Event("no occurred_at", event(occurred_at=None), "/occurred_at", "precision")
    yield Event("a type that is a number", event(type="1"), "/type", "string")
    yield Event("a type of one word", event(type=f'"{MARKER}"'), "/type", "demand.received")
    yield Event("an unknown type", event(type=f'"demand.{MARKER}"'), "/type", "/v1/types")
    yield Event("an empty matter", event(matter='""'), "/matter", "characters")
    yield Event("a matter with a space", event(matter=f'"M {MARKER}"'), "/matter", "characters")
    yield Event("a matter of 129 characters", event(matter='"' + "m" * 129 + '"'), "/matter", "128")
    yield Event("a matter that begins with a dot", event(matter=f'".{MARKER}"'), "/matter", "first")
    yield Event("occurred_at as a string", event(occurred_at='"2026-11-20"'), "/occurred_at", "object")
    yield Event("an unknown precision", event(occurred_at=f'{{"precision":"{MARKER}"}}'), "/occurred_at/precision", "instant")
    yield Event("a day that is none", event(occurred_at='{"precision":"day","value":"2026-02-30"}'), "/occurred_at/value", "YYYY-MM-DD")
    yield Event("an instant without offset", event(occurred_at='{"precision":"instant","value":"2026-11-20T10:00:00"}'),
                "/occurred_at/value", "")
    yield Event("a leap second", event(occurred_at='{"precision":"instant","value":"2016-12-31T23:59:60Z"}'), "/occurred_at/value", "")
    yield Event("no value", event(occurred_at='{"precision":"day"}'), "/occurred_at/value", "YYYY-MM-DD")
    yield Event("a value of the unknown", event(occurred_at='{"precision":"unknown","value":"2026"}'), "/occurred_at/value", "no value")
    yield Event("another member of occurred_at", event(occurred_at=OCCURRED_AT[:-1] + f',"zone":"{MARKER}"}}'),
                "/occurred_at/zone", "precision")
    yield Event("an empty idempotency key", event(idempotency_key='""'), "/idempotency_key", "128")
    yield Event("an idempotency key with a space", event(idempotency_key=f'"a {MARKER}"'), "/idempotency_key", "visible")
    yield Event("an idempotency key of 129", event(idempotency_key='"' + "k" * 129 + '"'), "/idempotency_key", "128")
    for name in ["seq", "prev", "v"]:
        yield Event(f"the reserved name {name}", event(**{name: "1"}), f"/{name}", "")
    for name in ["recorded_at", "recorded_by", "schema", "matter_seq", "matter_prev"]:
        yield Event(f"the daemon's member {name}", event(**{name: f'"{MARKER}"'}), f"/{name}", "")


def schema_cases():
    yield Event("an unknown member", event(knd=f'"{MARKER}"'), "/knd", "kind")
    yield Event("a required member left out", event(kind=None), "/kind", "kind")
    yield Event("an identifier left out", event(demand_id=None), "/demand_id", "demand_id")
    yield Event("what a live event must have", event(mode=None), "/jurisdiction", "jurisdiction")
    yield Event("a wrong enum value", event(kind=f'"{MARKER}"'), "/kind", "us_sca_warrant")
    yield Event("a wrong mode", event(mode=f'"{MARKER}"'), "/mode", "historical")
    yield Event("an array for a string", event(kind=f'["{MARKER}"]'), "/kind", "string")
    yield Event("a string for an object", event(instrument=f'"{MARKER}"'), "/instrument", "object")
    yield Event("an identifier over its length", event(demand_id='"' + "d" * 65 + '"'), "/demand_id", "64")
    yield Event("an identifier with a space", event(demand_id=f'"D {MARKER}"'), "/demand_id", "A-Za-z0-9")
    yield Event("a note over its length", event(note='"' + "é" * 4001 + '"'), "/note", "4000")
    yield Event("a jurisdiction in lower case", event(jurisdiction='"us"'), "/jurisdiction", "A-Z")
    yield Event("a nested unknown member", event(instrument=f'{{"{MARKER}":1}}'.replace(MARKER, "isued_at")), "/instrument/isued_at", "issued_at")
    yield Event("too many items", event(documents="[" + ",".join(['{}'] * 33) + "]"), "/documents", "32")
    yield Event("a member of an item left out", event(documents='[{"role":"instrument"}]'), "/documents/0/sha256", "sha256")
    yield Event("an upper-case digest", event(documents=json.dumps(
        [{"role": "instrument", "media_type": "application/pdf", "size": 1, "sha256": "A" * 64}])), "/documents/0/sha256", "a-f")
    yield Event("a number over its maximum", event(clock='{"source":"ntp","offset_ms":86400001}'), "/clock/offset_ms", "86400000")
    yield Event("a number under its minimum", event(clock='{"source":"ntp","offset_ms":-86400001}'), "/clock/offset_ms", "-86400000")


def privilege_cases():
    for name in ["ledger.genesis", "ledger.heartbeat", "ledger.export_created", "ledger.clock_event"]:
        yield Event(f"the daemon's type {name}", event(type=f'"{name}"'), "/type", "type", 403)
    yield Event("a live secrecy.expired", event(type='"secrecy.expired"', mode=None), "/type", "historical", 403)
    yield Event("the daemon's matter", event(matter='"ledger"'), "/matter", "case identifier", 403)


def http_cases():
    json_type = "application/json"
    body = event()
    yield Http("half a request line", [b"POST /v1/ev"], 400, "whole", end_sending=True)
    yield Http("half a head", [b"POST /v1/events HTTP/1.1\r\nHost: x\r\n"], 400, "whole", end_sending=True)
    yield Http("half a body", [request("POST", "/v1/events", json_type, body)[:-9]], 400, "whole", end_sending=True)
    yield Http("half a chunked body", [
        b"POST /v1/events HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"typ"],
        400, "whole", end_sending=True)
    yield Http("a chunk size that is none", [
        b"POST /v1/events HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"], 400, "HTTP/1.1")
    yield Http("no HTTP", [b"hello\r\n\r\n"], 400, "HTTP/1.1")
    yield Http("TLS", [b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"], 400, "HTTP/1.1")
    yield Http("HTTP/2", [b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"], 400, "HTTP/1.1")
    yield Http("HTTP/1.0", [b"GET /v1/status HTTP/1.0\r\n\r\n"], 505, "HTTP/1.1")
    yield Http("two lengths", [b"POST /v1/events HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"], 400, "HTTP/1.1")
    yield Http("length and chunks", [
        b"POST /v1/events HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"], 400, "HTTP/1.1")
    yield Http("a negative length", [b"POST /v1/events HTTP/1.1\r\nContent-Length: -1\r\n\r\n"], 400, "HTTP/1.1")
    yield Http("a header with a control", [b"GET /v1/status HTTP/1.1\r\nX: a\x00b\r\n\r\n"], 400, "HTTP/1.1")
    yield Http("a folded header", [b"GET /v1/status HTTP/1.1\r\n folded\r\n\r\n"], 400, "HTTP/1.1")
    yield Http("a huge header", [b"GET /v1/status HTTP/1.1\r\nX: " + MARKER.encode() * 2000 + b"\r\n\r\n"], 431, "16384")
    yield Http("a huge target", [b"GET /" + b"x" * 20_000 + b" HTTP/1.1\r\n\r\n"], 431, "16384")
    yield Http("a huge body, announced", [
        b"POST /v1/events HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n"], 413, "262144")
    yield Http("a huge body, sent", [request("POST", "/v1/events", json_type, b" " * 3_000_000)], 413, "262144")
    yield Http("a huge body in chunks", [
        b"POST /v1/events HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n",
        *[b"10000\r\n" + b" " * 65_536 + b"\r\n"] * 5], 413, "262144")
    yield Http("a body where none belongs", [request("GET", "/v1/status", json_type, b"{}")], 413, "no body")
    yield Http("a wrong method", [request("GET", "/v1/events")], 405, "POST", {"allow": "POST"})
    yield Http("PUT on an entry", [request("PUT", "/v1/entries/0", json_type, body)], 405, "GET", {"allow": "GET"})
    yield Http("DELETE on an entry", [request("DELETE", "/v1/entries/0")], 405, "GET", {"allow": "GET"})
    yield Http("a method that is none", [request("FROB", "/v1/events")], 405, "POST")
    yield Http("an unknown path", [request("GET", f"/v1/{MARKER}")], 404, "openapi")
    yield Http("a path that climbs", [request("GET", "/tile/../v1/status")], 404, "tile")
    yield Http("a form", [request("POST", "/v1/events", "application/x-www-form-urlencoded", body)], 415, "application/json")
    yield Http("no media type", [request("POST", "/v1/events", "", body)], 415, "application/json")
    yield Http("JSON for a batch", [request("POST", "/v1/events:batch", json_type, body)], 415, "application/x-ndjson")
    yield Http("an unknown parameter", [request("POST", f"/v1/events?{MARKER}=1", json_type, body)], 400, "dry_run")
    yield Http("a parameter twice", [request("POST", "/v1/events?dry_run=1&dry_run=1", json_type, body)], 400, "once")
    yield Http("a flag that is none", [request("POST", f"/v1/events?dry_run={MARKER}", json_type, body)], 400, "1 or 0")
    yield Http("a broken escape", [request("GET", "/v1/entries?matter=%zz")], 400, "hex")
    yield Http("a limit over its maximum", [request("GET", "/v1/entries?limit=1001")], 400, "1000")
    yield Http("a seq that is none", [request("GET", f"/v1/entries/{MARKER}")], 400, "decimal")
    yield Http("a seq of 2^64", [request("GET", "/v1/entries/18446744073709551616")], 400, "decimal")
    yield Http("a slow head", [b"POST /v1/events HT", 2.0], 408, "slowly")
    yield Http("a slow body", [request("POST", "/v1/events", json_type, body)[:-9], 2.0], 408, "slowly")


def event_cases():
    for cases in (syntax_cases, value_cases, size_cases, own_rule_cases, schema_cases, privilege_cases):
        yield from cases()
