"""How often what is hard to get right occurred in the sequences compared, so that none of them is compared in vain."""

NAMES = ("correction", "withdrawal", "irregular step", "irregular entry", "notice", "blocked notice", "notice still to give", "cross-matter order",
         "binding order", "stayed production", "suspended production clock", "resumed production clock", "renewal", "deadline met", "deadline missed",
         "expired term", "expired by the clock")
RARE = "pending again"  # of what the ledger had said to be met or missed: once in some hundred sequences


def count(walk, seen):
    """Adds what one followed sequence (log_compare_test.Walk) held."""
    own = {e["seq"] for e in walk.found["entries"] if e["recorded_by"] == "daemon"}
    for seq, members, _ in walk.entries:
        for name in of_entry(seq, members, own):
            seen[name] += 1
    raised = {members["deadline_id"] for seq, members, _ in walk.entries if seq in own and "deadline_id" in members}
    entities = walk.model.entities
    for entity in entities.values():
        for name in of_entity(entity, entities):
            seen[name] += 1
        seen[RARE] += sum(d.name in raised and d.status == "open" for d in entity.deadlines)
    seen["irregular step"] += sum(o.get("irregular", False) for o in walk.found["outcomes"])


def of_entry(seq, members, own):
    yield "entry"
    if members["type"] == "ledger.correction":
        yield "withdrawal" if members.get("withdraws") else "correction"
    if members["type"].startswith("notice."):
        yield "blocked notice" if "blocked_by" in members else "notice"
    if members["type"] == "secrecy.renewed":
        yield "renewal"
    if members["type"] == "secrecy.expired":
        yield "expired by the clock" if seq in own else "expired term"
    if seq in own and members["type"].startswith("deadline."):
        yield members["type"].replace(".", " ")


def of_entity(entity, entities):
    yield from ("irregular entry" for _ in entity.irregular)
    yield from ("notice still to give" for n in entity.notices.values() if n["to_give"])
    if entity.stayed_by:
        yield "stayed production"
    yield from ("suspended production clock" for d in entity.deadlines if d.status == "suspended" and d.rule.get("production"))
    yield from ("resumed production clock" for d in entity.deadlines if d.rule.get("production") and d.stood)
    if entity.kind == "secrecy":
        demands = [entities["demand", n] for n in entity.facts.get("demand_ids", []) if ("demand", n) in entities]
        if any(d.matter != entity.matter for d in demands):
            yield "cross-matter order"
        if demands:
            yield "binding order"
