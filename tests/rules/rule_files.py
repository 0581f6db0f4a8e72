"""The law's data as the docket model reads it: the newest machines and calendars, and every version of every pack."""
import datetime
import hashlib
import json

import calendar_model
import lint_rules


def read(folder=lint_rules.FOLDER):
    return {p.name: p.read_bytes() for p in sorted(folder.glob("*.json"))}


def newest(files, kind):
    return max((f for f in files if f["kind"] == kind), key=lambda f: f["version"], default=None)


class Rules:
    def __init__(self, raw=None):
        """Of the bytes of files by name; the project's own where none are given."""
        raw = read() if raw is None else raw
        files = [json.loads(r) for r in raw.values()]
        machines = newest(files, "machines")
        self.machines = {m["entity"]: m for m in machines["machines"]} if machines else {}
        self.calendars = newest(files, "calendars")
        self.digests = {hashlib.sha256(r).hexdigest(): (f["name"], f["version"]) for r, f in zip(raw.values(), files) if f["kind"] == "pack"}
        self.packs = [f for f in files if f["kind"] == "pack"]
        self.in_use = set(self.digests.values())
        self.by_day, self.countings = {}, {}

    def use_only(self, digests):
        """From now on only the packs of these digests are asked; all, where none are said."""
        wanted = set(self.digests.values()) if digests is None else {self.digests[d] for d in digests}
        if wanted != self.in_use:
            self.in_use, self.by_day = wanted, {}

    def packs_on(self, day):
        """The newest version of each enabled pack that is in force on the day."""
        if day not in self.by_day:
            best = {}
            for pack in self.packs:
                lasts = pack["effective_from"] <= day.isoformat() < pack.get("effective_to", "9999-12-31")
                in_use = (pack["name"], pack["version"]) in self.in_use
                if pack["enabled"] and in_use and lasts and pack["version"] > best.get(pack["name"], {}).get("version", 0):
                    best[pack["name"]] = pack
            self.by_day[day] = [best[n] for n in sorted(best)]
        return self.by_day[day]

    def counting(self, pack, rule):
        key = rule["calendar"], rule.get("holidays", ""), rule.get("time_zone", pack["time_zone"])
        if key not in self.countings:
            self.countings[key] = calendar_model.load(*key, self.calendars)
        return self.countings[key]


def day_of(moment):
    """The day by universal time, by which a pack is chosen."""
    return moment.astimezone(datetime.timezone.utc).date() if isinstance(moment, datetime.datetime) else moment
