"""The words of the law that the catalogue must know (vocabulary.json): every event type, and every value of every enumeration,
each where an event says it. What stands there was taken from the statutes' side, not from the schemas."""
import json
import pathlib

FILE = pathlib.Path(__file__).with_name("vocabulary.json")


def read():
    return json.loads(FILE.read_text("ascii"))


def values_at(schema, path):
    """The enumeration at a path such as `law.harms_found`; arrays are passed through. None where there is none."""
    for name in path.split("."):
        schema = schema.get("items", schema).get("properties", {}).get(name)
        if schema is None:
            return None
    return schema.get("items", schema).get("enum")


def lint_enumeration(name, rule, schemas, out):
    """Together, the places say each value; no place says another one."""
    found = {t.rpartition(".")[2] for t in rule.get("as_types", []) if t in schemas}
    for place in rule["in"]:
        type_name, path = place.split(" ")
        values = values_at(schemas.get(type_name, {}), path)
        if values is None:
            out.append(f"vocabulary {name}: {place} is no enumeration")
            continue
        found.update(values)
        for value in sorted(set(values) - set(rule["values"])):
            out.append(f"vocabulary {name}: {place} has {value}, which the vocabulary does not know")
    for value in sorted(set(rule["values"]) - found):
        out.append(f"vocabulary {name}: {value} stands nowhere in {', '.join(rule['in'])}")


def lint(vocabulary, schemas):
    """All findings about the newest schemas by type."""
    out = [f"vocabulary: no schema for {t}" for t in vocabulary["event_types"] if t not in schemas]
    for name, rule in vocabulary["enumerations"].items():
        lint_enumeration(name, rule, schemas, out)
    return out
