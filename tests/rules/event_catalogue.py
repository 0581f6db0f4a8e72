"""The newest schema of each event type: what a guard or a path of a rule may name, and what an enumeration allows."""
import json
import pathlib

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "schemas" / "events"
ENTITIES = ("demand", "secrecy", "challenge")


def load(folder=FOLDER):
    """The newest schema of each type."""
    newest = {}
    for path in sorted(folder.glob("*.json")):
        schema = json.loads(path.read_text("ascii"))
        kept = newest.get(schema["x-type"])
        if kept is None or schema["x-version"] > kept["x-version"]:
            newest[schema["x-type"]] = schema
    return newest


def member(schema, path):
    """The schema of the member at a path (a sequence of names), arrays not entered. None if there is none."""
    for name in path:
        schema = schema.get("properties", {}).get(name)
        if schema is None:
            return None
    return schema


def is_personal(schema, name):
    return schema["properties"].get(name, {}).get("x-personal", False)


def enumeration(schemas, type_name, *path):
    return member(schemas[type_name], path)["enum"]


def items_enumeration(schemas, type_name, *path):
    return member(schemas[type_name], path)["items"]["enum"]


def names_entity(schema, entity):
    """True if an event of this schema says which entity it is about."""
    return any(p.get("x-identifier", {}).get("entity") == entity for p in schema["properties"].values())


def defines(schema, entity):
    return any(p.get("x-identifier") == {"entity": entity, "role": "defines"} for p in schema["properties"].values())
