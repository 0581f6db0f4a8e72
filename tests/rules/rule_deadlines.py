"""Deadlines in the docket model: what an event meets, ends and starts, and production clocks that stand."""
import copy
import datetime
import re
import zoneinfo

import calendar_model
import guard_language
import rule_files

PENDING = ("open", "suspended")
ZONES = zoneinfo.available_timezones()
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})|[+-]\d{2}:\d{2})")


class Deadline:
    def __init__(self, rule, event, counting, strict, legal, name=None):
        self.rule, self.seq, self.counting = rule, event.seq, counting
        self.name = name or f"d{event.seq}.{rule['rule']}"
        self.live = not is_imported(event)
        self.strict, self.legal = strict, legal
        self.status, self.stands_since, self.stood = "open", None, False
        self.closed_by, self.late = None, False

    def close(self, status, event):
        self.status, self.closed_by, self.stands_since = status, event.seq, None

    def answer(self, subject, at):
        status = "missed" if self.status == "open" and at and self.legal < at else self.status
        return {"rule": self.rule["rule"], "subject": subject, "trigger_seq": self.seq, "strict_due_at": text_of(self.strict, self.counting),
                "legal_due_at": text_of(self.legal, self.counting), "status": status, "closed_by": self.closed_by or 0, "late": self.late}


def text_of(moment, counting):
    return moment.astimezone(counting.zone).isoformat(timespec="seconds")


def parse(text):
    """A date, an aware datetime, or None for what is neither."""
    try:
        if DAY.fullmatch(text):
            return datetime.date.fromisoformat(text)
        if MOMENT.fullmatch(text):
            return datetime.datetime.fromisoformat(text)
    except ValueError:
        pass
    return None


def known_moment(event):
    """When the event happened, where that is known to the day; else None."""
    return parse(event.members["occurred_at"].get("value", ""))


def moment_of(event, recorded):
    """When the event happened, where it is known to the day; else when it was recorded."""
    found = known_moment(event)
    return found if found is not None else recorded


def first_at(paths, event, entity):
    for path in paths:
        value = guard_language.resolve(tuple(path.split(".")), event.members, entity.facts)
        if value is not guard_language.MISSING:
            return value
    return None


def matches(patterns, event, entity):
    return next((p for p in patterns if p["type"] == event.type and guard_language.holds(p.get("if"), event.members, entity.facts)), None)


def fold(rules, event, entity, recorded):
    for deadline in entity.deadlines:
        if deadline.status in PENDING:
            if matches(deadline.rule["met_by"], event, entity):
                deadline.late = is_late(moment_of(event, recorded), deadline)
                deadline.close("met", event)
            elif matches(deadline.rule["ended_by"], event, entity):
                deadline.close("cancelled", event)
    fold_by_hand(event, entity, recorded)
    for pack in rules.packs_on(rule_files.day_of(moment_of(event, recorded))):
        for rule in pack["deadline_rules"]:
            start = matches(rule["starts"], event, entity) if rule["subject"] == entity.kind else None
            if start:
                begin(rule, start, rules.counting(pack, rule), event, entity, recorded)


def is_late(moment, deadline):
    """A day that is all that is known is late only where the whole day is."""
    return instant(moment, deadline.counting, False) > deadline.legal


def fold_by_hand(event, entity, recorded):
    """deadline.* events are about a deadline itself: set by hand, moved, or ended by the ledger."""
    name = event.members.get("deadline_id")
    known = next((d for d in entity.deadlines if d.status in PENDING and d.name == name), None)
    if event.type == "deadline.set" and name:
        set_by_hand(event, entity, known, recorded)
    elif event.type == "deadline.extended" and known:
        longer = copy.copy(known)
        if take_instants(event, longer):
            known.close("extended", event)
            entity.deadlines.append(longer)
    elif event.type in ("deadline.met", "deadline.missed") and known and (is_imported(event) or still_missed(event, known, recorded)):
        known.close(event.type.partition(".")[2], event)


def is_imported(event):
    return event.members.get("mode") == "historical"


def still_missed(event, deadline, recorded):
    """What the ledger itself said of a deadline holds only while what it was said of does."""
    return event.type == "deadline.missed" and instant(moment_of(event, recorded), deadline.counting, False) >= deadline.legal


def set_by_hand(event, entity, known, recorded):
    """A new deadline, or where a known one stands from now on."""
    deadline = known
    if known is None:
        rule = {"rule": event.members.get("rule_id", ""), "met_by": [], "ended_by": []}
        zone = event.members.get("computation", {}).get("time_zone", "UTC")
        if zone not in ZONES:
            return
        deadline = Deadline(rule, event, calendar_model.Counting({}, [], zone), None, None, event.members["deadline_id"])
    status = event.members.get("status", "open")
    if known is None or status == "open":
        if not take_instants(event, deadline):
            return
    if known is None:
        entity.deadlines.append(deadline)
    if status == "cancelled":
        deadline.close(status, event)
    elif status != deadline.status:
        deadline.status = status
        deadline.stands_since = instant(moment_of(event, recorded), deadline.counting, True) if status == "suspended" else None


def take_instants(event, deadline):
    """True if the event says when it is due; one of the two instants stands for the other."""
    ends = [parse(event.members.get(m, "")) for m in ("strict_due_at", "legal_due_at")]
    ends = [e for e in (ends[0] or ends[1], ends[1] or ends[0]) if e]
    if ends:
        deadline.strict, deadline.legal = [instant(e, deadline.counting, True) for e in ends]
    return bool(ends)


def begin(rule, start, counting, event, entity, recorded):
    ends = due(rule, start, counting, event, entity)
    if ends is None:
        return
    for deadline in entity.deadlines:
        if deadline.status in PENDING and deadline.rule["rule"] == rule["rule"]:
            deadline.close("extended", event)
    deadline = Deadline(rule, event, counting, *ends)
    entity.deadlines.append(deadline)
    if rule.get("production") and entity.stayed_by:
        deadline.status, deadline.stands_since = "suspended", instant(moment_of(event, recorded), counting, True)


def due(rule, start, counting, event, entity):
    """Strict and legal end; None where the event does not say enough. Of an event that happened nobody knows when, no period is counted."""
    if "ends_at" in rule:
        end = parse(first_at(rule["ends_at"], event, entity) or "")
        return due_on(end, counting) if end is not None else None
    period = rule.get("duration") or first_at(rule.get("duration_at", []), event, entity)
    trigger = parse(first_at(start.get("at", []), event, entity) or "")
    return due_after(trigger if trigger is not None else known_moment(event), period, counting)


def due_after(trigger, period, counting):
    """None where there is no trigger, or no period."""
    try:
        number_and_unit = calendar_model.split(period)
    except (AttributeError, TypeError, ValueError):
        return None
    if number_and_unit[1] in "HN" and trigger and not isinstance(trigger, datetime.datetime):
        trigger = counting.at(trigger)  # a day that is all that is known begins with its first hour
    return calendar_model.due(counting, trigger, period) if trigger else None


def due_on(end, counting):
    """A day that a paper prints lasts until its end, and rolls as its calendar has it; a moment is what it is."""
    if isinstance(end, datetime.datetime):
        return end, end
    rolled = counting.next_working(end) if counting.record["rolls"] else end
    return counting.end_of(end), counting.end_of(rolled)


def instant(moment, counting, late):
    """A day as the instant at which it ends (late) or begins, so that a clock never stands longer than is known."""
    if isinstance(moment, datetime.datetime):
        return moment
    return counting.end_of(moment) if late else counting.at(moment)


def suspend(demand, at):
    for deadline in demand.deadlines:
        if deadline.status == "open" and deadline.rule.get("production"):
            deadline.status, deadline.stands_since = "suspended", instant(at, deadline.counting, True)


def resume(demand, at):
    """What was left of each clock is left."""
    for deadline in demand.deadlines:
        if deadline.status == "suspended" and deadline.rule.get("production"):
            stood = as_utc(instant(at, deadline.counting, False)) - as_utc(deadline.stands_since)
            stood = max(stood, datetime.timedelta(0))
            deadline.strict, deadline.legal = as_utc(deadline.strict) + stood, as_utc(deadline.legal) + stood
            deadline.status, deadline.stands_since, deadline.stood = "open", None, True


def term_end(rules, obligation):
    """Strict and legal end of the present term of a duty of secrecy, as texts of its place; None where no day or period ends it."""
    term = obligation.facts.get("term", {})
    begin_text = term.get("effective_from", term.get("issued_at", ""))
    first, last = parse(begin_text), parse(term.get("ends_at", ""))
    for pack in rules.packs_on(rule_files.day_of(first or last)) if first or last else []:
        for kind in pack["secrecy_kinds"]:
            if kind["kind"] == obligation.facts.get("secrecy_kind"):
                counting = rules.counting(pack, kind)
                ends = due_on(last, counting) if last else due_after(first, term.get("period"), counting)
                return ends and [text_of(e, counting) for e in ends]
    return None


def as_utc(moment):
    return moment.astimezone(datetime.timezone.utc)
