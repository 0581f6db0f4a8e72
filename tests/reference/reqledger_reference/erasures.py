"""What the ledger says was lawfully erased, and the slots that this leaves closed.

Source: docs/formats.md section 8.4.
"""

from .encoding import is_integer
from .event import CORE, SLOTS

TYPE = "ledger.erasure_applied"


class Erasure:
    """An opened `ledger.erasure_applied`."""

    def __init__(self, place, scope, ranges):
        self.place = place
        self.scope = scope
        self.ranges = ranges
        self.closed = 0

    def covers(self, place, personal_only):
        if place >= self.place or (self.scope == "personal" and not personal_only):
            return False
        return any(first <= place <= last for first, last in self.ranges)

    def as_json(self):
        seqs = [{"first": first, "last": last} for first, last in self.ranges]
        return {"seq": self.place, "scope": self.scope, "seqs": seqs, "entries": self.closed}


def read_erasures(ordered):
    """Those of the opened entries that say of an erasure and are in form."""
    erasures = []
    for opening in ordered:
        if opening.core.get("type") != TYPE or opening.well_formed("matter") != "ledger":
            continue
        scope, ranges = opening.members.get("scope"), _ranges(opening.members.get("seqs"))
        if scope in ("matter", "personal") and ranges is not None:
            erasures.append(Erasure(opening.place, scope, ranges))
    return erasures


def _ranges(value):
    if not isinstance(value, list):
        return None
    ranges = []
    for item in value:
        if not isinstance(item, dict) or not is_integer(item.get("first"), 0) or not is_integer(item.get("last"), item["first"]):
            return None
        ranges.append((item["first"], item["last"]))
    return ranges


def check_all_open(entries, openings, schema_of, erasures, report):
    """Audience auditor: every slot of every entry, but for what was erased after it."""
    for entry in entries:
        if not entry.sd:
            continue
        opening = openings.get(entry.place)
        found = opening if opening and opening.entry is entry else None
        closed = set(range(SLOTS)) - (found.slots if found else set())
        if not closed:
            continue
        schema = schema_of(found) if found else None
        personal_only = schema is not None and closed <= schema.personal_slots(len(CORE))
        for erasure in erasures:
            if erasure.covers(entry.place, personal_only):
                erasure.closed += 1
                break
        else:
            report.add("slot.unopened", entry.place, f"{SLOTS} slots", SLOTS - len(closed))
