"""The rules that every line of schemas/samples keeps: an event (docs/formats.md section 2), valid under its schema,
whose identifiers are new where it defines them and known where it refers to them. Errors: lines of what is wrong."""
import datetime
import json
import re

import mini_schema

EVENT_BYTES_MAX = 48 * 1024
DEPTH_MAX = 6
NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
MATTER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
OFFSET = r"[+-](?:[01]\d|2[0-3]):[0-5]\d"
DATE = r"\d{4}-\d{2}-\d{2}"
CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d"
PRECISIONS = {
    "instant": rf"({DATE})T{CLOCK}:[0-5]\d(?:\.\d{{1,6}})?(?:Z|{OFFSET})",
    "minute": rf"({DATE})T{CLOCK}{OFFSET}",
    "day": rf"({DATE})", "on_or_before": rf"({DATE})", "on_or_after": rf"({DATE})",
    "month": r"(\d{4}-\d{2})", "year": r"(\d{4})",
}
RAISED_BY_THE_LEDGER = {"secrecy.expired", "deadline.met", "deadline.missed"}


def no_duplicates(pairs):
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        raise ValueError(f"a member name stands twice among {names}")
    return dict(pairs)


def refuse_number(text):
    raise ValueError(f"{text} is no integer")


def parse(text):
    """Strict JSON: no duplicate names, no fractions, no NaN."""
    return json.loads(text, object_pairs_hook=no_duplicates, parse_float=refuse_number, parse_constant=refuse_number)


def exists(date):
    parts = [int(x) for x in date.split("-")]
    try:
        datetime.date(*(parts + [1, 1])[:3])
    except ValueError:
        return False
    return True


def lint_occurred_at(value, out):
    if not isinstance(value, dict) or set(value) - {"precision", "value"}:
        out.append("occurred_at: is an object of precision and value")
        return
    precision = value.get("precision")
    if precision == "unknown":
        if "value" in value:
            out.append("occurred_at: unknown goes without value")
        return
    form = PRECISIONS.get(precision)
    match = form and re.fullmatch(form, value.get("value", ""), re.ASCII)
    if not match or not exists(match[1]):
        out.append(f"occurred_at: {value} is not of its precision")


def lint_value(value, depth, place, out):
    if depth > DEPTH_MAX:
        out.append(f"{place}: deeper than {DEPTH_MAX}")
    elif isinstance(value, dict):
        for name, member in value.items():
            if not NAME.fullmatch(name):
                out.append(f"{place}: name {name!r}")
            lint_value(member, depth + 1 if isinstance(member, (dict, list)) else depth, f"{place}.{name}", out)
    elif isinstance(value, list):
        for i, item in enumerate(value):
            lint_value(item, depth + 1 if isinstance(item, (dict, list)) else depth, f"{place}[{i}]", out)
    elif isinstance(value, str):
        if CONTROL.search(value):
            out.append(f"{place}: a control character or lone surrogate")
    elif value is None or (not isinstance(value, bool) and abs(value) > 2**53 - 1):
        out.append(f"{place}: null or an integer out of range; what is absent is left out")


def lint_identifiers(event, schema, known, out):
    for name, member in schema["properties"].items():
        if "x-identifier" not in member or name not in event:
            continue
        entity, role = member["x-identifier"]["entity"], member["x-identifier"]["role"]
        for value in event[name] if isinstance(event[name], list) else [event[name]]:
            if role == "refers" and (entity, value) not in known:
                out.append(f"{name}: no {entity} {value} is known yet")
            if role == "defines":
                if any(value == other for _, other in known):
                    out.append(f"{name}: {value} is taken")
                known.add((entity, value))


def lint_event(event, schemas, known, as_live):
    """All findings about one sample; `known` gathers the identifiers of the ledger; `as_live`: also valid without mode."""
    out = []
    if not isinstance(event, dict):
        return ["is no object"]
    schema = schemas.get(event.get("type"))
    if schema is None:
        return [f"no schema for type {event.get('type')!r}"]
    if not MATTER.fullmatch(str(event.get("matter", ""))) or event["matter"] == "ledger":
        out.append("matter: missing, malformed or the ledger's own")
    lint_occurred_at(event.get("occurred_at"), out)
    lint_value(event, 1, "$", out)
    form = json.dumps(event, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    if len(form.encode("utf-8", "replace")) > EVENT_BYTES_MAX:
        out.append("larger than 48 KiB")
    members = {k: v for k, v in event.items() if k not in {"type", "matter", "occurred_at"}}
    mini_schema.judge(schema, members, "$", out)
    if as_live and event["type"] not in RAISED_BY_THE_LEDGER:
        members.pop("mode", None)
        mini_schema.judge(schema, members, "as a live event: $", out)
    lint_identifiers(event, schema, known, out)
    return out
