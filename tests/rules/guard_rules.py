"""What a guard or a path of a rule may name: members of the event's type that exist and are not about a person, and facts that the
machine of the subject keeps."""
import event_catalogue
import guard_language


class Names:
    """What can be named: the schemas by type, and the facts that each machine keeps, by entity."""

    def __init__(self, schemas, machines):
        self.schemas = schemas
        self.facts = {m["entity"]: facts_of(m) for m in machines}

    def nodes(self, type_name, path, entity):
        """The schemas of all that the path may mean, None for a fact without one; or a text that says what is wrong."""
        if path[0] == "subject":
            return self.fact_nodes(path[1:], entity)
        schema = self.schemas[type_name]
        if event_catalogue.is_personal(schema, path[0]):
            return f"{'.'.join(path)} is about a person"
        node = event_catalogue.member(schema, path)
        return [node] if node else f"{type_name} has no member {'.'.join(path)}"

    def fact_nodes(self, path, entity):
        sources = self.facts.get(entity, {}).get(path[0]) if path else None
        if not sources:
            return f"no fact {'.'.join(path)} is kept of a {entity}"
        nodes = [event_catalogue.member(self.schemas[t], path) for t in sources if t]
        if any(nodes):
            return [n for n in nodes if n]
        return f"fact {'.'.join(path)} has no such member" if nodes or len(path) > 1 else [None]


def facts_of(machine):
    """By fact, the types whose member it is; None for one that is set."""
    found = {}
    for kept in machine["keeps"]:
        for fact in kept["members"]:
            found.setdefault(fact, []).append(kept["type"])
    for rule in machine["sets"]:
        found.setdefault(rule["fact"], []).append(None)
    return found


def lint_words(term, nodes, where, out):
    for node in nodes:
        if node is None or node["type"] == "boolean":
            allowed = ["true", "false"]
        elif node["type"] in ("object", "array"):
            allowed = []
        else:
            allowed = node.get("enum")
        if allowed is None:
            return
        for word in set(term.words) - set(allowed):
            out.append(f"{where}: {'.'.join(term.path)} is never {word}")


def parsed(text, where, out):
    try:
        return guard_language.parse(text)
    except (ValueError, AttributeError, TypeError) as error:
        out.append(f"{where}: {error}")
        return []


def lint_guard(text, type_name, entity, names, where, out):
    for term in parsed(text, where, out):
        if type_name is None and term.path[0] != "subject":
            out.append(f"{where}: {'.'.join(term.path)} is no fact: here, only subject. is read")
            continue
        nodes = names.nodes(type_name, term.path, entity)
        if isinstance(nodes, str):
            out.append(f"{where}: {nodes}")
        elif term.words is not None:
            lint_words(term, nodes, where, out)


def lint_path(text, type_name, entity, names, where, out):
    """A path to a day, a moment or a period."""
    nodes = names.nodes(type_name, tuple(text.split(".")), entity)
    if isinstance(nodes, str):
        out.append(f"{where}: {nodes}")
    elif any(n is None or n["type"] != "string" or "enum" in n for n in nodes):
        out.append(f"{where}: {text} is no text")
