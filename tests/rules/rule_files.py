"""The law's data as the docket model reads it: the newest machines and calendars, and every version of every pack."""
import datetime
import json

import calendar_model
import lint_rules


class Rules:
    def __init__(self, folder=lint_rules.FOLDER):
        files = [json.loads(p.read_text("ascii")) for p in sorted(folder.glob("*.json"))]
        machines = max((f for f in files if f["kind"] == "machines"), key=lambda f: f["version"])
        self.machines = {m["entity"]: m for m in machines["machines"]}
        self.packs = [f for f in files if f["kind"] == "pack"]
        self.by_day, self.countings = {}, {}

    def packs_on(self, day):
        """The newest version of each enabled pack that is in force on the day."""
        if day not in self.by_day:
            newest = {}
            for pack in self.packs:
                lasts = pack["effective_from"] <= day.isoformat() < pack.get("effective_to", "9999-12-31")
                if pack["enabled"] and lasts and pack["version"] > newest.get(pack["name"], {}).get("version", 0):
                    newest[pack["name"]] = pack
            self.by_day[day] = [newest[n] for n in sorted(newest)]
        return self.by_day[day]

    def counting(self, pack, rule):
        key = rule["calendar"], rule.get("holidays", ""), rule.get("time_zone", pack["time_zone"])
        if key not in self.countings:
            self.countings[key] = calendar_model.load(*key)
        return self.countings[key]


def day_of(moment):
    """The day by universal time, by which a pack is chosen."""
    return moment.astimezone(datetime.timezone.utc).date() if isinstance(moment, datetime.datetime) else moment
