"""One change to an event: most break a keyword of its schema, some go to the edge of one and break none.

Every changed event still keeps the rules of docs/formats.md section 2, so that the schema alone decides.
"""
import copy

import event_maker

INTEGER_MAX = 2**53 - 1
# Almost what a class of ASCII digits, letters and marks holds.
STRANGERS = ("\u0663", "\uff11", "\u00e9", "\u0130", "\u212a", "\U0001f600", " ", "\n", "!", "/", "@", "[", "`", "{", "\u2028")
OTHER_KINDS = {"object": {}, "array": [], "string": "x", "integer": 7, "boolean": True}


def places(schema, value, path=()):
    """Every value within, with its own schema, as (path, schema, value)."""
    yield path, schema, value
    if isinstance(value, dict):
        for name, member in schema.get("properties", {}).items():
            if name in value:
                yield from places(member, value[name], (*path, name))
    if isinstance(value, list):
        for i, item in enumerate(value):
            yield from places(schema["items"], item, (*path, i))


def other_kinds(rng, schema, value):
    return [copy.copy(v) for kind, v in OTHER_KINDS.items() if kind != schema["type"]]


def near_values(rng, schema, value):
    values = schema.get("enum") or [schema["const"]]
    known = rng.choice(values)
    return [known.upper(), known + " ", known[:-1], known + "\n", "", rng.choice(values) + known, known + "\u200f"]


def lengths(rng, schema, value):
    """As long as allowed, and too long by one character, of one to four bytes."""
    character = rng.choice(("x", "\u00e9", "\U0001f600", "\u0301"))
    return [character * schema["maxLength"], character * (schema["maxLength"] + 1)]


def off_pattern(rng, schema, value):
    at = rng.randint(0, len(value))
    stranger = rng.choice(STRANGERS)
    changed = [value[:at] + stranger + value[at:], value[:at] + stranger + value[at + 1:], value[:at] + value[at + 1:],
               value + value[-1:], value.swapcase(), ""]
    # Whether $ matches before a last line feed is asked by a test of its own.
    return [v.rstrip("\n") for v in changed]


def off_range(rng, schema, value):
    edges = (schema["minimum"] - 1, schema["minimum"], schema["maximum"], schema["maximum"] + 1)
    return [max(-INTEGER_MAX, min(INTEGER_MAX, edge)) for edge in edges]


def item_counts(rng, schema, value):
    item = event_maker.make(rng, schema["items"])
    return [[copy.deepcopy(item) for _ in range(n)] for n in (0, schema["maxItems"], schema["maxItems"] + 1)]


def lacking(rng, schema, value):
    return [{n: v for n, v in value.items() if n != gone} for gone in sorted(value)]


def unknown_member(rng, schema, value):
    name = rng.choice((*(n + "s" for n in sorted(value)), "x", "z9_", "constructor", "length", "x_order"))
    return [{**value, name: rng.choice(list(OTHER_KINDS.values()))}]


def added_member(rng, schema, value):
    """A member that the schema knows: never wrong by itself, but it may be what an `if` looks at."""
    name = rng.choice(sorted(schema["properties"]))
    return [{**value, name: event_maker.make(rng, schema["properties"][name])}]


def changes_for(schema, value):
    """The changes that make sense for a value of this schema, by what they are aimed at; each gives several values to try."""
    found = {"type": other_kinds}
    if "enum" in schema or "const" in schema:
        found["enum"] = near_values
    elif schema["type"] == "string":
        found["maxLength"] = lengths
        if "pattern" in schema:
            found["pattern"] = off_pattern
    if schema["type"] == "integer":
        found["range"] = off_range
    if schema["type"] == "array":
        found["items"] = item_counts
    if schema["type"] == "object" and "properties" in schema:
        found["additionalProperties"] = unknown_member
        if schema["properties"]:
            found["known"] = added_member
        if value:
            found["required"] = lacking
    return found


def put(members, path, value):
    if not path:
        return value
    members = copy.deepcopy(members)
    inner = members
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return members


def targets(schema, members):
    """(aim, path, schema, value, change) of every change that makes sense anywhere."""
    for path, at, value in places(schema, members):
        for aim, change in changes_for(at, value).items():
            if path or aim != "type":
                yield aim, path, at, value, change


def changed(rng, schema, members):
    """(aim, members with one change)."""
    found = list(targets(schema, members))
    chosen = rng.choice(sorted({t[0] for t in found}))
    aim, path, at, value, change = rng.choice([t for t in found if t[0] == chosen])
    return aim, put(members, path, rng.choice(change(rng, at, value)))


def each_change(rng, schema, members, names):
    """(aim, members with one change): all that make sense within the top-level members `names`."""
    for aim, path, at, value, change in targets(schema, members):
        if path and path[0] in names:
            for new in change(rng, at, value):
                yield aim, put(members, path, new)


def with_last_line_feed(schema, members):
    """The members once for each text of a pattern, with a line feed behind it."""
    for path, at, value in places(schema, members):
        if "pattern" in at and isinstance(value, str):
            yield put(members, path, value + "\n")
