#!/usr/bin/env python3
"""Holds the docket to samples_table.json: what is due, what binds and who may be told at dates of each sample.

Usage: samples_table_test.py FOLD_STREAM"""
import datetime
import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
SCHEMAS = HERE.parents[1] / "schemas"
DATES_MIN = 5  # of each sample
KNOWN_TO_THE_DAY = ("day", "minute", "instant")


def binding(part):
    machines = json.loads((SCHEMAS / "rules" / "machines.v1.json").read_text("ascii"))["machines"]
    return next(m for m in machines if m["entity"] == "secrecy")[part]


BINDING, RUNNING = binding("binding"), binding("running")


def events_until(sample, day):
    """The events before the first that is known to have happened later."""
    events = []
    for line in (SCHEMAS / "samples" / sample).read_text("utf-8").splitlines():
        if line.startswith("// "):
            continue
        occurred_at = json.loads(line)["occurred_at"]
        if occurred_at["precision"] in KNOWN_TO_THE_DAY and occurred_at["value"][:10] > day:
            break
        events.append(line)
    return events


def last_day(end):
    """The last day that an end still belongs to: midnight ends the day before."""
    return (datetime.datetime.fromisoformat(end) - datetime.timedelta(seconds=1)).date().isoformat()


def until(obligation):
    if obligation["state"] not in BINDING:
        return ""
    if obligation["state"] not in RUNNING:
        return "release"
    return last_day(obligation["term_legal"]) if "term_legal" in obligation else "no day"


def deadlines(docket, strip, wanted):
    return {f"{d['rule'] or 'by hand'} {strip(d['subject'])}": last_day(d["legal_due_at"]) for d in docket["deadlines"] if wanted(d)}


def view(docket, prefix, day):
    """A docket in the words of the table."""
    def strip(name):
        assert name.startswith(prefix)
        return name[len(prefix):]

    def of(kind):
        return [e for e in docket["entities"] if e["entity"] == kind]
    return {
        "demands": {strip(e["id"]): e["state"] for e in of("demand")},
        "secrecy": {strip(e["id"]): [e["state"], until(e)] for e in of("secrecy")},
        "challenges": {strip(e["id"]): e["state"] for e in of("challenge")},
        "due": deadlines(docket, strip, lambda d: d["status"] == "open" and last_day(d["legal_due_at"]) >= day),
        "standing": deadlines(docket, strip, lambda d: d["status"] == "suspended"),
        "past": deadlines(docket, strip, lambda d: d["status"] == "open" and last_day(d["legal_due_at"]) < day),
        "may_know": {strip(d["id"]): d["permitted"] if d["binding"] else "anyone" for d in of("demand")},
    }


def fold(program, sequences):
    lines = "".join("\n".join(s) + "\n\n" for s in sequences)
    done = subprocess.run([program, str(SCHEMAS)], input=lines, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def main(program):
    table = json.loads((HERE / "samples_table.json").read_text("ascii"))["samples"]
    rows = [(s["sample"], s["prefix"], r) for s in table for r in s["dates"]]
    wrong = 0
    for (sample, prefix, row), docket in zip(rows, fold(program, [events_until(s, r["at"]) for s, _, r in rows]), strict=True):
        for part, found in view(docket, prefix, row["at"]).items():
            expected = row.get(part, {})
            if found != expected:
                wrong += 1
                print(f"{sample} on {row['at']}: {part}\n  expected {expected}\n  found    {found}")
    few = [s["sample"] for s in table if len(s["dates"]) < DATES_MIN]
    missing = {p.name for p in (SCHEMAS / "samples").glob("*.jsonl")} - {s["sample"] for s in table}
    print(f"{len(rows)} dates of {len(table)} samples, {wrong} wrong; with too few dates: {few or 'none'}; left out: {sorted(missing) or 'none'}")
    return 1 if wrong or few or missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
