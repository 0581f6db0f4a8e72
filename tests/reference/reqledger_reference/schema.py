"""Schema files: the slots they give, and the keywords by which they judge.

Source: docs/formats.md sections 4 (slots) and 6.
"""

import re

from .encoding import Malformed, is_integer, parse_json
from .event import CORE, FIRST_FREE_SLOT, FIRST_RESERVED_SLOT

_KINDS = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
}


class Schema:
    """One schema file."""

    def __init__(self, raw):
        self.root = parse_json(raw)
        if not isinstance(self.root, dict) or not isinstance(self.root.get("properties"), dict):
            raise Malformed("not a schema file")
        names = sorted(set(self.root["properties"]) - set(CORE))
        free = range(FIRST_FREE_SLOT, FIRST_RESERVED_SLOT)
        self._slots = dict(zip(names, free))

    @property
    def type(self):
        return self.root.get("x-type")

    @property
    def version(self):
        version = self.root.get("x-version")
        return version if is_integer(version, 1) else None

    def slot(self, name):
        """The slot of a member that is not core, or None."""
        return self._slots.get(name)

    def personal_slots(self, core):
        """Slots of members annotated as personal; the first `core` slots never are."""
        properties = self.root["properties"]
        marked = {name for name, member in properties.items() if isinstance(member, dict) and member.get("x-personal") is True}
        return {slot for name, slot in self._slots.items() if name in marked and slot >= core}

    def accepts(self, members):
        return _is_valid(self.root, members)


def _is_valid(schema, value):
    return all(rule(schema, value) for rule in _RULES) and _conditions_hold(schema, value)


def _type_holds(schema, value):
    return "type" not in schema or _KINDS[schema["type"]](value)


def _object_holds(schema, value):
    if not isinstance(value, dict):
        return True
    properties = schema.get("properties", {})
    if any(name not in value for name in schema.get("required", [])):
        return False
    if schema.get("additionalProperties") is False and any(name not in properties for name in value):
        return False
    return all(_is_valid(properties[name], value[name]) for name in value if name in properties)


def _array_holds(schema, value):
    if not isinstance(value, list):
        return True
    if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
        return False
    return all(_is_valid(schema.get("items", {}), element) for element in value)


def _string_holds(schema, value):
    if not isinstance(value, str):
        return True
    if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
        return False
    # fullmatch and not `$`, which in Python also stands before a last newline.
    return "pattern" not in schema or re.fullmatch(schema["pattern"][1:-1], value, re.ASCII) is not None


def _integer_holds(schema, value):
    if not _KINDS["integer"](value):
        return True
    return schema.get("minimum", value) <= value <= schema.get("maximum", value)


def _choice_holds(schema, value):
    if "const" in schema and not _same(schema["const"], value):
        return False
    return "enum" not in schema or any(_same(choice, value) for choice in schema["enum"])


def _same(left, right):
    """Equality of JSON: true is not 1."""
    return type(left) is type(right) and left == right


def _conditions_hold(schema, value):
    if "if" in schema:
        branch = "then" if _is_valid(schema["if"], value) else "else"
        if not _is_valid(schema.get(branch, {}), value):
            return False
    return all(_is_valid(part, value) for part in schema.get("allOf", []))


_RULES = (_type_holds, _object_holds, _array_holds, _string_holds, _integer_holds, _choice_holds)
