"""The rules that every schema file of the catalogue keeps (schemas/README.md). Errors: "place: what is wrong" lines."""
import json
import re

ANNOTATIONS = {"title", "description"}
TOP_ANNOTATIONS = ANNOTATIONS | {"$schema", "x-type", "x-version", "x-recorded-by", "x-corrected-by"}
ROLES = {"counsel"}  # that alone may record or correct
MEMBER_ANNOTATIONS = ANNOTATIONS | {"x-order", "x-personal", "x-audience", "x-identifier", "x-lookup"}
KEYWORDS = {
    "object": {"properties", "required", "additionalProperties", "x-free"},
    "string": {"enum", "const", "minLength", "maxLength", "pattern"},
    "integer": {"minimum", "maximum"},
    "boolean": {"const"},
    "array": {"items", "minItems", "maxItems"},
}
AUDIENCES = {"process", "target", "authority", "secrecy", "challenge", "production", "notice", "provider_internal", "ledger"}
ENTITIES = {"demand", "secrecy", "challenge", "target"}
CORE = {"type", "schema", "matter", "matter_seq", "matter_prev", "occurred_at", "recorded_at", "recorded_by"}
RESERVED = CORE | {"prev", "seq", "v", "idempotency_key"}
COMMON = ("mode", "actor", "clock", "documents", "out_of_sequence")
LOOKUP_RULES = ("lower_case", "digits")  # what a value loses before it is compared
FREE_MEMBERS = {("ledger.correction", "members"), ("ledger.correction", "personal_members")}
MEMBERS_MAX = 22
INTEGER_MAX = 2**53 - 1
STRING_MAX = 4096
IDENTIFIER = "^[A-Za-z0-9._:-]{1,64}$"
NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
TYPE_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
# A pattern is ^, then classes or plain characters, each perhaps with {n} or {m,n}, then $.
ATOM = re.compile(r"(\[(?P<inside>[^\[\]^\\]+)\]|[A-Za-z0-9:_/ -])(\{(?P<low>[0-9]{1,4})(,(?P<high>[0-9]{1,4}))?\})?")


def pattern_error(pattern):
    """What is wrong with a pattern, or None."""
    if not pattern.isascii() or not (pattern.startswith("^") and pattern.endswith("$")):
        return "a pattern is ASCII between ^ and $"
    rest = pattern[1:-1]
    while rest:
        atom = ATOM.match(rest)
        if not atom:
            return f"a pattern holds classes and plain characters with {{n}} or {{m,n}} only; found {rest!r}"
        if atom["high"] and int(atom["low"]) > int(atom["high"]):
            return f"repetition runs backwards in {atom[0]!r}"
        rest = rest[atom.end():]
    return None


def lint_string(schema, place, out):
    if "enum" in schema:
        values = schema["enum"]
        if not isinstance(values, list) or not values or not all(isinstance(x, str) for x in values):
            out.append(f"{place}: enum is an array of strings")
        elif len(set(values)) != len(values):
            out.append(f"{place}: enum names a value twice")
    elif "const" not in schema and not 0 < schema.get("maxLength", 0) <= STRING_MAX:
        out.append(f"{place}: a string has enum, const or maxLength from 1 to {STRING_MAX}")
    if "pattern" in schema and (error := pattern_error(schema["pattern"])):
        out.append(f"{place}: {error}")


def lint_integer(schema, place, out):
    low, high = schema.get("minimum"), schema.get("maximum")
    if not (isinstance(low, int) and isinstance(high, int) and -INTEGER_MAX <= low <= high <= INTEGER_MAX):
        out.append(f"{place}: an integer has minimum and maximum within 2^53 - 1")


def lint_object(schema, place, out):
    if "x-free" in schema:
        out.append(f"{place}: x-free stands in {', '.join(m for _, m in sorted(FREE_MEMBERS))} of ledger.correction only")
    if schema.get("additionalProperties") is not False:
        out.append(f"{place}: additionalProperties is false on every object")
    properties = schema.get("properties", {})
    for name in schema.get("required", []):
        if name not in properties:
            out.append(f"{place}: required names {name}, which is no property")
    for name, member in properties.items():
        if not NAME.fullmatch(name):
            out.append(f"{place}: member name {name!r} is not [a-z][a-z0-9_]{{0,63}}")
        if place != "$":
            lint_value(member, f"{place}.{name}", ANNOTATIONS, out)


def lint_array(schema, place, out):
    if not isinstance(schema.get("maxItems"), int):
        out.append(f"{place}: an array has maxItems")
    if not isinstance(schema.get("items"), dict):
        out.append(f"{place}: an array has one schema for its items")
    else:
        lint_value(schema["items"], f"{place}[]", ANNOTATIONS, out)


LINTERS = {"string": lint_string, "integer": lint_integer, "object": lint_object, "array": lint_array}


def lint_value(schema, place, annotations, out):
    kind = schema.get("type")
    if not isinstance(kind, str) or kind not in KEYWORDS:
        out.append(f"{place}: type is one of {', '.join(KEYWORDS)}")
        return
    for key in sorted(set(schema) - KEYWORDS[kind] - annotations - {"type"}):
        out.append(f"{place}: {key} does not belong here")
    LINTERS.get(kind, lambda *_: None)(schema, place, out)


def lint_identifier(member, place, out):
    mark = member["x-identifier"]
    if set(mark) != {"entity", "role"} or mark["entity"] not in ENTITIES or mark["role"] not in {"defines", "refers"}:
        out.append(f"{place}: x-identifier is {{entity: {'|'.join(sorted(ENTITIES))}, role: defines|refers}}")
    text = member.get("items", {}) if member["type"] == "array" else member
    if text.get("type") != "string" or text.get("pattern") != IDENTIFIER:
        out.append(f"{place}: an identifier is a string, or an array of strings, of the form {IDENTIFIER}")
    if mark.get("role") == "defines" and (member["type"] != "string" or member["x-personal"]):
        out.append(f"{place}: what defines an identifier is one string and not personal")


def lint_lookup(member, place, out):
    mark = member["x-lookup"]
    if not member["x-personal"]:
        out.append(f"{place}: what entries are found by is personal")
    if mark == {"kind": "customer"}:
        if member["type"] != "string":
            out.append(f"{place}: a customer is a string")
        return
    if mark.get("kind") != "selector" or set(mark) - {"kind", *LOOKUP_RULES}:
        out.append(f"{place}: x-lookup is {{kind: customer}} or {{kind: selector, {', '.join(LOOKUP_RULES)}}}")
        return
    items = member.get("items", {}) if member["type"] == "array" else {}
    parts = items.get("properties", {})
    if any(parts.get(name, {}).get("type") != "string" or name not in items.get("required", []) for name in ("type", "value")):
        out.append(f"{place}: selectors are an array of objects that require the strings type and value")
        return
    types = [each for rule in LOOKUP_RULES for each in mark.get(rule, [])]
    if len(set(types)) != len(types) or set(types) - set(parts["type"].get("enum", [])):
        out.append(f"{place}: under a rule of x-lookup stand types of the selector, each once")


def lint_member(type_name, name, member, out):
    place = f"$.{name}"
    for key in ("title", "description"):
        if not isinstance(member.get(key), str) or not member[key]:
            out.append(f"{place}: {key} is missing")
    if not isinstance(member.get("x-order"), int):
        out.append(f"{place}: x-order is an integer")
    if not isinstance(member.get("x-personal"), bool):
        out.append(f"{place}: x-personal is true or false")
    if member.get("x-audience") not in AUDIENCES:
        out.append(f"{place}: x-audience is one of {', '.join(sorted(AUDIENCES))}")
    if (type_name, name) in FREE_MEMBERS:
        if {k: v for k, v in member.items() if k not in MEMBER_ANNOTATIONS} != {"type": "object", "x-free": True}:
            out.append(f"{place}: is type object and x-free true, no more")
        return
    lint_value(member, place, MEMBER_ANNOTATIONS, out)
    if "x-identifier" in member:
        lint_identifier(member, place, out)
    if "x-lookup" in member:
        lint_lookup(member, place, out)


def lint_demand(branch, schema, place, out):
    """`then` and `else` demand members that the schema itself describes: required, minItems and properties, no more."""
    for key in sorted(set(branch) - {"required", "minItems", "properties"}):
        out.append(f"{place}: {key} does not belong into then or else")
    for name in [*branch.get("required", []), *branch.get("properties", {})]:
        if name not in schema.get("properties", {}):
            out.append(f"{place}: {name} is no property")
    for name, deeper in branch.get("properties", {}).items():
        lint_demand(deeper, schema.get("properties", {}).get(name, {}), f"{place}.{name}", out)


def lint_branch(block, schema, place, out):
    condition = block.get("if", {})
    tested = condition.get("properties", {})
    name = next(iter(tested), None)
    if condition != {"properties": {name: {"const": tested.get(name, {}).get("const")}}, "required": [name]}:
        out.append(f"{place}.if: compares one required member with one const")
    else:
        member, value = schema["properties"].get(name, {}), tested[name]["const"]
        if member.get("type") != "string" or value not in member.get("enum", [value]):
            out.append(f"{place}.if: {name} is no string member that can be {value!r}")
    if not set(block) & {"then", "else"}:
        out.append(f"{place}: if without then and else")
    for key in ("then", "else"):
        lint_demand(block.get(key, {}), schema, f"{place}.{key}", out)


def lint_branches(schema, out):
    if set(schema) & {"if", "then", "else"}:
        lint_branch({k: schema[k] for k in ("if", "then", "else") if k in schema}, schema, "$", out)
    for i, block in enumerate(schema.get("allOf", [])):
        if set(block) - {"if", "then", "else"}:
            out.append(f"$.allOf[{i}]: holds if, then and else only")
        lint_branch(block, schema, f"$.allOf[{i}]", out)


def lint_schema(schema, file_name, common):
    """All findings about one parsed schema file; `common` are the common members as the first file wrote them."""
    out = []
    type_name, version = schema.get("x-type", ""), schema.get("x-version")
    if not TYPE_NAME.fullmatch(type_name) or not isinstance(version, int) or version < 1:
        return ["$: x-type or x-version is missing or malformed"]
    if file_name != f"{type_name}.v{version}.schema.json":
        out.append("$: x-type and x-version do not match the file's name")
    if schema.get("$schema") != "http://json-schema.org/draft-07/schema#":
        out.append("$: $schema is not that of draft-07")
    for key in ("title", "description"):
        if not schema.get(key):
            out.append(f"$: {key} is missing")
    if schema.get("type") != "object" or not isinstance(schema.get("properties"), dict):
        return out + ["$: type is object, with properties"]
    for key in ("x-recorded-by", "x-corrected-by"):
        if schema.get(key, "counsel") not in ROLES:
            out.append(f"$: {key} names no role that records alone")
    head = {k: v for k, v in schema.items() if k not in {"if", "then", "else", "allOf"}}
    lint_value(head, "$", TOP_ANNOTATIONS, out)
    properties = schema["properties"]
    if len(properties) > MEMBERS_MAX:
        out.append(f"$: {len(properties)} members; an entry has slots for {MEMBERS_MAX}")
    for name in sorted(RESERVED & set(properties)):
        out.append(f"$: {name} is reserved")
    for name, member in properties.items():
        lint_member(type_name, name, member, out)
    orders = [m.get("x-order") for m in properties.values()]
    if len(set(orders)) != len(orders):
        out.append("$: two members have one x-order")
    lint_common(type_name, properties, common, out)
    lint_branches(schema, out)
    return out


def lint_common(type_name, properties, common, out):
    if type_name.startswith(("ledger.", "access.")) and type_name != "ledger.correction":
        if set(COMMON) & set(properties):
            out.append("$: the ledger's own types have no common members")
        return
    for name in COMMON:
        if name not in properties:
            out.append(f"$: common member {name} is missing")
        elif common.setdefault(name, json.dumps(properties[name])) != json.dumps(properties[name]):
            out.append(f"$.{name}: differs from the other files; common members are the same in all")
