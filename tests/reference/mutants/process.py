"""Whole ledgers whose bytes are right and whose process is not: steps too many or too few, late records, rules that are not there.

Both verifiers must find the same first; none of it makes a bundle fail.
"""

import json
import os

import make_bundle
from reqledger_reference import remake

from .model import Mutant

LEVEL = "9 process"
_SCHEMAS = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))), "schemas")
_RULES = "data/schemas/rules/"
_DAY = {"precision": "day", "value": "2026-02-20"}


def _sample(name):
    with open(os.path.join(_SCHEMAS, "samples", name), encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip() and not line.startswith("//")]


def _bundle(events, audience="auditor", matters=None, rules=None):
    read = make_bundle.read_schemas
    ledger = make_bundle.Ledger(schema_files=read(os.path.join(_SCHEMAS, "events")),
                                rule_files=read(os.path.join(_SCHEMAS, "rules")) if rules is None else rules)
    for event in events:
        ledger.append(event)
    return make_bundle.make_bundle(ledger, audience, matters)


def _late_cases():
    """(name, what is said of one event) of a demand received; entries are recorded on 1 March 2026, in UTC."""
    yield "in time", {"occurred_at": {"precision": "day", "value": "2026-02-21"}}
    yield "late by a day", {"occurred_at": _DAY | {"value": "2026-02-19"}}
    yield "late, imported", {"occurred_at": _DAY | {"value": "2020-02-19"}, "mode": "historical"}
    yield "late, by the daemon", {"occurred_at": _DAY | {"value": "2020-02-19"}, "recorded_by": "daemon"}
    yield "late by a second", {"occurred_at": {"precision": "instant", "value": "2026-02-21T23:59:59Z"}, "recorded_at": "2026-03-01T05:00:00.000000Z"}
    yield "not late by a fraction", {"occurred_at": {"precision": "instant", "value": "2026-02-22T00:02:00.5Z"}}
    yield "no last day", {"occurred_at": {"precision": "on_or_after", "value": "2020-01-01"}}
    yield "a last day", {"occurred_at": {"precision": "on_or_before", "value": "2020-01-01"}}
    yield "only the month", {"occurred_at": {"precision": "month", "value": "2020-01"}}


def _demand(**more):
    return {"type": "demand.received", "matter": "M-1", "demand_id": "D1", "kind": "us_sca_warrant", "mode": "historical", "occurred_at": _DAY} | more


def _step(kind, **more):
    return {"type": kind, "matter": "M-1", "demand_id": "D1", "mode": "historical", "occurred_at": _DAY} | more


def _histories():
    """(name, events): what corrections and dates set by hand make of steps and deadlines."""
    irregular = _step("demand.resumed")
    right = {"type": "ledger.correction", "matter": "M-1", "reason": "recorded by mistake"}
    limit = {"deadline_id": "X1", "subject": "demand", "strict_due_at": "2026-02-22", "legal_due_at": "2026-02-23"}
    yield "irregular", [_demand(), irregular]
    yield "irregular, withdrawn", [_demand(), irregular, right | {"corrects": 2, "withdraws": True}]
    way = [_demand(), _step("demand.authenticity_checked"), _step("demand.validated"), _step("demand.clarification_requested")]
    yield "regular", way
    yield "irregular without what was withdrawn", [*way, right | {"corrects": 2, "withdraws": True}]
    yield "corrected time", [_demand(), irregular, right | {"corrects": 2, "members": {"occurred_at": _DAY | {"value": "2026-02-18"}}}]
    yield "corrects itself", [_demand(), irregular, right | {"corrects": 3, "withdraws": True}]
    yield "corrects what is to come", [_demand(), right | {"corrects": 3, "withdraws": True}, irregular]
    yield "deadline missed", [_demand(), _step("deadline.set", **limit), _step("deadline.missed", **limit)]
    yield "deadline met", [_demand(), _step("deadline.set", **limit), _step("deadline.met", **limit)]


def _walks():
    """Every sample as it is, as if it were live, and with some events left out or a step later."""
    for name in sorted(os.listdir(os.path.join(_SCHEMAS, "samples"))):
        events = _sample(name)
        yield f"{name}", events
        yield f"{name} recorded as live", [{n: v for n, v in e.items() if n != "mode"} | {"recorded_by": "uid:1"} for e in events]
        for i in range(3, len(events), 10):
            yield f"{name} without {i + 1}", events[:i] + events[i + 1:]
            yield f"{name} with {i - 1} a step later", events[:i - 2] + [events[i - 1], events[i - 2]] + events[i:]


def _rules_cases():
    files = make_bundle.read_schemas(os.path.join(_SCHEMAS, "rules"))
    events = [_demand(), _step("demand.resumed")]
    good = _bundle(events)

    def changed(name, raw):
        bundle = dict(good)
        bundle.pop(_RULES + name)
        bundle |= {_RULES + name: raw} if raw is not None else {}
        remake.mend_manifests(bundle)
        return bundle

    pack = files["common.v1.json"]
    yield "no rules", _bundle(events, rules={})
    yield "a pack is not there", changed("common.v1.json", None)
    yield "a pack is another", changed("common.v1.json", pack.replace(b"P7D", b"P8D"))
    yield "a pack is no JSON", changed("common.v1.json", pack[:-3])
    yield "no machines", changed("machines.v1.json", None)
    yield "no calendars", changed("calendars.v1.json", None)
    yield "partial", _bundle([*events, {"type": "ledger.export_opened", "matter": "M-1", "audience": "auditor", "authority": "a test"}], matters={"M-1"})
    yield "internal", _bundle(events, "internal")
    yield "public", _bundle(events, "public")
    yield "broken too", _broken(good)
    for name, events in _corrections_after_a_change(files):
        yield name, _bundle(events)
    for named, name in ((_packs(files, "common"), "one pack"), (_packs(files, "eu"), "packs that say nothing of it"), ([], "no pack in use"), ([{"enabled": True, "name": "x", "sha256": "0" * 64, "version": 1}], "a pack unknown")):
        change = {"type": "ledger.rule_pack_changed", "matter": "ledger", "packs": named}
        checked = _step("demand.triaged", priority="routine", recorded_by="uid:1") | {"mode": "live", "occurred_at": _DAY | {"value": "2020-01-01"}}
        yield f"changed to {name}", _bundle([change, _demand(), checked])


def _corrections_after_a_change(files):
    """(name, events): one of two demands is corrected after other packs came into use; whether each then has a deadline that can be missed."""
    none, some = ({"type": "ledger.rule_pack_changed", "matter": "ledger", "packs": packs} for packs in ([], _packs(files, "us_cloud_act")))
    demands = [_demand(), _demand(demand_id="D2")]
    later = {"occurred_at": _DAY | {"value": "2026-02-21"}}
    corrected = {"type": "ledger.correction", "matter": "M-1", "reason": "a day later", "corrects": 2, "members": later}
    withdrawn = corrected | {"corrects": 4, "withdraws": True}
    joined = {"type": "secrecy.received", "matter": "M-1", "secrecy_id": "S1", "secrecy_kind": "us_2705b_order", "demand_ids": ["D1", "D2"],
              "mode": "historical", "occurred_at": _DAY}
    missed = [_step("deadline.missed", demand_id=demand, subject="demand", deadline_id=f"d{seq}.us.2703h.motion") for seq, demand in ((2, "D1"), (3, "D2"))]
    for name, before, after in (("come into use", none, some), ("go out of use", some, none)):
        yield f"packs {name}, no correction", [before, *demands, after, *missed]
        yield f"packs {name}, then a correction", [before, *demands, after, corrected, *missed]
        yield f"packs {name}, then a correction of what hangs together", [before, *demands, joined, after, corrected, *missed]
        yield f"packs {name}, then what joins is withdrawn", [before, *demands, joined, after, withdrawn, *missed]
        yield f"packs {name}, what joins is withdrawn before", [before, *demands, joined, withdrawn, after, corrected, *missed]
        yield f"packs {name} after the correction", [before, *demands, corrected, after, *missed]


def _packs(files, name):
    packs = [(json.loads(raw), remake.sha256(raw).hex()) for raw in files.values()]
    return [{"enabled": p["enabled"], "name": p["name"], "sha256": digest, "version": p["version"]} for p, digest in packs if p["name"] == name]


def _broken(good):
    bundle = dict(good)
    bundle["data/records.csv"] += b"x"
    remake.mend_manifests(bundle)
    return bundle


def process_mutants():
    for name, said in _late_cases():
        checked = _step("demand.triaged", priority="routine", recorded_by="uid:1") | {"mode": "live"} | said
        yield Mutant(LEVEL, f"late: {name}", _bundle([_demand(), checked]), harmless=True)
    for name, events in (*_histories(), *_walks()):
        yield Mutant(LEVEL, name, _bundle(events), harmless=True)
    for name, files in _rules_cases():
        yield Mutant(LEVEL, f"rules: {name}", files, harmless=True)
