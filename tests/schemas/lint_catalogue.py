#!/usr/bin/env python3
"""Checks the schema catalogue and its samples. Exit status 0 if all is well; else 1, with a line for each finding."""
import pathlib
import sys

import audience_rules
import sample_rules
import schema_rules
import vocabulary_rules

ROOT = pathlib.Path(__file__).resolve().parents[2] / "schemas"
FROM_THE_PUBLIC_RECORD = {"brooklyn-secrecy-order.jsonl", "microsoft-ireland.jsonl"}  # too little is known of them to be recorded live
# Enumerations that stand in several files under one name and must not drift apart.
SHARED_ENUMS = ("applicability", "categories", "court_level", "duration_kind", "filed_by", "forbids", "outcome", "protected_from",
                "reasons", "service_channel")
SUBSETS = {("production.no_data", "reasons")}


def read_schema(path, findings):
    data = path.read_bytes()
    if not data.isascii() or not data.endswith(b"\n") or b"\r" in data or b"\t" in data:
        findings.append(f"{path.name}: is ASCII without tab or carriage return, and ends in a line feed")
    try:
        return sample_rules.parse(data.decode("ascii", "replace"))
    except ValueError as error:
        findings.append(f"{path.name}: {error}")
        return None


def gather_enums(type_name, schema, found):
    for name, member in schema.get("properties", {}).items():
        values = member.get("enum") or member.get("items", {}).get("enum")
        if values and name in SHARED_ENUMS and (type_name, name) not in SUBSETS:
            found.setdefault(name, {}).setdefault(tuple(values), type_name)
        gather_enums(type_name, member, found)


def check_schemas(folder, findings):
    """The newest version of each type, by type."""
    newest, common, enums = {}, {}, {}
    for path in sorted(folder.iterdir()):
        schema = read_schema(path, findings)
        if schema is None:
            continue
        found = schema_rules.lint_schema(schema, path.name, common)
        findings += [f"{path.name}: {f}" for f in found]
        type_name = schema.get("x-type")
        if schema.get("x-version", 0) > newest.get(type_name, {}).get("x-version", 0):
            newest[type_name] = schema
    for type_name, schema in newest.items():
        gather_enums(type_name, schema, enums)
    for name, lists in enums.items():
        if len(lists) > 1:
            findings.append(f"enumeration {name} differs between {', '.join(sorted(lists.values()))}")
    return newest


def check_samples(folder, schemas, findings):
    """The number of events."""
    known, count = set(), 0
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if line.startswith("// "):
                continue
            count += 1
            try:
                event = sample_rules.parse(line)
            except ValueError as error:
                findings.append(f"{path.name}:{number}: {error}")
                continue
            found = sample_rules.lint_event(event, schemas, known, path.name not in FROM_THE_PUBLIC_RECORD)
            findings += [f"{path.name}:{number}: {f}" for f in found]
    return count


def main():
    findings = []
    schemas = check_schemas(ROOT / "events", findings)
    findings += vocabulary_rules.lint(vocabulary_rules.read(), schemas)
    findings += audience_rules.lint_audiences(sample_rules.parse((ROOT / "audiences.json").read_text("ascii")), schemas)
    events = check_samples(ROOT / "samples", schemas, findings)
    if not schemas or not events:
        findings.append("no schema or no sample found")
    for finding in findings:
        print(finding)
    print(f"{len(schemas)} event types, {events} sample events, {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
