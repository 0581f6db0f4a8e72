"""What the ledger raises by itself, as the docket model has it: docs/docket.md."""
import datetime

import docket_model
import rule_deadlines


def is_live(members):
    return members.get("mode", "live") == "live"


def met_by(model, seq):
    """After a live event: the deadlines that it met and that a live event had started."""
    return sorted(("deadline.met", d.name, e.name) for e in model.entities.values() for d in e.deadlines
                  if d.live and d.closed_by == seq and d.status == "met")


def due(model, now):
    """What the clock has brought about."""
    found = []
    for entity in model.entities.values():
        found += [("deadline.missed", d.name, entity.name) for d in entity.deadlines
                  if d.live and d.status == "open" and is_owed(d) and d.legal <= now]
        if entity.kind == "secrecy" and entity.state in model.rules.machines["secrecy"]["running"]:
            term = rule_deadlines.term_end(model.rules, entity)
            if term and datetime.datetime.fromisoformat(term[1]) <= now:
                found.append(("secrecy.expired", "", entity.name))
    return sorted(found)


def is_owed(deadline):
    by_hand = "starts" not in deadline.rule
    return by_hand or deadline.rule.get("weight") == "breach"


def as_raised(members):
    """An entry of the ledger's own, in the form of what is expected above."""
    subject = next(members[k + "_id"] for k in ("demand", "secrecy", "challenge") if k + "_id" in members)
    return members["type"], members.get("deadline_id", ""), subject


def rested_on(before, after):
    """Whether a withdrawal leaves entries without what they rest on."""
    for key, entity in after.entities.items():
        was = before.entities[key]
        gone = entity.state == docket_model.NOWHERE != was.state
        if (gone and entity.seqs) or set(entity.irregular) - set(was.irregular):
            return True
    return False
