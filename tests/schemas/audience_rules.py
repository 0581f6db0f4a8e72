"""What schemas/audiences.json must say of the catalogue: a word that the one knows and the other does not would decide nothing."""

CORE = ("matter", "matter_prev", "matter_seq", "occurred_at", "recorded_at", "recorded_by", "schema", "type")


def values_of(schema, name):
    """The enumeration of the first member `name` at any depth."""
    for key, member in schema.get("properties", {}).items():
        if key == name:
            return member.get("enum") or member["items"].get("enum") or values_of(member["items"], "class")
        found = values_of(member, name)
        if found:
            return found
    return None


def lint_audiences(book, schemas):
    """`schemas`: the newest version of each type, by type."""
    findings = []
    order = schemas["secrecy.received"]
    classes = {member["x-audience"] for schema in schemas.values() for member in schema["properties"].values()} | {"core", "chain"}
    families = {name.split(".")[0] for name in schemas}
    allowed = {
        "classes": classes, "personal": classes, "own_classes": classes, "own_personal": classes, "families": families,
        "protected_from": set(values_of(order, "protected_from")), "permitted_as": set(values_of(order, "permitted_recipients")),
        "takes": {"customer_ref", "court", "docket"},
    }

    def check(place, row):
        for name, words in row.items():
            for word in sorted(set(words) - allowed[name]) if name in allowed else ():
                findings.append(f"{place}: {name} has '{word}', which the catalogue does not know")

    if sorted(book["core"]) != list(CORE) or not set(book["core"].values()) <= classes:
        findings.append("core: expected each core member once, with a class")
    for type_name in book["always"]:
        if type_name not in schemas:
            findings.append(f"always: there is no type {type_name}")
    words = [row["word"] for row in book["forbids"]]
    if sorted(words) != sorted(values_of(order, "forbids")):
        findings.append(f"forbids: the words are not those of secrecy.received: {words}")
    for row in book["forbids"]:
        check(f"forbids {row['word']}", row)
        if row["hides"] not in ("some", "entry", "matter"):
            findings.append(f"forbids {row['word']}: hides some, entry or matter")
    check("while_bound", book["while_bound"])
    names = [row["audience"] for row in book["audiences"]]
    if sorted(names) != sorted(values_of(schemas["ledger.export_created"], "audience")):
        findings.append(f"audiences: not those of ledger.export_created: {names}")
    for row in book["audiences"]:
        check(f"audience {row['audience']}", row)
        if row["sees"] == "table" and "everyone" not in row["protected_from"]:
            findings.append(f"audience {row['audience']}: an order that keeps it from everyone keeps it from this one")
        if not row["whole"]:
            findings.append(f"audience {row['audience']}: whole says what an export of all entries holds")
    for place, row in [("role " + row["role"], row) for row in book["roles"]]:
        check(place, row)
    return findings
