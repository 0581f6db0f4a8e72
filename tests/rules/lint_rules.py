#!/usr/bin/env python3
"""Checks the law's data in schemas/rules: format, closed words, guards, and that each kind stands in exactly one enabled pack.
Exit status 0 if all is well; else 1, with a line for each finding."""
import json
import pathlib
import re
import sys

import calendar_rules
import event_catalogue
import guard_language
import guard_rules
import machine_rules
import pack_rules

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "schemas" / "rules"
FILE = re.compile(r"([a-z][a-z0-9_]*)\.v([1-9][0-9]*)\.json")


def no_duplicates(pairs):
    if len({name for name, _ in pairs}) != len(pairs):
        raise ValueError(f"a member stands twice among {[name for name, _ in pairs]}")
    return dict(pairs)


def refuse(text):
    raise ValueError(f"{text} is no value of these files")


def holds_null(value):
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return value is None or any(map(holds_null, inner))


def read_file(path, out):
    """The object of one file; None if it is not even that."""
    data = path.read_bytes()
    if not data.isascii() or not data.endswith(b"\n") or b"\r" in data or b"\t" in data:
        out.append(f"{path.name}: is ASCII without tab or carriage return, and ends in a line feed")
        return None
    try:
        value = json.loads(data, object_pairs_hook=no_duplicates, parse_float=refuse, parse_constant=refuse)
    except ValueError as error:
        out.append(f"{path.name}: {error}")
        return None
    if not isinstance(value, dict) or holds_null(value):
        out.append(f"{path.name}: is one object without null")
        return None
    return value


def read(folder, out):
    """The newest version of each file, by name."""
    newest = {}
    for path in sorted(folder.iterdir()):
        match = FILE.fullmatch(path.name)
        value = read_file(path, out) if match else out.append(f"{path.name}: is no <name>.v<version>.json")
        if value is None:
            continue
        if (value.get("name"), value.get("version")) != (match[1], int(match[2])):
            out.append(f"{path.name}: name and version are those of the file's name")
        elif value["version"] > newest.get(match[1], {}).get("version", 0):
            newest[match[1]] = value
    return newest


def lint_coverage(packs, catalogue, out):
    """Each kind of the catalogue in exactly one enabled pack."""
    for entity, kinds in catalogue.items():
        places = {kind: [] for kind in kinds}
        for pack in packs:
            for kind in pack[f"{entity}_kinds"]:
                places.get(kind["kind"], []).append(pack["name"])
        for kind, found in places.items():
            if len(found) != 1:
                out.append(f"{entity} kind {kind}: stands in {', '.join(found) or 'no enabled pack'}")


def lint_rule_names(packs, out):
    names = [rule["rule"] for pack in packs for rule in pack["deadline_rules"]]
    for name in sorted({n for n in names if names.count(n) > 1}):
        out.append(f"rule {name}: stands twice")
    for pack in packs:
        for kind in pack["challenge_kinds"]:
            if "filing_rule" in kind and kind["filing_rule"] not in names:
                out.append(f"{pack['name']} challenge {kind['kind']}: no rule {kind['filing_rule']}")


def lint_printed_date(packs, kinds, out):
    """The date printed on an instrument of any kind starts exactly one of the rules for it."""
    rules = [r for p in packs for r in p["deadline_rules"] if r["rule"].startswith("instrument.response_due")]
    for kind in kinds:
        event = {"kind": kind, "instrument": {"response_due": "2026-03-02"}}
        started = [r["rule"] for r in rules for s in r["starts"] if s["type"] == "demand.received" and guard_language.holds(s.get("if"), event, {})]
        if len(started) != 1:
            out.append(f"demand kind {kind}: its printed date starts {', '.join(started) or 'no rule'}")


def lint(files, schemas, out):
    """All findings about files by name."""
    for name in ("machines", "calendars"):
        if name not in files:
            out.append(f"{name}: no such file")
            return
    machines = machine_rules.lint(files["machines"], schemas, out)
    calendars, holiday_sets = calendar_rules.lint(files["calendars"], out)
    catalogue = pack_rules.kinds_of_catalogue(schemas)
    words = pack_rules.Words(schemas, calendars, holiday_sets, catalogue)
    names = guard_rules.Names(schemas, machines)
    packs = [f for n, f in files.items() if n not in ("machines", "calendars")]
    if machines and all([pack_rules.lint(p, words, names, out) for p in packs]):
        enabled = [p for p in packs if p["enabled"]]
        lint_coverage(enabled, catalogue, out)
        lint_rule_names(packs, out)
        lint_printed_date(enabled, catalogue["demand"], out)


def main():
    out = []
    files = read(FOLDER, out)
    lint(files, event_catalogue.load(), out)
    for finding in out:
        print(finding)
    rules = sum(len(f.get("deadline_rules", [])) for f in files.values())
    print(f"{len(files)} files, {rules} deadline rules, {len(out)} findings")
    return 1 if out or not rules else 0


if __name__ == "__main__":
    sys.exit(main())
