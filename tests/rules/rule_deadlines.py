"""Deadlines in the docket model: what an event meets, ends and starts, and production clocks that stand."""
import datetime
import re

import calendar_model
import guard_language
import rule_files

PENDING = ("open", "suspended")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})")


class Deadline:
    def __init__(self, rule, seq, counting, strict, legal):
        self.rule, self.seq, self.counting = rule, seq, counting
        self.strict, self.legal = strict, legal
        self.status, self.stands_since = "open", None

    def answer(self, subject, at):
        status = "missed" if self.status == "open" and at and self.legal < at else self.status
        return {"rule": self.rule["rule"], "subject": subject, "trigger_seq": self.seq, "strict_due_at": text_of(self.strict, self.counting),
                "legal_due_at": text_of(self.legal, self.counting), "status": status}


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


def moment_of(event, recorded):
    """When the event happened, where it is known to the day; else when it was recorded."""
    found = parse(event.members["occurred_at"].get("value", ""))
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
                deadline.status = "met"
            elif matches(deadline.rule["ended_by"], event, entity):
                deadline.status = "cancelled"
    for pack in rules.packs_on(rule_files.day_of(moment_of(event, recorded))):
        for rule in pack["deadline_rules"]:
            start = matches(rule["starts"], event, entity) if rule["subject"] == entity.kind else None
            if start:
                begin(rule, start, rules.counting(pack, rule), event, entity, recorded)


def begin(rule, start, counting, event, entity, recorded):
    ends = due(rule, start, counting, event, entity, recorded)
    if ends is None:
        return
    for deadline in entity.deadlines:
        if deadline.status in PENDING and deadline.rule["rule"] == rule["rule"]:
            deadline.status = "extended"
    deadline = Deadline(rule, event.seq, counting, *ends)
    entity.deadlines.append(deadline)
    if rule.get("production") and entity.stayed_by:
        deadline.status, deadline.stands_since = "suspended", instant(moment_of(event, recorded), counting, True)


def due(rule, start, counting, event, entity, recorded):
    """Strict and legal end; None where the event does not say enough."""
    if "ends_at" in rule:
        end = parse(first_at(rule["ends_at"], event, entity) or "")
        return due_on(end, counting) if end is not None else None
    period = rule.get("duration") or first_at(rule.get("duration_at", []), event, entity)
    trigger = parse(first_at(start.get("at", []), event, entity) or "")
    if trigger is None:
        trigger = moment_of(event, recorded)
    try:
        number_and_unit = calendar_model.split(period)
    except (AttributeError, TypeError, ValueError):
        return None
    if number_and_unit[1] in "HN" and not isinstance(trigger, datetime.datetime):
        trigger = counting.at(trigger)  # a day that is all that is known begins with its first hour
    return calendar_model.due(counting, trigger, period)


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
        if deadline.status == "suspended":
            stood = as_utc(instant(at, deadline.counting, False)) - as_utc(deadline.stands_since)
            stood = max(stood, datetime.timedelta(0))
            deadline.strict, deadline.legal = as_utc(deadline.strict) + stood, as_utc(deadline.legal) + stood
            deadline.status, deadline.stands_since = "open", None


def as_utc(moment):
    return moment.astimezone(datetime.timezone.utc)
