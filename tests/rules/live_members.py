"""What an event has to say beyond its required members: what `if`, `then` and `else` of its schema ask of it, given by chance."""

OWN_TYPES = ("deadline.met", "deadline.missed", "secrecy.expired")  # raised by the ledger, else imported


def complete(teller, event):
    """Where something cannot be given, the event is an imported one, of which less is asked; False where that is too much."""
    if event["type"] in OWN_TYPES:
        event["mode"] = "historical"
    schema = teller.schemas[event["type"]]
    if "if" in schema and not fill(teller, event, schema, asked(schema, event)):
        event["mode"] = "historical"
    return all([fill(teller, event, schema, asked(part, event)) for part in schema.get("allOf", [])])


def asked(part, event):
    return part.get("then" if holds(part["if"], event) else "else", {})


def holds(condition, event):
    properties = condition.get("properties", {})
    return all(n in event for n in condition.get("required", [])) and all(event[n] == p["const"] for n, p in properties.items() if n in event)


def fill(teller, value, described, wanted):
    """True if all that is asked is there now."""
    for name in wanted.get("required", []):
        if name not in value:
            member = described["properties"][name]
            given = teller.identifiers(member) if "x-identifier" in member else teller.value(member)
            if given is None:
                return False
            value[name] = given
    parts = [(n, p) for n, p in wanted.get("properties", {}).items() if isinstance(value.get(n), dict)]
    return all([fill(teller, value[n], described["properties"][n], p) for n, p in parts])
