"""The matters of exports_table.txt: what is recorded up to which phase, and for whom it is exported."""

import json
import re

from cli_run import SOURCE

ELSEWHERE = ("Court of Elsewhere", "1-mj-1")
# The daemon ends an order when its term is over. These last, so that they end in the phase that says so.
LONG_TERM = "P100Y"
FAR_DAY = "2999-01-01"


def sample(name):
    lines = (SOURCE / "schemas/samples" / f"{name}.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines if not line.startswith("//")]


def changed(events, event_type, **members):
    return [{**event, **members} if event["type"] == event_type else event for event in events]


def with_long_terms(events):
    return [{**event, "term": {**event["term"], "period": LONG_TERM}} if "period" in event.get("term", {}) else event for event in events]


def count_before(events, event_type):
    return next(number for number, event in enumerate(events) if event["type"] == event_type)


def end_of(matter, event_type, **members):
    return {"type": event_type, "matter": matter, "mode": "historical", "occurred_at": {"precision": "unknown"},
            "secrecy_id": f"{matter}-S1", **members}


class Case:
    """`phases`: title and how many of the events are recorded by then. `dockets`: courts that exports under seal are made for."""

    def __init__(self, title, events, phases, dockets, customer):
        self.title, self.events, self.phases, self.customer = title, events, phases, customer
        self.dockets = dockets
        self.matter = events[0]["matter"]

    def recipients(self):
        """Label in the table, and flags of the command."""
        yield from ((name, [f"--audience={name}"]) for name in ("internal", "auditor", "auditor_uncleared"))
        for label, customer in (("customer, its own", self.customer), ("customer, another", "cust-elsewhere")):
            yield label, ["--audience=customer", f"--customer_ref={customer}"]
        for court, docket in (*self.dockets, ELSEWHERE):
            yield f"court_sealed, {court} {docket}", ["--audience=court_sealed", f"--court={court}", f"--docket={docket}",
                                                      "--authority=order of the court"]
        yield from ((name, [f"--audience={name}"]) for name in ("court_public", "oversight", "public"))


def walkthrough():
    events = with_long_terms(sample("walkthrough"))
    return Case("The walkthrough (fictitious): one warrant, one customer, one order to tell nobody", events,
                [("before the order is recorded", count_before(events, "secrecy.received")),
                 ("while the order is in force", count_before(events, "secrecy.expired")),
                 ("after the order lapsed", count_before(events, "secrecy.release_cleared")),
                 ("after counsel cleared the release, and to the end", len(events))],
                [("D. Example", "23-mj-0417")], "cust-000417")


def brooklyn(public_from=None):
    events = with_long_terms(sample("brooklyn-secrecy-order"))
    matter, received = events[0]["matter"], len(events)
    ends = [end_of(matter, "secrecy.expired"), end_of(matter, "secrecy.release_cleared")]
    dockets = [("E.D.N.Y.", "18-MJ-723"), ("2d Cir.", "20-1653")]
    if public_from:
        return Case(f"The Brooklyn secrecy order (real), if its docket were public only from {public_from}",
                    changed(events, "challenge.filed", public_from=public_from),
                    [("before public_from, while the order is in force", received)], dockets, "cust-nobody")
    return Case("The Brooklyn secrecy order (real): its docket is public since 2019-09-24", [*events, *ends],
                [("while the order is in force", received), ("after the order lapsed (supposed)", received + 1),
                 ("after counsel cleared the release (supposed)", received + 2)], dockets, "cust-nobody")


def ireland(sealed=None):
    events = sample("microsoft-ireland")
    title = "The Microsoft Ireland warrant (real): no order; not recorded whether its challenge was sealed"
    if sealed is not None:
        events = changed(events, "challenge.filed", sealed=sealed)
        title = "The Microsoft Ireland warrant (real), if its challenge were recorded as not sealed"
    return Case(title, events, [("as imported", len(events))], [("S.D.N.Y.", "13-mj-2814"), ("2d Cir.", "14-2985")], "cust-nobody")


def cases():
    return [walkthrough(), brooklyn(public_from=FAR_DAY), brooklyn(), ireland(), ireland(sealed=False)]


def scalars(value):
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from scalars(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from scalars(inner)
    else:
        yield str(value)


def telling_words(events):
    """Types, kinds, courts, dockets, names, identifiers, days: every text of the events that does not stand in random digits by chance."""
    words = {word.lower() for event in events for word in scalars(event)}
    return sorted(word for word in words if len(word) >= 6 or re.search(r"[^a-z0-9]", word))
