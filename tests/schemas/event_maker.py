"""Random events that obey a schema. Source: schemas/README.md, Keywords."""
import mini_schema
import text_maker

SHORT = 12  # characters and items where a schema allows many, so that events stay far below their limit


def make_integer(rng, schema):
    low, high = schema["minimum"], schema["maximum"]
    return rng.choice((low, high, rng.randint(low, high), min(high, max(low, rng.randint(-9, 9)))))


def make_string(rng, schema):
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return rng.choice(schema["enum"])
    if "pattern" in schema:
        return text_maker.matching(rng, schema["pattern"])
    low, high = schema.get("minLength", 0), schema["maxLength"]
    return text_maker.text(rng, rng.randint(low, max(low, min(high, SHORT))))


def make_object(rng, schema, full):
    wanted = 1.0 if full else rng.choice((0.0, 0.3, 0.7, 1.0))
    required = schema.get("required", [])
    properties = schema.get("properties", {})
    return {n: make(rng, s, full) for n, s in properties.items() if n in required or rng.random() < wanted}


def make(rng, schema, full=False):
    """A value that obeys `schema` but, perhaps, its if, then and else; with every member at every depth where `full`."""
    kind = schema["type"]
    if kind == "object":
        return make_object(rng, schema, full)
    if kind == "array":
        count = rng.randint(1 if full else schema.get("minItems", 0), min(schema["maxItems"], 3))
        return [make(rng, schema["items"], full) for _ in range(count)]
    if kind == "string":
        return make_string(rng, schema)
    return make_integer(rng, schema) if kind == "integer" else schema.get("const", rng.random() < 0.5)


def meet(rng, demand, schema, value):
    """Adds to `value` what a then or an else demands."""
    for name in demand.get("required", []):
        if name not in value:
            value[name] = make(rng, schema["properties"][name])
    for name, deeper in demand.get("properties", {}).items():
        if name in value:
            meet(rng, deeper, schema["properties"][name], value[name])
    while isinstance(value, list) and len(value) < demand.get("minItems", 0):
        value.append(make(rng, schema["items"]))


def demand_of(block, members):
    broken = []
    mini_schema.judge(block["if"], members, "$", broken)
    return block.get("else" if broken else "then", {})


def make_members(rng, schema, full=False):
    """The members of an event that obeys `schema` wholly."""
    members = make(rng, schema, full)
    blocks = [b for b in (schema, *schema.get("allOf", [])) if "if" in b]
    for _ in blocks:  # what one demands may be what another looks at
        for block in blocks:
            meet(rng, demand_of(block, members), schema, members)
    return members
