"""Values of core members, and disclosures.

Source: docs/formats.md sections 2 and 3.
"""

import dataclasses
import functools
import re

from .encoding import (Malformed, canonical, decode_base64url, encode_base64url, is_hex64,
                       is_integer, parse_canonical)
from .tlog import sha256

CORE = ("type", "schema", "matter", "matter_seq", "matter_prev", "occurred_at", "recorded_at", "recorded_by")
FIRST_FREE_SLOT = 8
FIRST_RESERVED_SLOT = 30
SLOTS = 32
MAX_DISCLOSURE = 96 * 1024
MAX_VALUE_DEPTH = 5
ZEROS = "0" * 64

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_TYPE = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+")
_MATTER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}")
_RECORDED_BY = re.compile(r"daemon|uid:(?P<uid>0|[1-9][0-9]{0,9})|cert:[!-~]{1,255}")
_DATE = r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
_TIME = r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})"
_OFFSET = r"[+-](?P<offset_hour>[0-9]{2}):(?P<offset_minute>[0-9]{2})"
_PRECISIONS = {
    "instant": re.compile(rf"{_DATE}T{_TIME}:(?P<second>[0-9]{{2}})(?:\.[0-9]{{1,6}})?(?:Z|{_OFFSET})"),
    "minute": re.compile(rf"{_DATE}T{_TIME}{_OFFSET}"),
    "day": re.compile(_DATE),
    "on_or_before": re.compile(_DATE),
    "on_or_after": re.compile(_DATE),
    "month": re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})"),
    "year": re.compile(r"(?P<year>[0-9]{4})"),
}
_RECORDED_AT = re.compile(rf"{_DATE}T{_TIME}:(?P<second>[0-9]{{2}})\.[0-9]{{6}}Z")
_HIGHEST = {"hour": 23, "minute": 59, "second": 59, "offset_hour": 23, "offset_minute": 59}


def _days_in(year, month):
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def _is_time(pattern, text):
    match = pattern.fullmatch(text) if isinstance(text, str) else None
    if not match:
        return False
    parts = {name: int(digits) for name, digits in match.groupdict().items() if digits is not None}
    if any(parts[name] > high for name, high in _HIGHEST.items() if name in parts):
        return False
    month = parts.get("month", 1)
    return 1 <= month <= 12 and 1 <= parts.get("day", 1) <= _days_in(parts["year"], month)


def is_type(value):
    return isinstance(value, str) and len(value) <= 64 and _TYPE.fullmatch(value) is not None


def is_matter(value):
    return isinstance(value, str) and _MATTER.fullmatch(value) is not None


def is_recorded_at(value):
    return _is_time(_RECORDED_AT, value)


def is_occurred_at(value):
    if not isinstance(value, dict):
        return False
    precision = value.get("precision")
    if precision == "unknown":
        return set(value) == {"precision"}
    if not isinstance(precision, str) or precision not in _PRECISIONS:
        return False
    return set(value) == {"precision", "value"} and _is_time(_PRECISIONS[precision], value["value"])


def is_recorded_by(value):
    match = _RECORDED_BY.fullmatch(value) if isinstance(value, str) else None
    return match is not None and int(match.group("uid") or 0) <= 4294967295


def is_schema_reference(value):
    return (isinstance(value, dict) and set(value) == {"sha256", "type", "version"} and is_hex64(value["sha256"])
            and is_type(value["type"]) and is_integer(value["version"], 1))


FORMS = {
    "type": is_type,
    "schema": is_schema_reference,
    "matter": is_matter,
    "matter_seq": lambda value: is_integer(value, 1),
    "matter_prev": is_hex64,
    "occurred_at": is_occurred_at,
    "recorded_at": is_recorded_at,
    "recorded_by": is_recorded_by,
}


def depth_of(value):
    if isinstance(value, list):
        return 1 + max(map(depth_of, value), default=0)
    if isinstance(value, dict):
        return 1 + max(map(depth_of, value.values()), default=0)
    return 0


def _names_are_good(value):
    if isinstance(value, list):
        return all(map(_names_are_good, value))
    if isinstance(value, dict):
        return all(_NAME.fullmatch(name) for name in value) and all(map(_names_are_good, value.values()))
    return True


def is_top_name(name):
    return isinstance(name, str) and _NAME.fullmatch(name) is not None and name not in ("prev", "seq", "v")


def digest_of(disclosure):
    return encode_base64url(sha256(disclosure.encode("ascii")))


@dataclasses.dataclass(frozen=True)
class Disclosure:
    """A well-formed disclosure; a decoy has no name."""

    digest: str
    name: str | None
    value: object

    # Remembered for whoever compares many bundles of much the same text.
    @staticmethod
    @functools.lru_cache(maxsize=20000)
    def parse(text, decoy=False):
        if len(text) > MAX_DISCLOSURE:
            raise Malformed("disclosure too long")
        parts = parse_canonical(decode_base64url(text))
        if not isinstance(parts, list) or len(parts) != (1 if decoy else 3):
            raise Malformed("not a disclosure")
        if not isinstance(parts[0], str) or len(decode_base64url(parts[0])) != 16:
            raise Malformed("not a salt")
        if decoy:
            return Disclosure(digest_of(text), None, None)
        name, value = parts[1:]
        if not is_top_name(name) or not _names_are_good(value) or depth_of(value) > MAX_VALUE_DEPTH:
            raise Malformed("not a member")
        return Disclosure(digest_of(text), name, value)


def make_disclosure(salt, *name_and_value):
    """The disclosure of a member, or a decoy if no name and value are given."""
    return encode_base64url(canonical([encode_base64url(salt), *name_and_value]))
