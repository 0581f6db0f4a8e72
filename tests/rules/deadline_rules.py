"""What lint_rules.py demands of a deadline rule: what starts it, how long it runs and by which calendar, what ends it, and the law for it."""
import calendar_rules
import event_catalogue
import guard_rules
import shape

SUBJECTS = ("demand", "secrecy", "challenge", "preservation")
DUTIES = ("provider", "government", "court", "issuing_authority", "enforcing_authority", "customer")
WEIGHTS = ("breach", "right_lost", "lapses", "information")
RULE = dict(rule=shape.rule_name, title=shape.text, subject=shape.one_of(SUBJECTS), starts=shape.list_of(shape.anything), calendar=shape.name,
            duty=shape.one_of(DUTIES), weight=shape.one_of(WEIGHTS), met_by=shape.list_of(shape.anything), ended_by=shape.list_of(shape.anything),
            action=shape.text, on_expiry=shape.text, citation=shape.list_of(shape.text, 1), confidence=shape.one_of(shape.CONFIDENCES))
PATHS = shape.list_of(shape.text, 1)
LENGTHS = dict(duration=shape.period, duration_at=PATHS, ends_at=PATHS)
OPTIONAL = dict(LENGTHS, holidays=shape.name, time_zone=shape.zone, cap=shape.period, not_before=shape.flag, production=shape.flag)
EVENT = dict(type=shape.text)
EVENT_OPTIONAL = {"if": shape.text, "at": PATHS}


def lint(rule, pack, words, names, out):
    where = f"{pack['name']} rule {rule.get('rule')}"
    if not shape.lint(rule, where, RULE, OPTIONAL, out):
        return
    lint_length(rule, where, out)
    lint_calendar(rule, words, where, out)
    for part in ("starts", "met_by", "ended_by"):
        for event in rule[part]:
            lint_event(event, part, rule, names, f"{where} {part}", out)


def lint_length(rule, where, out):
    lengths = [n for n in LENGTHS if n in rule]
    if len(lengths) > 1 or (rule["starts"] and not lengths):
        out.append(f"{where}: exactly one of {', '.join(LENGTHS)}")
    if "cap" in rule and "duration_at" not in rule and "ends_at" not in rule:
        out.append(f"{where}: a cap is for a term that an order gives")
    if rule.get("production") and rule["subject"] != "demand":
        out.append(f"{where}: production clocks are of demands")


def lint_calendar(rule, words, where, out):
    calendar = words.calendars.get(rule["calendar"])
    if calendar is None:
        out.append(f"{where}: no calendar {rule['calendar']}")
        return
    if "holidays" in rule and rule["holidays"] not in words.holiday_sets:
        out.append(f"{where}: no holiday set {rule['holidays']}")
    if rule["starts"] and calendar_rules.needs_holidays(calendar) != ("holidays" in rule):
        out.append(f"{where}: holidays are named exactly where the calendar {rule['calendar']} asks for them")


def lint_event(event, part, rule, names, where, out):
    optional = EVENT_OPTIONAL if part == "starts" else {"if": shape.text}
    if not shape.lint(event, where, EVENT, optional, out):
        return
    where, entity = f"{where} {event['type']}", rule["subject"]
    schema = names.schemas.get(event["type"])
    if schema is None or not event_catalogue.names_entity(schema, entity):
        out.append(f"{where}: no event type that names a {entity}")
        return
    if "if" in event:
        guard_rules.lint_guard(event["if"], event["type"], entity, names, where, out)
    if part == "starts":
        for path in event.get("at", []):
            guard_rules.lint_path(path, event["type"], entity, names, where, out)
        for path in rule.get("duration_at", []) + rule.get("ends_at", []):
            guard_rules.lint_path(path, event["type"], entity, names, where, out)
