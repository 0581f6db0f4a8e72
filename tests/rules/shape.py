"""The shape of a record: which members it has, which it may have, and what stands in each. A check takes a value and says what is
wrong with it, or None."""
import datetime
import re

NAME = re.compile(r"[a-z][a-z0-9_]*")
RULE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")
PERIOD = re.compile(r"P(\d+[YMWD]|T\d+[HM])")
CONFIDENCES = ("seen_in_source", "general_knowledge_high", "general_knowledge_medium", "general_knowledge_low")


def text(value):
    return None if isinstance(value, str) and value.strip() == value and value else "is a text"


def signed(value):
    return None if isinstance(value, str) else "is a text, or empty until a lawyer has signed"


def name(value):
    return None if isinstance(value, str) and NAME.fullmatch(value) else "is a name of a-z, 0-9 and _"


def rule_name(value):
    return None if isinstance(value, str) and RULE.fullmatch(value) else "is names joined by dots"


def flag(value):
    return None if isinstance(value, bool) else "is true or false"


def count(value):
    return None if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else "is a whole number from 0"


def day(value):
    try:
        datetime.date.fromisoformat(value)
        return None if len(value) == 10 else "is a day"
    except (TypeError, ValueError):
        return "is a day such as 2026-03-02"


def period(value):
    return None if isinstance(value, str) and PERIOD.fullmatch(value) else "is a period of one unit, such as P90D or PT48H"


def zone(value):
    return None if isinstance(value, str) and re.fullmatch(r"UTC|[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+", value) else "is an IANA time zone"


def one_of(words):
    return lambda value: None if isinstance(value, str) and value in words else f"{value!r} is none of the words allowed"


def list_of(check, least=0):
    def verdict(value):
        if not isinstance(value, list) or len(value) < least:
            return f"is a list of at least {least}"
        found = [f for f in map(check, value) if f]
        if not found and all(isinstance(v, str) for v in value) and len(set(value)) != len(value):
            return "has something twice"
        return found[0] if found else None
    return verdict


def anything(_):
    return None


def lint(record, where, needed, optional, out):
    """True if the record's members are worth a closer look."""
    if not isinstance(record, dict):
        out.append(f"{where}: is an object")
        return False
    before = len(out)
    for missing in sorted(set(needed) - set(record)):
        out.append(f"{where}: {missing} is missing")
    for member_name, value in record.items():
        check = needed.get(member_name) or optional.get(member_name)
        problem = check(value) if check else "does not belong here"
        if problem:
            out.append(f"{where}: {member_name} {problem}")
    return len(out) == before
