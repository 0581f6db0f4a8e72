#!/usr/bin/env python3
"""When a period ends, strictly and by law: an independent reading of how each calendar counts (schemas/README.md, "Rules"), with
Python's datetime and zoneinfo only. Without arguments it checks vectors.json; exit status 0 if all agree."""
import calendar
import datetime
import json
import pathlib
import re
import sys
import zoneinfo

HERE = pathlib.Path(__file__).resolve().parent
CALENDARS = HERE.parents[1] / "schemas" / "rules" / "calendars.v1.json"
ONE_DAY = datetime.timedelta(days=1)
UTC = datetime.timezone.utc
WEEKEND = (5, 6)


class Counting:
    """A calendar with the holidays and the place that it is applied with."""

    def __init__(self, record, holidays, time_zone):
        self.record = record
        self.holidays = {datetime.date.fromisoformat(d) for d in holidays}
        self.zone = zoneinfo.ZoneInfo(time_zone)

    def works(self, day):
        return day.weekday() not in WEEKEND and day not in self.holidays

    def next_working(self, day):
        while not self.works(day):
            day += ONE_DAY
        return day

    def working_days(self, begin, end):
        """How many working days lie after begin, up to and with end."""
        return sum(self.works(begin + ONE_DAY * n) for n in range(1, (end - begin).days + 1))

    def at(self, day, clock=datetime.time()):
        """The instant at which clocks at the place show this: the first of two; where they skip it, that at which they jump."""
        shown = datetime.datetime.combine(day, clock, self.zone)
        late = shown.astimezone(UTC)
        if late.astimezone(self.zone).replace(tzinfo=None) == shown.replace(tzinfo=None):
            return shown
        early = shown.replace(fold=1).astimezone(UTC)
        while late - early > datetime.timedelta(seconds=1):
            middle = early + (late - early) / 2
            jumped = middle.astimezone(self.zone).utcoffset() != early.astimezone(self.zone).utcoffset()
            early, late = (early, middle) if jumped else (middle, late)
        return late.replace(microsecond=0).astimezone(self.zone)

    def end_of(self, day):
        return self.at(day + ONE_DAY)


def load(calendar_name, holiday_set, time_zone, data=None):
    """From the project's own calendars, where no others are given."""
    data = data or json.loads(CALENDARS.read_text("ascii"))
    record = next(c for c in data["calendars"] if c["calendar"] == calendar_name)
    sets = [s["days"] for s in data["holiday_sets"] if s["set"] == holiday_set]
    return Counting(record, sets[0] if sets else [], time_zone)


def split(period):
    """Of P1Y, P3M, P2W, P10D, PT8H, PT30M: the number and the unit; minutes are N."""
    match = re.fullmatch(r"P(T?)(\d+)([YMWDH])", period)
    unit = match[3] if not (match[1] and match[3] == "M") else "N"
    if (unit in "HN") != bool(match[1]):
        raise ValueError(f"no period: {period}")
    return int(match[2]), unit


def add_months(day, months):
    """The same day of the month, else the last one."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    month += 1
    return datetime.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def add_days(counting, day, number, unit):
    """The day on which a period of days or more ends before anything rolls; the day of the event is not counted."""
    if counting.record["counts"] == "working_days":
        while number:
            day += ONE_DAY
            number -= counting.works(day)
        return day
    if unit in "YM":
        return add_months(day, number * (12 if unit == "Y" else 1))
    return day + ONE_DAY * number * (7 if unit == "W" else 1)


def last_day(counting, begin, number, unit):
    day = add_days(counting, begin, number, unit)
    if counting.record["rolls"]:
        day = counting.next_working(day)
    two_or_more = unit != "D" or number >= 2
    while two_or_more and counting.working_days(begin, day) < counting.record["working_days_min"]:
        day += ONE_DAY
    return day


def hour_period(counting, begin, length):
    """Strict and legal end of a period of hours that begins with an instant."""
    strict = (begin.astimezone(UTC) + length).astimezone(counting.zone)
    legal = strict
    if counting.record["hours_skip_first"]:
        local = begin.astimezone(counting.zone)
        into = datetime.timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
        first_counted = local.astimezone(UTC) - into + datetime.timedelta(hours=1)
        legal = (first_counted + length).astimezone(counting.zone)
    if counting.record["hours_rolls"] and not counting.works(legal.date()):
        legal = counting.at(counting.next_working(legal.date()), legal.timetz().replace(tzinfo=None))
    return strict, legal


def due(counting, trigger, period):
    """Strict and legal end; trigger is a date or an aware datetime."""
    number, unit = split(period)
    moment = isinstance(trigger, datetime.datetime)
    if unit in "HN":
        if not moment:
            raise ValueError("hours are counted from a moment")
        return hour_period(counting, trigger, datetime.timedelta(hours=number) if unit == "H" else datetime.timedelta(minutes=number))
    local = trigger.astimezone(counting.zone) if moment else None
    begin = local.date() if moment else trigger
    plain = add_days(counting, begin, number, unit)
    strict = counting.at(plain, local.time()) if moment else counting.end_of(plain)
    if counting.record["counts"] == "instant":
        return strict, strict
    return strict, counting.end_of(last_day(counting, begin, number, unit))


def parse_moment(text):
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return datetime.date.fromisoformat(text)
    return datetime.datetime.fromisoformat(text)


def compute(vector):
    counting = load(vector["calendar"], vector["holidays"], vector["time_zone"])
    return [end.isoformat() for end in due(counting, parse_moment(vector["trigger"]), vector["duration"])]


def main():
    vectors = json.loads((HERE / "vectors.json").read_text("ascii"))
    wrong = 0
    for vector in vectors:
        expected, found = [vector["strict_due_at"], vector["legal_due_at"]], compute(vector)
        if expected != found:
            wrong += 1
            print(f"{vector['case']}: expected {expected}, computed {found}")
    print(f"{len(vectors)} vectors, {wrong} wrong")
    return 1 if wrong or len(vectors) < 40 else 0


if __name__ == "__main__":
    sys.exit(main())
