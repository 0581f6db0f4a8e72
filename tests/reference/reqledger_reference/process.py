"""What the entries of a bundle say of the process: irregular steps, deadlines missed, events recorded late.

Counted by the docket model of tests/rules, with the rules that the bundle brings along. Source: docs/formats.md section 8.7.
"""

import datetime
import os
import sys

from .encoding import Malformed, parse_json

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "rules"))

import calendar_model  # noqa: E402
import docket_model  # noqa: E402
import rule_deadlines  # noqa: E402
import rule_files  # noqa: E402

CODES = ("state.transition", "deadline.missed", "record.late")
_FOLDER = "data/schemas/rules/"
_PACKS = {"ledger.genesis": "rule_packs", "ledger.rule_pack_changed": "packs"}


def check_process(bundle, export, ordered, schemas, report):
    """After all other checks. `ordered` holds the opened entries; `schemas` the schema files by digest."""
    why = _why_not(export, report) or _check(bundle, ordered, schemas, report)
    for code in CODES if why else ():
        report.skip(code, why, required=False)


def _why_not(export, report):
    if export.members is None or not export.complete or not export.shows_chains:
        return "not_in_export"
    if report.verdict() == "failed":
        return "record_broken"
    return next((why for why in ("schema_not_found", "unknown_version") if report.has_skipped(why)), None)


def _check(bundle, ordered, schemas, report):
    """Why nothing could be found, or None."""
    raw = {path.removeprefix(_FOLDER): bundle.content(path) for path in bundle.files if path.startswith(_FOLDER) and path.endswith(".json")}
    try:
        for content in raw.values():
            parse_json(content)
        rules = rule_files.Rules(raw)
    except (Malformed, ValueError, KeyError, TypeError):
        return "rules_malformed"
    if not rules.machines:
        return "rules_not_found"
    if not rules.calendars:
        return "rules_malformed"
    named = [_named(opening) for opening in ordered]
    if any(digest not in rules.digests for digests in named for digest in digests or ()):
        return "rules_not_found"
    in_use, last = {}, None
    for opening, digests in zip(ordered, named):
        if digests is not None:
            last = digests
        in_use[opening.place] = last
    _report(rules, in_use, ordered, schemas, report)
    return None


def _named(opening):
    """The digests of the rule packs that an entry says are in use from now on; None where it says nothing of it."""
    packs = opening.members.get(_PACKS.get(opening.members.get("type")))
    return None if packs is None else {pack["sha256"] for pack in packs}


def _report(rules, in_use, ordered, schemas, report):
    for opening in ordered:
        rules.use_only(in_use[opening.place])
        if _is_late(rules, opening.members):
            report.add("record.late", opening.place, "recorded in time", "later")
    model = _fold(rules, in_use, ordered, schemas)
    for entity in model.entities.values():
        for seq in entity.irregular:
            report.add("state.transition", seq, "a step that its state leads to", "another")
        for deadline in entity.deadlines:
            if deadline.status == "missed":
                report.add("deadline.missed", deadline.closed_by, "met", "missed")


def _recorded(members):
    return datetime.datetime.fromisoformat(members["recorded_at"])


def _is_late(rules, members):
    occurred = members["occurred_at"]
    if members.get("mode", "live") != "live" or members["recorded_by"] == "daemon" or occurred["precision"] == "on_or_after":
        return False
    moment = rule_deadlines.parse(occurred.get("value", ""))
    for pack in rules.packs_on(rule_files.day_of(moment)) if moment else ():
        if "recording" in pack:
            counting = calendar_model.Counting({"counts": "instant"}, [], pack["time_zone"])
            if calendar_model.due(counting, moment, pack["recording"]["late_after"])[0].replace(microsecond=0) < _recorded(members):
                return True
    return False


def _fold(rules, in_use, ordered, schemas):
    """The model, event for event; the first entry is the ledger's own, so that events count from 1 as the model has it."""
    members = {opening.place: opening.members for opening in ordered}
    roots = {opening.members["type"]: schemas[opening.members["schema"]["sha256"]].root for opening in ordered}
    model = docket_model.Model(rules, None)
    events = [members[seq] for seq in range(1, len(members))]
    corrected = dict(docket_model.apply_corrections(events, roots))
    for seq, event in enumerate(events, 1):
        rules.use_only(in_use[seq])
        model.recorded = _recorded(members[seq])
        docket_model.define_all(model, [event], roots)
        if seq in corrected:
            model.fold(docket_model.Event(seq, corrected[seq], roots))
    return model
