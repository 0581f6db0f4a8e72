"""What is opened of each entry, and whether it may stand where it stands.

Source: docs/formats.md sections 3, 4 and 8.4.
"""

import hashlib

from .encoding import Malformed, is_integer, parse_canonical
from .entries import find_entry
from .event import (CORE, FIRST_FREE_SLOT, FIRST_RESERVED_SLOT, FORMS, MAX_DISCLOSURE, ZEROS, Disclosure)
from .schema import Schema


class Opening:
    """What a line of disclosures.jsonl opens of its entry."""

    def __init__(self, place, entry):
        self.place = place
        self.entry = entry
        self.arrays = ([], [])  # well-formed disclosures, well-formed decoys
        self.core = {}  # core members that stand at their own slot
        self.members = {}  # all opened members; of two of one name the first
        self.slots = set()  # slots that something well-formed opens

    def slot_of(self, disclosure):
        sd = self.entry.sd if self.entry else ()
        return sd.index(disclosure.digest) if disclosure.digest in sd else None

    def well_formed(self, name):
        """The value of an opened core member that has its form, or None."""
        value = self.core.get(name)
        return value if value is not None and FORMS[name](value) else None

    def resolve(self):
        for disclosure in self.arrays[0] + self.arrays[1]:
            slot = self.slot_of(disclosure)
            if slot is None:
                continue
            self.slots.add(slot)
            if disclosure.name is None:
                continue
            self.members.setdefault(disclosure.name, disclosure.value)
            if disclosure.name in CORE and CORE.index(disclosure.name) == slot:
                self.core.setdefault(disclosure.name, disclosure.value)


def load_schemas(bundle):
    """Schema files by the hex SHA-256 of their bytes."""
    schemas = {}
    for path in bundle.files:
        raw = bundle.content(path)
        if not path.startswith("data/schemas/") or not raw:
            continue
        try:
            schemas[hashlib.sha256(raw).hexdigest()] = Schema(raw)
        except Malformed:
            continue
    return schemas


def read_disclosures(bundle, entries, complete, report):
    """Openings by seq, without those of entries of unknown version; and whether any line has decoys."""
    openings = {}
    has_decoys = False
    lines, ended = bundle.lines("data/disclosures.jsonl")
    last = -1
    for line in lines:
        try:
            value = _parse_line(line, last)
        except Malformed as error:
            report.add("disclosure.malformed", None, "a line of disclosures", error)
            continue
        last = value["seq"]
        has_decoys = has_decoys or "decoys" in value
        entry = find_entry(entries, complete, last)
        if entry is None or entry.known:
            openings[last] = _open(value, entry, report)
    if not ended:
        report.add("disclosure.malformed", None, "LF at the end of the file", "none")
    return openings, has_decoys


def _parse_line(line, last):
    value = parse_canonical(line)
    if not isinstance(value, dict) or not {"disclosures", "seq"} <= set(value) <= {"decoys", "disclosures", "seq"}:
        raise Malformed("other members")
    arrays = [value["disclosures"], value.get("decoys", [])]
    if not all(isinstance(array, list) for array in arrays) or not any(arrays):
        raise Malformed("no arrays, or nothing in them")
    if not all(isinstance(text, str) for array in arrays for text in array):
        raise Malformed("not strings")
    if not is_integer(value["seq"], last + 1):
        raise Malformed("not ascending")
    return value


def _open(value, entry, report):
    opening = Opening(value["seq"], entry)
    for decoy, name in enumerate(("disclosures", "decoys")):
        for text in value.get(name, []):
            if len(text) > MAX_DISCLOSURE:
                report.add("limit.exceeded", opening.place, MAX_DISCLOSURE, len(text))
            try:
                opening.arrays[decoy].append(Disclosure.parse(text, bool(decoy)))
            except Malformed as error:
                report.add("disclosure.malformed", opening.place, name, error)
    opening.resolve()
    return opening


def check_opening(opening, schemas, chains_shown, report):
    """All of section 8.4 that concerns one entry alone, but for slots left closed."""
    _check_digests(opening, report)
    schema = schema_of(opening, schemas)
    if schema is None and "schema" in opening.core:
        report.skip("event.schema", "schema_not_found")
        report.skip("disclosure.wrong_slot", "schema_not_found")
    for array in opening.arrays:
        _check_slots(opening, array, schema, report)
    _check_core(opening, chains_shown, report)
    if schema is not None:
        _check_schema(opening, schema, report)


def schema_of(opening, schemas):
    reference = opening.well_formed("schema")
    return schemas.get(reference["sha256"]) if reference else None


def _check_digests(opening, report):
    digests, names = set(), set()
    for disclosure in opening.arrays[0] + opening.arrays[1]:
        if opening.slot_of(disclosure) is None:
            report.add("disclosure.unreferenced", opening.place, "a digest of the entry", disclosure.digest)
        if disclosure.digest in digests or disclosure.name in names:
            report.add("disclosure.duplicate", opening.place, "once", disclosure.name or disclosure.digest)
        digests.add(disclosure.digest)
        if disclosure.name is not None:
            names.add(disclosure.name)


def _check_slots(opening, array, schema, report):
    last = -1
    for disclosure in array:
        slot = opening.slot_of(disclosure)
        if slot is None:
            continue
        if slot <= last:
            report.add("disclosure.wrong_slot", opening.place, f"after {last}", slot)
        last = slot
        name = disclosure.name
        if name is None:
            if slot < FIRST_FREE_SLOT:
                report.add("slot.core_missing", opening.place, CORE[slot], "a decoy")
        elif name in CORE:
            if slot != CORE.index(name):
                report.add("disclosure.wrong_slot", opening.place, CORE.index(name), slot)
        elif schema is not None and schema.slot(name) != slot:
            report.add("disclosure.wrong_slot", opening.place, schema.slot(name), slot)


def _check_core(opening, chains_shown, report):
    if opening.slots:
        for name in CORE if chains_shown else CORE[:2]:
            if name not in opening.core:
                report.add("slot.core_missing", opening.place, name, "not opened")
    for name, value in opening.core.items():
        if not FORMS[name](value):
            report.add("event.value", opening.place, f"the form of {name}", value)


def _check_schema(opening, schema, report):
    reference = opening.core["schema"]
    if (reference["type"], reference["version"]) != (schema.type, schema.version):
        report.add("event.schema", opening.place, f"{schema.type} {schema.version}", reference)
    elif opening.core.get("type", reference["type"]) != reference["type"]:
        report.add("event.schema", opening.place, reference["type"], opening.core["type"])
    elif opening.slots.issuperset(range(FIRST_FREE_SLOT, FIRST_RESERVED_SLOT)):
        members = {name: value for name, value in opening.members.items() if name not in CORE}
        if not schema.accepts(members):
            report.add("event.schema", opening.place, f"valid {schema.type}", "not valid")


def check_order(openings, report):
    last = ""
    for opening in openings:
        recorded_at = opening.well_formed("recorded_at")
        if recorded_at is None:
            continue
        if recorded_at < last and opening.core.get("type") != "ledger.clock_event":
            report.add("recorded_at.order", opening.place, f"not before {last}", recorded_at)
        last = recorded_at


def check_matter(openings, report):
    """`openings` are those of one matter, in the entries' order."""
    number, leaf = 0, ZEROS
    for opening in openings:
        claimed = opening.well_formed("matter_seq") or number + 1
        prev = opening.well_formed("matter_prev")
        if claimed != number + 1:
            report.add("matter.sequence", opening.place, number + 1, claimed)
        if prev is not None and prev != leaf:
            report.add("matter.sequence", opening.place, leaf, prev)
        number, leaf = claimed, opening.entry.leaf.hex()
