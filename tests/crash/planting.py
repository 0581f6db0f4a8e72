"""Valid events, made from the schema files alone, whose every string is a marker found nowhere else.

Limits: every schema keyword of docs/formats.md section 6 that the catalogue uses; a pattern is met by a marker or by a
fixed text that this file lists.
"""

import json
import random
import re
import string

from lab import SOURCE_DIR

MARKER_CHARS = 24
MARKER_CHARS_MIN = 16
ENUM_CHARS_MIN = 10
# Strings whose form leaves no room for a marker: dates, periods, places.
FIXED = ["2026-11-20", "2026-11-20T10:00:00Z", "P180D", "US-CA", "P1Y", "DE", "EUR"]
# By these members a type is told from another, and the daemon refuses some.
OWN_TYPES = re.compile(r"ledger\.(?!correction)|access\.")
HISTORICAL_ONLY = {"secrecy.expired", "deadline.met", "deadline.missed"}


class Planter:
    """Makes events and keeps what it planted: `markers`, and `values` of enumerations."""

    def __init__(self, seed):
        self._random = random.Random(seed)
        self.markers = {}  # text → the member that it stands in
        self.keys = set()  # markers that no entry holds: idempotency keys
        self.values = set()
        self.count = 0
        self.first = 1  # seq of the matter's first entry, which corrections are of
        self._personal = set()  # members, as "type/name"
        self._known = {}  # entity → an identifier that an earlier event defined
        self._defined = {}  # the same, by the event at hand
        self._wanted = set()  # long enumeration values of the type at hand that no event holds yet
        self.matter = self._marker(string.ascii_lowercase + string.digits, 128, "matter")

    def events(self, leave_out=()):
        """At least one of each recordable type, and as many as hold every long enumeration value, definitions first."""
        schemas = [json.loads(path.read_text()) for path in sorted((SOURCE_DIR / "schemas" / "events").glob("*.json"))]
        schemas = [schema for schema in schemas if not OWN_TYPES.match(schema["x-type"]) and schema["x-type"] not in leave_out]
        for schema in sorted(schemas, key=_definitions_first):
            self._wanted = {value for value in _enum_values(schema) if len(value) >= ENUM_CHARS_MIN} - self.values
            yield self._event(schema)
            while self._wanted:
                left = len(self._wanted)
                yield self._event(schema)
                if len(self._wanted) == left:
                    raise AssertionError(f"{schema['x-type']}: no event can hold {sorted(self._wanted)}")

    def all_markers(self):
        return [*self.markers, *self.keys]

    def is_personal(self, place):
        return "/".join(place.split("/")[:2]) in self._personal

    def place_of(self, text):
        return self.markers.get(text) or ("idempotency_key" if text in self.keys else "enumeration value or type")

    def _event(self, schema):
        kind = schema["x-type"]
        self.count += 1
        self._personal |= {f"{kind}/{name}" for name, member in schema["properties"].items() if member["x-personal"]}
        event = {"type": kind, "matter": self.matter, "occurred_at": {"precision": "day", "value": "2026-11-20"}}
        for name, member in schema["properties"].items():
            value = self._member(member, f"{kind}/{name}")
            if value is not None:
                event[name] = value
        event["mode"] = "historical" if kind in HISTORICAL_ONLY else "live"
        if kind == "ledger.correction":
            note = self._text(60, f"{kind}/personal_members/note")
            event.update(corrects=self.first, withdraws=False, members={}, personal_members={"note": note})
        self._known.update(self._defined)
        event["idempotency_key"] = self._marker(string.ascii_letters, 128, None)
        if len(kind) >= ENUM_CHARS_MIN:
            self.values.add(kind)
        return event

    def _member(self, member, place):
        identifier = member.get("x-identifier")
        if identifier is None:
            return self._value(member, place)
        entity = identifier["entity"]
        if identifier["role"] == "defines":
            self._defined[entity] = self._value(member, place)
            return self._defined[entity]
        known = self._known.get(entity)
        if known is None:
            return None
        return [known] if member["type"] == "array" else known

    def _value(self, schema, place):
        kind = schema["type"]
        if kind == "object":
            return {name: self._value(member, f"{place}/{name}") for name, member in schema.get("properties", {}).items()}
        if kind == "array":
            return [self._value(schema["items"], place)]
        if kind == "integer":
            return min(max(schema.get("minimum", 0), 1), schema["maximum"])
        if kind == "boolean":
            return schema.get("const", True)
        return self._string(schema, place)

    def _string(self, schema, place):
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            value = next((value for value in schema["enum"] if value in self._wanted), schema["enum"][0])
            self._wanted.discard(value)
            if len(value) >= ENUM_CHARS_MIN:
                self.values.add(value)
            return value
        if "pattern" in schema:
            return self._patterned(schema, place)
        return self._text(schema["maxLength"], place)

    def _text(self, length_max, place):
        if length_max < MARKER_CHARS_MIN:
            raise AssertionError(f"{place}: a free text of at most {length_max} characters leaves no room for a marker")
        return self._marker(string.ascii_letters + string.digits, length_max, place)

    def _patterned(self, schema, place):
        pattern = re.compile(schema["pattern"], re.ASCII)
        length_max = min(schema.get("maxLength", MARKER_CHARS), MARKER_CHARS)
        if pattern.fullmatch("z" * length_max) and length_max >= MARKER_CHARS_MIN:
            return self._marker(string.ascii_lowercase, length_max, place)
        for digits in (64, 128):
            if pattern.fullmatch("0" * digits) and not pattern.fullmatch("0"):
                return self._draw("0123456789abcdef", digits, place)
        for text in FIXED:
            if pattern.fullmatch(text):
                return text
        raise AssertionError(f"{place}: nothing that this test knows has the form {schema['pattern']}")

    def _marker(self, alphabet, length_max, place):
        return self._draw(alphabet, min(length_max, MARKER_CHARS), place)

    def _draw(self, alphabet, length, place):
        text = "".join(self._random.choices(alphabet, k=length))
        if place is None:
            self.keys.add(text)
        else:
            self.markers[text] = place
        return text


def _definitions_first(schema):
    """Demands, then their targets and secrecy orders, then challenges, then what refers to any of them."""
    order = ["demand.received", "demand.target_added", "secrecy.received", "challenge.filed"]
    kind = schema["x-type"]
    return (order.index(kind) if kind in order else len(order), kind)


def _enum_values(schema):
    if isinstance(schema, dict):
        for key, part in schema.items():
            if key == "enum":
                yield from part
            else:
                yield from _enum_values(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _enum_values(part)
