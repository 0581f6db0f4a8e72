"""Strict text forms: base64, hex, JSON read strictly and written canonically.

Source: docs/formats.md sections 1 (words) and 2 (values).
"""

import base64
import binascii
import re

MAX_INTEGER = 2**53 - 1
MAX_NESTING = 100  # of the reader alone: no form of the page nests deeper

_HEX64 = re.compile(r"[0-9a-f]{64}")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)")
# Characters that stand in a string as themselves: no control character, and no surrogate.
_PLAIN = re.compile('[^"\\\\\x00-\x1f\x7f-\x9f\ud800-\udfff]+')
_NUMBER_LIKE = "0123456789+-.eE"
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "n": "\n", "t": "\t"}
_WRITTEN = str.maketrans({'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"})


class Malformed(Exception):
    """Bytes that are not in the form that the page asks for."""


def is_hex64(value):
    return isinstance(value, str) and _HEX64.fullmatch(value) is not None


def is_integer(value, low=0, high=MAX_INTEGER):
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def decode_base64(text):
    """The bytes of canonical base64 with padding."""
    try:
        raw = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error, ValueError) as error:
        raise Malformed("not base64") from error
    if base64.b64encode(raw).decode("ascii") != text:
        raise Malformed("not canonical base64")
    return raw


def encode_base64url(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def decode_base64url(text):
    """The bytes of canonical base64url without padding."""
    try:
        raw = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (UnicodeEncodeError, binascii.Error, ValueError) as error:
        raise Malformed("not base64url") from error
    if encode_base64url(raw) != text:
        raise Malformed("not canonical base64url")
    return raw


class _Reader:
    def __init__(self, text):
        self.text = text
        self.at = 0

    def fail(self, why):
        raise Malformed(f"{why} at character {self.at}")

    def peek(self):
        return self.text[self.at] if self.at < len(self.text) else ""

    def take(self, expected):
        if not self.text.startswith(expected, self.at):
            self.fail(f"expected {expected!r}")
        self.at += len(expected)

    def skip_space(self):
        while self.peek() and self.peek() in " \t\r\n":
            self.at += 1

    def value(self, depth):
        if depth > MAX_NESTING:
            self.fail("nested too deeply")
        self.skip_space()
        char = self.peek()
        if char == "{":
            found = self.object(depth)
        elif char == "[":
            found = self.array(depth)
        elif char == '"':
            found = self.string()
        elif char == "t":
            self.take("true")
            found = True
        elif char == "f":
            self.take("false")
            found = False
        else:
            found = self.number()
        self.skip_space()
        return found

    def object(self, depth):
        members = {}
        self.take("{")
        self.skip_space()
        if self.peek() == "}":
            self.take("}")
            return members
        while True:
            self.skip_space()
            name = self.string()
            if name in members:
                self.fail(f"member {name!r} twice")
            self.skip_space()
            self.take(":")
            members[name] = self.value(depth + 1)
            if self.peek() == "}":
                self.take("}")
                return members
            self.take(",")

    def array(self, depth):
        elements = []
        self.take("[")
        self.skip_space()
        if self.peek() == "]":
            self.take("]")
            return elements
        while True:
            elements.append(self.value(depth + 1))
            if self.peek() == "]":
                self.take("]")
                return elements
            self.take(",")

    def number(self):
        match = _NUMBER.match(self.text, self.at)
        if not match:
            self.fail("not a value")
        literal = match.group()
        self.at = match.end()
        if self.peek() and self.peek() in _NUMBER_LIKE:
            self.fail("not an integer")
        if literal == "-0" or len(literal) > 17 or abs(int(literal)) > MAX_INTEGER:
            self.fail("integer out of range")
        return int(literal)

    def hex4(self):
        digits = self.text[self.at : self.at + 4]
        if not re.fullmatch(r"[0-9a-fA-F]{4}", digits):
            self.fail("bad \\u escape")
        self.at += 4
        return int(digits, 16)

    def escape(self):
        self.take("\\")
        char = self.peek()
        self.at += 1
        if char != "u":
            if not char or char not in _ESCAPES:
                self.fail("bad escape, or one of a forbidden character")
            return _ESCAPES[char]
        code = self.hex4()
        if 0xD800 <= code <= 0xDBFF:
            self.take("\\u")
            low = self.hex4()
            if not 0xDC00 <= low <= 0xDFFF:
                self.fail("lone surrogate")
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
        if not _PLAIN.fullmatch(chr(code)) and chr(code) not in '\n\t"\\':
            self.fail("forbidden character")
        return chr(code)

    def string(self):
        self.take('"')
        parts = []
        while self.peek() != '"':
            plain = _PLAIN.match(self.text, self.at)
            if plain:
                parts.append(plain.group())
                self.at = plain.end()
            elif self.peek() == "\\":
                parts.append(self.escape())
            else:
                self.fail("string not closed, or a forbidden character")
        self.take('"')
        return "".join(parts)


def parse_json(raw):
    """The value of strict JSON in UTF-8: no name twice, no null, only integers, no controls."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed("not UTF-8") from error
    reader = _Reader(text)
    value = reader.value(0)
    if reader.at != len(text):
        reader.fail("more after the value")
    return value


def canonical(value):
    """The RFC 8785 form, as bytes, of a value that parse_json can return."""
    return _write(value).encode("utf-8")


def _write(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return f'"{value.translate(_WRITTEN)}"'
    if isinstance(value, list):
        return "[" + ",".join(_write(element) for element in value) + "]"
    return "{" + ",".join(f"{_write(name)}:{_write(value[name])}" for name in sorted(value)) + "}"


def parse_canonical(raw):
    """The value of JSON that is in RFC 8785 form already."""
    value = parse_json(raw)
    if canonical(value) != raw:
        raise Malformed("not in RFC 8785 form")
    return value
