"""The refusals that docs/messages.md shows: of each, a title and how it comes about."""

import json

M = "2023-00417"
DAY = {"precision": "day", "value": "2023-11-20"}


def walkthrough(source):
    """The events of the sample, by type, the first of each; as a desk would record them live."""
    events = {}
    for line in (source / "schemas/samples/walkthrough.jsonl").read_text().splitlines():
        if line.startswith("//"):
            continue
        event = json.loads(line)
        del event["mode"]
        events.setdefault(event["type"], event)
    # An order that no clock ends: what is shown here stays as it is.
    order = events["secrecy.received"]
    order["duration_kind"] = "until_court_order"
    order["term"] = {"issued_at": "2023-11-16", "effective_from": "2023-11-17"}
    return events


def setup(events):
    return [events[each] for each in ("demand.received", "demand.target_added", "secrecy.received", "challenge.filed")]


def plain(event_type, **members):
    return {"type": event_type, "matter": M, "occurred_at": DAY, **members}


def without(event, *names):
    return {name: value for name, value in event.items() if name not in names}


D, S, C = {"demand_id": f"{M}-D1"}, {"secrecy_id": f"{M}-S1"}, {"challenge_id": f"{M}-C1"}


def not_expected():
    return [
        ("A production from a demand that is only received", plain("production.no_data", **D, **{"class": "content"})),
        ("A search before the demand is accepted", plain("search.performed", **D, systems=["mail"], result_count=1)),
        ("A demand that is resumed and was never held", plain("demand.resumed", **D)),
        ("A demand that is closed before anything was done", plain("demand.closed", **D, disposition="disclosed_content")),
        ("A demand that is reopened and was never closed", plain("demand.reopened", **D, reason="a court says so")),
        ("An answer to a question that nobody asked", plain("demand.clarification_received", **D)),
        ("A release of an order that still runs",
         plain("secrecy.release_cleared", **S, cleared_by={"ref": "counsel-07"}, checked=["no renewal on the docket"])),
        ("An order that is reinstated and was never suspended", plain("secrecy.reinstated", **S, basis="court_order")),
        ("A ruling on objections that were never filed", plain("challenge.objections_ruled", **C, outcome="denied")),
        ("A decision on appeal before there is an appeal", plain("challenge.appeal_decided", **C, outcome="remanded")),
        ("A challenge that is closed before it is ruled on", plain("challenge.closed", **C)),
    ]


def identifiers(events):
    demand, order = events["demand.received"], events["secrecy.received"]
    return [
        ("A demand that nobody recorded", plain("demand.accepted", demand_id=f"{M}-D9")),
        ("An order that nobody recorded", plain("secrecy.release_cleared", secrecy_id=f"{M}-S9", cleared_by={"ref": "counsel-07"}, checked=["the docket"])),
        ("A challenge that nobody recorded", plain("challenge.note", challenge_id=f"{M}-C9", note_type="unsealed")),
        ("An order over a demand that nobody recorded", {**order, "secrecy_id": f"{M}-S2", "demand_ids": [f"{M}-D9"]}),
        ("A second first event of a demand", {**demand, "nature": "civil"}),
        ("A second first event of an order", {**order, "applicability": "case_wide_omnibus"}),
        ("A second first event of a challenge", {**events["challenge.filed"], "sealed": False}),
        ("A repeat under the same key with another content", {**plain("demand.triaged", **D, priority="expedited"), "idempotency_key": "k1"},
         {**plain("demand.triaged", **D, priority="routine"), "idempotency_key": "k1"}),
        ("A correction of an entry that is not there", plain("ledger.correction", corrects=999, reason="slip")),
    ]


def malformed(events):
    demand = {**events["demand.received"], "demand_id": f"{M}-D2"}
    return [
        ("No JSON", "hello"),
        ("JSON that is cut off", '{"type": "demand.received"'),
        ("JSON that is no object", "[1]"),
        ("A name twice", '{"type": "demand.triaged", "type": "demand.triaged"}'),
        ("A fraction", json.dumps(plain("search.performed", **D, systems=["mail"], result_count=1.5))),
        ("No type", without(demand, "type")),
        ("A type that there is not", {**demand, "type": "demand.recieved"}),
        ("No matter", without(demand, "matter")),
        ("A matter of another form", {**demand, "matter": "a b"}),
        ("No time", without(demand, "occurred_at")),
        ("A day that is none", {**demand, "occurred_at": {"precision": "day", "value": "2023-02-30"}}),
        ("A minute without an offset", {**demand, "occurred_at": {"precision": "minute", "value": "2023-11-17T16:40"}}),
        ("A precision that there is not", {**demand, "occurred_at": {"precision": "week", "value": "2023-W12"}}),
        ("A kind that there is not", {**demand, "kind": "us_warrant"}),
        ("A live demand without what the paper says", without(demand, "instrument", "issuer")),
        ("A member that the type has not", {**demand, "colour": "red"}),
        ("A number where a text stands", {**demand, "jurisdiction": 7}),
        ("A digest of another form", {**demand, "documents": [{"role": "instrument", "media_type": "application/pdf", "size": 1, "sha256": "00"}]}),
        ("A member of the chain's own", {**demand, "matter_seq": 1}),
        ("An event that only the daemon records", plain("deadline.met", deadline_id="d1.x", **D, met_by_seq=1)),
        ("The ledger's own matter", {**demand, "matter": "ledger"}),
        ("A reason that is missing", {**plain("demand.resumed", **D), "out_of_sequence": {}}),
    ]


def commands():
    return [
        ("A command that there is not", ["matters"]),
        ("A flag that there is not", ["due", "--until=2026-01-01"]),
        ("A flag twice", ["due", "--within=P1D", "--within=P2D"]),
        ("A flag without its value", ["list", "--limit=many"]),
        ("A duration that is none", ["due", "--within=soon"]),
        ("A format that there is not", ["due", "--format=pdf"]),
        ("Two formats", ["due", "--json", "--format=csv"]),
        ("A day that is none", ["matter", M, "--at=2026-02-30"]),
        ("A day of an order in another form", ["secrecy", "--at=last-week"]),
        ("A matter of another form", ["matter", "a b"]),
        ("A matter that is not there", ["matter", "2019-00001"]),
        ("An entry that is not there", ["show", "999999"]),
        ("An entry number that is none", ["show", "first"]),
        ("A file that is not there", ["record", "no-such-file.jsonl"]),
        ("A type with a slip of the pen", ["template", "demand.recieved"]),
        ("A code that there is not", ["explain", "irregullar"]),
        ("A daemon that is not there", ["status", "--socket=FOLDER/no-such-socket"]),
        ("An event without a daemon", ["record", "FOLDER/event.json", "--socket=FOLDER/no-such-socket"]),
    ]
