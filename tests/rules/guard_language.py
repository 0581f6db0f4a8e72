"""The small language of guards (schemas/README.md, "Rules"): parsing, and evaluation over an event and the facts of its subject."""
import collections
import functools
import re

Term = collections.namedtuple("Term", "path negated words")  # words: None for a bare path

NAME = r"[a-z][a-z0-9_]*"
PATH = rf"{NAME}(?:\.{NAME})*"
WORD = r"[A-Za-z0-9_.:-]+"
BARE = re.compile(rf"(not )?({PATH})")
COMPARED = re.compile(rf"({PATH}) (=|!=) ({WORD})")
LISTED = re.compile(rf"({PATH}) in \(({WORD}(?:, ?{WORD})*)\)")
MISSING = object()


@functools.cache
def parse(text):
    """The terms of a guard. Raises ValueError for what is none."""
    return [parse_term(part) for part in text.split(" and ")]


def parse_term(part):
    if match := LISTED.fullmatch(part):
        return Term(tuple(match[1].split(".")), False, tuple(re.split(", ?", match[2])))
    if match := COMPARED.fullmatch(part):
        return Term(tuple(match[1].split(".")), match[2] == "!=", (match[3],))
    if match := BARE.fullmatch(part):
        return Term(tuple(match[2].split(".")), bool(match[1]), None)
    raise ValueError(f"no guard: {part!r}")


def look_up(value, path):
    """What stands at the path; MISSING if nothing does. Arrays are not entered."""
    for name in path:
        if not isinstance(value, dict) or name not in value:
            return MISSING
        value = value[name]
    return value


def resolve(path, event, subject):
    if path[0] == "subject" and len(path) > 1:
        return look_up(subject, path[1:])
    return look_up(event, path)


def as_word(value):
    """The word that a scalar compares with; None for what compares with none."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return value if isinstance(value, str) else None


def holds_term(term, event, subject):
    value = resolve(term.path, event, subject)
    if term.words is None:
        there = value is not MISSING and value is not False
        return there != term.negated
    equal = value is not MISSING and as_word(value) in term.words
    return equal != term.negated


def holds(text, event, subject):
    return text is None or all(holds_term(t, event, subject) for t in parse(text))
