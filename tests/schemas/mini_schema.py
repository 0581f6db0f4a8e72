"""Judges a JSON value by a schema of exactly the keywords that the catalogue allows (docs/formats.md section 6).

Errors: a list of "place: what is wrong" lines, empty where the value is valid. Source: JSON Schema draft-07.
"""
import re

KINDS = {"object": dict, "string": str, "array": list, "boolean": bool}


def is_integer(value):
    return isinstance(value, int) and not isinstance(value, bool)


def has_type(value, name):
    return is_integer(value) if name == "integer" else isinstance(value, KINDS[name])


def judge_object(schema, value, place, out):
    properties = schema.get("properties", {})
    for name in schema.get("required", []):
        if name not in value:
            out.append(f"{place}: member {name} is missing")
    for name, member in value.items():
        if name in properties:
            judge(properties[name], member, f"{place}.{name}", out)
        elif schema.get("additionalProperties") is False:
            out.append(f"{place}: unknown member {name}")


def judge_array(schema, value, place, out):
    if len(value) < schema.get("minItems", 0):
        out.append(f"{place}: fewer than {schema['minItems']} items")
    if "maxItems" in schema and len(value) > schema["maxItems"]:
        out.append(f"{place}: more than {schema['maxItems']} items")
    if "items" in schema:
        for i, item in enumerate(value):
            judge(schema["items"], item, f"{place}[{i}]", out)


def judge_string(schema, value, place, out):
    if len(value) < schema.get("minLength", 0):
        out.append(f"{place}: shorter than {schema['minLength']}")
    if "maxLength" in schema and len(value) > schema["maxLength"]:
        out.append(f"{place}: longer than {schema['maxLength']}")
    # Patterns of the catalogue stand between ^ and $; fullmatch also keeps "$" from passing a last line feed.
    if "pattern" in schema and not re.fullmatch(schema["pattern"][1:-1], value, re.ASCII):
        out.append(f"{place}: {value!r} is not of the form {schema['pattern']}")


def judge_integer(schema, value, place, out):
    if "minimum" in schema and value < schema["minimum"]:
        out.append(f"{place}: below {schema['minimum']}")
    if "maximum" in schema and value > schema["maximum"]:
        out.append(f"{place}: above {schema['maximum']}")


def judge_branches(schema, value, place, out):
    if "if" in schema:
        probe = []
        judge(schema["if"], value, place, probe)
        judge(schema.get("else" if probe else "then", {}), value, place, out)
    for part in schema.get("allOf", []):
        judge(part, value, place, out)


def same(a, b):
    return type(a) is type(b) and a == b


def judge(schema, value, place, out):
    """Appends to `out` every way in which `value` breaks `schema`."""
    if "type" in schema and not has_type(value, schema["type"]):
        out.append(f"{place}: not of type {schema['type']}")
        return
    if "enum" in schema and not any(same(value, x) for x in schema["enum"]):
        out.append(f"{place}: {value!r} is none of {', '.join(schema['enum'])}")
    if "const" in schema and not same(value, schema["const"]):
        out.append(f"{place}: not {schema['const']!r}")
    if isinstance(value, dict):
        judge_object(schema, value, place, out)
    elif isinstance(value, list):
        judge_array(schema, value, place, out)
    elif isinstance(value, str):
        judge_string(schema, value, place, out)
    elif is_integer(value):
        judge_integer(schema, value, place, out)
    judge_branches(schema, value, place, out)
