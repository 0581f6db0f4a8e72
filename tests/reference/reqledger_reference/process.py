"""What the entries of a bundle say of the process: irregular steps, deadlines missed, events recorded late.

Counted by the docket model of tests/rules, with the rules that the bundle brings along. Source: docs/formats.md section 8.7.
"""

import collections
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


class _History:
    """The docket as it becomes, entry for entry; the first entry is the ledger's own, so that events count from 1 as the model has it.

    A correction folds again all that hangs together with what it corrects, by what is known and which packs are in use when it comes.
    """

    def __init__(self, rules, ordered, schemas):
        members = {opening.place: opening.members for opening in ordered}
        # What was erased whole is about nothing that a docket keeps, like the first entry.
        self.events = [members.get(seq, members[0]) for seq in range(1, max(members) + 1)]
        self.roots = {opening.members["type"]: schemas[opening.members["schema"]["sha256"]].root for opening in ordered}
        self.model = docket_model.Model(rules, None)
        self.related = collections.defaultdict(set)  # by an event that names both
        self.seqs = collections.defaultdict(set)  # of the events that ever named it

    def append(self, seq):
        event = self.events[seq - 1]
        if event["type"] == "ledger.correction":
            self._correct(seq, event["corrects"])
        else:
            self._fold(self.model, seq, event)

    def _fold(self, model, seq, members, among=None):
        event = docket_model.Event(seq, members, self.roots)
        if among is not None:
            event.names = [name for name in event.names if name[:2] in among]
        model.recorded = _recorded(self.events[seq - 1])
        model.fold(event)
        known = {name[:2] for name in event.names} & model.entities.keys()
        for name in known:
            self.related[name] |= known
            self.seqs[name].add(seq)

    def _correct(self, seq, wrong):
        if not 1 <= wrong < seq or self.events[wrong - 1]["type"] == "ledger.correction":
            return
        connected = self._connected(self._ever_named(seq, wrong))
        again = docket_model.Model(self.model.rules, None)
        again.entities = {name: docket_model.Entity(*name, self.model.entities[name].matter) for name in connected}
        seqs = {wrong}.union(*(self.seqs[name] for name in connected))
        for name in connected:
            self.related.pop(name, None)
        for each, members in docket_model.apply_corrections(self.events[:seq], self.roots):
            if each in seqs:
                self._fold(again, each, members, connected)
        self.model.entities.update(again.entities)

    def _ever_named(self, seq, wrong):
        """Whom the entry names as it was recorded, as each correction before had it, and as the one at `seq` has it."""
        versions = [self.events[wrong - 1]]
        events = [event | {"withdraws": False} for event in self.events[:seq]]
        for end, event in enumerate(events, 1):
            if event["type"] == "ledger.correction" and event["corrects"] == wrong:
                versions.append(dict(docket_model.apply_corrections(events[:end], self.roots))[wrong])
        return {name[:2] for members in versions for name in docket_model.Event(wrong, members, self.roots).names}

    def _connected(self, names):
        found, waiting = set(), names & self.model.entities.keys()
        while waiting:
            found |= waiting
            waiting = set().union(*(self.related[name] for name in waiting)) - found
        return found


def _fold(rules, in_use, ordered, schemas):
    history = _History(rules, ordered, schemas)
    for opening in ordered:
        if opening.place > 0:
            rules.use_only(in_use[opening.place])
            history.append(opening.place)
    return history.model
