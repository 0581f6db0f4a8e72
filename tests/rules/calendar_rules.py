"""What lint_rules.py demands of schemas/rules/calendars.v*.json."""
import shape

CALENDAR = dict(calendar=shape.name, title=shape.text, citation=shape.list_of(shape.text, 1),
                counts=shape.one_of(("days", "working_days", "instant")), rolls=shape.flag, hours_rolls=shape.flag,
                hours_skip_first=shape.flag, working_days_min=shape.count, confidence=shape.one_of(shape.CONFIDENCES))
HOLIDAY_SET = dict(set=shape.name, title=shape.text, citation=shape.list_of(shape.text, 1), to=shape.day,
                   confidence=shape.one_of(shape.CONFIDENCES), days=shape.list_of(shape.day, 1))
HOLIDAY_SET["from"] = shape.day
REMARKS = dict(remarks=shape.text)


def lint(data, out):
    """The calendars by name, and the names of the holiday sets."""
    needed = dict(kind=shape.one_of(["calendars"]), name=shape.one_of(["calendars"]), version=shape.count, title=shape.text,
                  calendars=shape.list_of(shape.anything, 1), holiday_sets=shape.list_of(shape.anything, 1))
    if not shape.lint(data, "calendars", needed, {}, out):
        return {}, set()
    calendars, sets = {}, set()
    for calendar in data["calendars"]:
        if shape.lint(calendar, f"calendar {calendar.get('calendar')}", CALENDAR, REMARKS, out):
            lint_calendar(calendar, calendars, out)
    for holidays in data["holiday_sets"]:
        if shape.lint(holidays, f"holiday set {holidays.get('set')}", HOLIDAY_SET, REMARKS, out):
            lint_set(holidays, sets, out)
    return calendars, sets


def lint_calendar(calendar, known, out):
    name = calendar["calendar"]
    if name in known:
        out.append(f"calendar {name}: stands twice")
    if calendar["counts"] != "days" and (calendar["rolls"] or calendar["working_days_min"]):
        out.append(f"calendar {name}: only a calendar that counts days rolls or has a least number of working days")
    known[name] = calendar


def lint_set(holidays, known, out):
    name, days = holidays["set"], holidays["days"]
    if name in known:
        out.append(f"holiday set {name}: stands twice")
    if days != sorted(days):
        out.append(f"holiday set {name}: its days are in order")
    if not holidays["from"] <= days[0] <= days[-1] <= holidays["to"]:
        out.append(f"holiday set {name}: a day is outside of from and to")
    known.add(name)


def needs_holidays(calendar):
    """True for a calendar by which the end of a period depends on holidays."""
    return calendar["rolls"] or calendar["counts"] == "working_days" or calendar["hours_rolls"] or calendar["working_days_min"] > 0
