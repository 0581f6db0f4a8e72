"""What lint_rules.py demands of schemas/rules/machines.v*.json: states that can be reached and left, guards that parse, facts that exist."""
import event_catalogue
import guard_rules
import shape

MACHINE = dict(machine=shape.name, noun=shape.text, title=shape.text, entity=shape.one_of(event_catalogue.ENTITIES), states=shape.list_of(shape.anything, 2),
               terminal=shape.list_of(shape.name, 1), keeps=shape.list_of(shape.anything), sets=shape.list_of(shape.anything),
               transitions=shape.list_of(shape.anything, 1))
OF_SECRECY = dict(binding=shape.list_of(shape.name, 1), running=shape.list_of(shape.name, 1))
OF_CHALLENGE = dict(stays_production=shape.list_of(shape.text, 1), stops_production=shape.list_of(shape.text, 1))
OF_DEMAND = dict(notices=shape.anything)
NOTICES = dict(types=shape.list_of(shape.text, 1), members=shape.list_of(shape.name, 1), owed=shape.list_of(shape.text, 1))
STATE = dict(state=shape.name, title=shape.text, meaning=shape.text, open=shape.flag)
KEEPS = dict(type=shape.text, members=shape.list_of(shape.name, 1))
SETS = dict(type=shape.text, fact=shape.name, value=shape.flag)
TRANSITION = dict(type=shape.text, to=shape.text)
TRANSITION["from"] = shape.list_of(shape.text, 1)
GUARD = {"if": shape.text}
ORIGINS = {"none", "*"}
TARGETS = {"=", "previous"}
RAISED_BY_DAEMON = {"secrecy.expired"}


def lint(data, schemas, out):
    """The machines, if they are sound enough for what names their facts; else none."""
    needed = dict(kind=shape.one_of(["machines"]), name=shape.one_of(["machines"]), version=shape.count, title=shape.text,
                  machines=shape.list_of(shape.anything, 1))
    before = len(out)
    if not shape.lint(data, "machines", needed, {}, out):
        return []
    for machine in data["machines"]:
        lint_shape(machine, schemas, out)
    if len(out) > before:
        return []
    entities = [m["entity"] for m in data["machines"]]
    if sorted(entities) != sorted(event_catalogue.ENTITIES):
        out.append("machines: one for each of " + ", ".join(event_catalogue.ENTITIES))
    names = guard_rules.Names(schemas, data["machines"])
    for machine in data["machines"]:
        lint_states(machine, out)
        lint_roles(machine, schemas, out)
        lint_guards(machine, names, out)
    return data["machines"]


def lint_shape(machine, schemas, out):
    entity = machine.get("entity")
    extra = {"demand": OF_DEMAND, "secrecy": OF_SECRECY, "challenge": OF_CHALLENGE}.get(entity, {})
    where = f"machine {entity}"
    if not shape.lint(machine, where, {**MACHINE, **extra}, {}, out):
        return
    for state in machine["states"]:
        shape.lint(state, where + " states", STATE, {}, out)
    for part, needed, optional in (("keeps", KEEPS, {}), ("sets", SETS, GUARD), ("transitions", TRANSITION, GUARD)):
        for row in machine[part]:
            if shape.lint(row, f"{where} {part}", needed, optional, out):
                lint_row_type(row, schemas, entity, f"{where} {part} {row['type']}", out)


def lint_notices(notices, entity, names, out):
    """Each guard over a notice reads what is kept of one, as each of the types that have it says it."""
    where = f"machine {entity} notices"
    if not shape.lint(notices, where, NOTICES, {}, out):
        return
    before = len(out)
    for type_name in notices["types"]:
        lint_row_type({"type": type_name}, names.schemas, entity, where, out)
    if len(out) > before:
        return
    members = {t: names.schemas[t]["properties"] for t in notices["types"]}
    for member in notices["members"]:
        if not any(member in m for m in members.values()):
            out.append(f"{where}: no notice has a member {member}")
        for type_name in notices["types"]:
            if member in members[type_name] and event_catalogue.is_personal(names.schemas[type_name], member):
                out.append(f"{where}: {member} is about a person")
    for guard in notices["owed"]:
        lint_owed(guard, notices, members, where, out)


def lint_owed(guard, notices, members, where, out):
    for term in guard_rules.parsed(guard, where, out):
        if term.path == ("type",):
            allowed = notices["types"]
        elif len(term.path) == 1 and term.path[0] in notices["members"]:
            nodes = [m[term.path[0]] for m in members.values() if term.path[0] in m]
            allowed = [w for n in nodes for w in (["true", "false"] if n["type"] == "boolean" else n.get("enum", term.words or []))]
        else:
            out.append(f"{where}: {'.'.join(term.path)} is not kept of a notice")
            continue
        for word in set(term.words or []) - set(allowed):
            out.append(f"{where}: {term.path[0]} is never {word}")


def lint_row_type(row, schemas, entity, where, out):
    schema = schemas.get(row["type"])
    if schema is None:
        out.append(f"{where}: no such event type")
    elif not event_catalogue.names_entity(schema, entity):
        out.append(f"{where}: such events name no {entity}")
    else:
        for member in row.get("members", []):
            if member not in schema["properties"]:
                out.append(f"{where}: no member {member}")
            elif event_catalogue.is_personal(schema, member):
                out.append(f"{where}: {member} is about a person")


def lint_roles(machine, schemas, out):
    """Whatever takes an order of secrecy out of the state in which it begins is for one role alone, or the daemon's own."""
    if "binding" not in machine:
        return
    begins = {row["to"] for row in machine["transitions"] if row["from"] == ["none"]}
    for row in machine["transitions"]:
        if row["to"] in begins | {"="} or row["type"] in RAISED_BY_DAEMON:
            continue
        if "x-recorded-by" not in schemas[row["type"]]:
            out.append(f"machine {machine['machine']} {row['type']}: leads to {row['to']}, and its schema has no x-recorded-by")


def lint_states(machine, out):
    where = f"machine {machine['machine']}"
    states = [s["state"] for s in machine["states"]]
    if len(set(states)) != len(states) or set(states) & (ORIGINS | TARGETS):
        out.append(f"{where}: a state stands twice, or has the name of none")
    for part in ("terminal", "binding", "running"):
        for state in set(machine.get(part, [])) - set(states):
            out.append(f"{where} {part}: no state {state}")
    for row in machine["transitions"]:
        for state in set(row["from"]) - set(states) - ORIGINS:
            out.append(f"{where} {row['type']}: from no state {state}")
        if row["to"] not in set(states) | TARGETS:
            out.append(f"{where} {row['type']}: to no state {row['to']}")
    for state in machine["states"]:
        if state["state"] in machine["terminal"] and state["open"]:
            out.append(f"{where}: the terminal state {state['state']} asks for no work")
    lint_reach(machine, set(states), where, out)


def lint_reach(machine, states, where, out):
    rows = machine["transitions"]
    reached = {r["to"] for r in rows}
    left = {s for r in rows if r["to"] not in TARGETS for s in r["from"]}
    for state in sorted(states - reached):
        out.append(f"{where}: nothing leads to {state}")
    if "*" not in left:
        for state in sorted(states - set(machine["terminal"]) - left):
            out.append(f"{where}: nothing leads on from {state}")
    if not any("none" in r["from"] for r in rows):
        out.append(f"{where}: nothing begins it")


def lint_guards(machine, names, out):
    entity = machine["entity"]
    for part in ("sets", "transitions"):
        for row in machine[part]:
            if "if" in row:
                guard_rules.lint_guard(row["if"], row["type"], entity, names, f"machine {entity} {part} {row['type']}", out)
    for row in machine["transitions"]:
        if "none" in row["from"] and not event_catalogue.defines(names.schemas[row["type"]], entity):
            out.append(f"machine {entity}: {row['type']} defines no {entity}")
    if "notices" in machine:
        lint_notices(machine["notices"], entity, names, out)
    for part in ("stays_production", "stops_production"):
        for guard in machine.get(part, []):
            guard_rules.lint_guard(guard, None, entity, names, f"machine {entity} {part}", out)
