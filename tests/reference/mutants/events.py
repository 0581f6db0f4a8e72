"""Changes of what entries say and how: each takes a Model and changes it in place.

`changes(model)` yields (name, function): what a recorder, a thief or the provider itself could have done.
"""

import json

from reqledger_reference.encoding import canonical
from reqledger_reference.event import CORE, FIRST_FREE_SLOT, FIRST_RESERVED_SLOT, SLOTS, ZEROS

BAD_CORE = {
    "type": ["demand", "Demand.received", "demand..received", ".", "a." + "b" * 63, 5, True, "demand.received ", "1a.b"],
    "schema": ["x", {}, {"sha256": "0" * 64, "type": "a.b"}, {"sha256": "0" * 63, "type": "a.b", "version": 1},
               {"sha256": "A" * 64, "type": "a.b", "version": 1}, {"sha256": "0" * 64, "type": "a.b", "version": 0},
               {"sha256": "0" * 64, "type": "a.b", "version": 1, "x": 1}, {"sha256": "0" * 64, "type": "a.b", "version": True}],
    "matter": ["", " M", "M 1", "é", "M" * 129, 7, ["M-1"], ".M", "M-1\n"],
    "matter_seq": [0, -1, "1", 99, True, [1]],
    "matter_prev": ["", "f" * 64, "F" * 64, "f" * 63, 0],
    "occurred_at": [
        "2026-02-28", {}, {"precision": "day"}, {"precision": "day", "value": "2026-02-29"},
        {"precision": "day", "value": "2026-2-01"}, {"precision": "day", "value": "2026-13-01"},
        {"precision": "unknown", "value": "2026"}, {"precision": "month", "value": "2026-00"},
        {"precision": "year", "value": "26"}, {"precision": "minute", "value": "2026-01-01T10:00Z"},
        {"precision": "minute", "value": "2026-01-01T24:00+00:00"}, {"precision": "instant", "value": "2026-01-01T10:00:60Z"},
        {"precision": "instant", "value": "2026-01-01T10:00:00.1234567Z"}, {"precision": "instant", "value": "2026-01-01t10:00:00z"},
        {"precision": "instant", "value": "2026-01-01T10:00:00+24:00"}, {"precision": "hour", "value": "2026-01-01T10"},
        {"precision": "day", "value": "2026-02-28", "zone": "Z"}, {"precision": "day", "value": "1900-02-29"},
        {"precision": "day", "value": "2026-02-28\n"}, {"precision": "instant", "value": "2026-01-01T10:00:00.Z"}],
    "recorded_at": ["2026-03-01T00:00:00Z", "2026-03-01T00:00:60.000000Z", "2026-02-30T00:00:00.000000Z", 0,
                    "2026-03-01T00:00:00.000000+00:00", "1999-01-01T00:00:00.000000Z", "2026-03-01T24:00:00.000000Z"],
    "recorded_by": ["root", "uid:", "uid:-1", "uid:01", "uid:4294967296", "cert:", "cert:a b", "cert:" + "a" * 256, 0, "daemon\n"],
}
# What replaces SALT is 22 characters of base64url.
BAD_DISCLOSURES = [
    '["SALT", "zz","a"]', '["SALT","zz"]', '["SALT","zz","a","b"]', '["SAL","zz","a"]', '["SALT=","zz","a"]',
    '["SALTA","zz","a"]', '["SALT","Zz","a"]', '["SALT","seq",1]', '["SALT","v",1]', '["SALT","prev","a"]', '["SALT","",1]',
    '["SALT","9z",1]', '["SALT","zz",null]', '["SALT","zz",1.5]', '["SALT","zz",1e3]', '["SALT","zz",-0]', '["SALT","zz",01]',
    '["SALT","zz",9007199254740992]', '["SALT","zz",[[[[[[]]]]]]]', '["SALT","zz",{"a":{"a":{"a":{"a":{"a":{}}}}}}]',
    '["SALT","zz",{"A":1}]', '["SALT","zz",{"a":1,"a":1}]', '["SALT","zz",{"b":1,"a":1}]', '["SALT","zz","\\u0061"]',
    '["SALT","zz","\\ud800"]', '["SALT","zz","\\u0000"]', '["SALT","zz","\x7f"]', '["SALT","zz","\x85"]', '["SALT","zz","\t"]',
    '["SALT","zz","\\/"]', '["SALT","zz","a"]\n', '\ufeff["SALT","zz","a"]', '{"salt":"SALT"}', '"SALT"', '["SALT",5,"a"]', "[]",
    '["SALT","zz",+1]', '["SALT","zz",tru]', '["SALT","zz","a"', '["SALT","zz",[1,]]', '["SALT",["zz"],"a"]', '[7]', '["SALT",]',
    '["SALTSALT"]', '[ "SALT"]', '["SALT","zz","' + "a" * 98304 + '"]', '["SALT","' + "z" * 65 + '",1]', '["SALT","zz","\ud800"]',
]


def _decoy_slot(model, seq):
    """A slot below the reserved ones that holds a decoy; the last reserved one where there is none."""
    used = set(model.names(seq).values())
    return next((slot for slot in range(FIRST_FREE_SLOT, FIRST_RESERVED_SLOT) if slot not in used), SLOTS - 1)


def _in_entry(edit):
    """Applies an edit of bytes to one finished entry line."""
    def change(model, seq):
        model.entry_edits[seq] = edit
    return change


def _of_object(edit):
    """An edit of bytes by an edit of the entry's object."""
    def change(line):
        value = json.loads(line)
        edit(value)
        return canonical(value)
    return change


def second_faces(model, seq):
    """A second type, a second number in the matter, and a whole other event, in every slot."""
    for slot in range(SLOTS):
        if slot != 0:
            yield f"second type at slot {slot} of {seq}", lambda m, s=slot: m.plant(seq, s, "type", "demand.closed")
        if slot != 3:
            yield f"second matter_seq at slot {slot} of {seq}", lambda m, s=slot: m.plant(seq, s, "matter_seq", 1)
    for shift in (1, 7, 8, 16, 31):
        yield f"all of {seq} shifted by {shift}", lambda m, n=shift: _rotate(m, seq, n)
    yield f"slots of {seq} sorted by digest", lambda m: m.slots[seq].sort()
    yield f"another event in the free slots of {seq}", lambda m: _plant_event(m, seq)


def _rotate(model, seq, shift):
    slots = model.slots[seq]
    model.slots[seq] = slots[-shift:] + slots[:-shift]


def _plant_event(model, seq):
    for i, name in enumerate(CORE):
        model.plant(seq, FIRST_FREE_SLOT + 8 + i, name, model.member(seq, name)[1])


def core_values(_model, seq):
    for name, values in BAD_CORE.items():
        for value in values:
            yield f"{name} of {seq} is {str(value)[:40]!r}", lambda m, n=name, v=value: m.set_core(seq, n, v)
        yield f"no {name} in {seq}", lambda m, n=name: m.plant_decoy(seq, CORE.index(n))


def disclosure_forms(model, seq):
    slot = _decoy_slot(model, seq)
    for i, text in enumerate(BAD_DISCLOSURES):
        yield f"disclosure of form {i} in {seq}: {text[:40]!r}", lambda m, t=text: m.plant_json(seq, slot, t)


def other_members(model, seq):
    """Members against the schema, or of no schema."""
    free = _decoy_slot(model, seq)
    yield f"member of no schema in {seq}", lambda m: m.plant(seq, free, "zzz_unknown", "x")
    yield f"member of no schema in reserved slot of {seq}", lambda m: m.plant(seq, 30, "zzz_unknown", "x")
    for name, slot in model.names(seq).items():
        if name in CORE:
            continue
        for value in ("x" * 600, 12345678, True, ["a", "b", "c", "d"], {"a": [1]}, -7, "line\n", ""):
            if type(value) is not type(model.member(seq, name)[1]):
                yield f"{name} of {seq} is {str(value)[:20]!r}", lambda m, n=name, s=slot, v=value: m.plant(seq, s, n, v)
        yield f"{name} of {seq} moved", lambda m, n=name, s=slot: _move(m, seq, n, s, free)


def _move(model, seq, name, slot, to):
    value = model.member(seq, name)[1]
    model.plant_decoy(seq, slot)
    model.plant(seq, to, name, value)


def entry_forms(_model, seq):
    """Forms of the entry line itself."""
    def put(name, value):
        return _of_object(lambda entry: entry.__setitem__(name, value))

    edits = {
        "v 2": put("v", 2), "v 0": put("v", 0), "v -1": put("v", -1), "v text": put("v", "1"), "v true": put("v", True),
        "seq text": put("seq", str(seq)), "seq -1": put("seq", -1), "seq other": put("seq", seq + 1), "seq 0": put("seq", 0),
        "seq huge": lambda line: line.replace(b'"seq":', b'"seq":9007199254740992'),
        "another member": put("x", 1), "no _sd_alg": _of_object(lambda entry: entry.pop("_sd_alg")),
        "sha-512": put("_sd_alg", "sha-512"), "31 digests": _of_object(lambda entry: entry["_sd"].pop()),
        "33 digests": _of_object(lambda entry: entry["_sd"].append("A" * 43)),
        "one digest twice": _of_object(lambda entry: entry["_sd"].__setitem__(31, entry["_sd"][30])),
        "digest with unused bits": _of_object(lambda entry: entry["_sd"].__setitem__(31, "A" * 42 + "B")),
        "digest short": _of_object(lambda entry: entry["_sd"].__setitem__(31, "A" * 42)),
        "digest no text": _of_object(lambda entry: entry["_sd"].__setitem__(31, 5)),
        "digest of nothing": _of_object(lambda entry: entry["_sd"].__setitem__(31, "A" * 43)),
        "prev upper case": _of_object(lambda entry: entry.__setitem__("prev", "F" * 64)),
        "prev zeros": put("prev", ZEROS), "prev short": put("prev", "0" * 63),
        "space": lambda line: line.replace(b":", b": ", 1), "CR": lambda line: line + b"\r", "BOM": lambda line: b"\xef\xbb\xbf" + line,
        "1.0": lambda line: line.replace(b'"v":1', b'"v":1.0'), "1e0": lambda line: line.replace(b'"v":1', b'"v":1e0'),
        "name twice": lambda line: line.replace(b'"v":1', b'"v":1,"v":1'),
        "escape": lambda line: line.replace(b"sha-256", b"sha\\u002d256"),
        "order": lambda line: line.replace(b',"v":1}', b"}").replace(b'{"_sd"', b'{"v":1,"_sd"'),
        "over 4096 bytes": lambda line: line + b" " * 4096, "4096 bytes": lambda line: line + b" " * (4096 - len(line)),
        "empty": lambda _: b"", "an array": lambda _: b"[]", "two objects": lambda line: line + line, "not UTF-8": lambda line: line + b"\xff",
        "null": lambda line: line.replace(b'"v":1', b'"v":null'), "NUL": lambda line: line + b"\x00",
    }
    for name, edit in edits.items():
        yield f"entry {seq}: {name}", lambda m, e=edit: _in_entry(e)(m, seq)


def line_forms(_model, seq):
    """Forms of the line of disclosures; the entry stays."""
    def both(edit):
        def change(line):
            edit(line)
            return canonical(line)
        return change

    edits = {
        "reversed": both(lambda line: line["disclosures"].reverse()), "decoys reversed": both(lambda line: line["decoys"].reverse()),
        "one twice": both(lambda line: line["disclosures"].append(line["disclosures"][0])),
        "decoy twice": both(lambda line: line["decoys"].append(line["decoys"][-1])),
        "decoy among disclosures": both(lambda line: line["disclosures"].append(line["decoys"].pop())),
        "disclosure among decoys": both(lambda line: line["decoys"].insert(0, line["disclosures"].pop(0))),
        "type held back": both(lambda line: line["disclosures"].pop(0)), "schema held back": both(lambda line: line["disclosures"].pop(1)),
        "decoy held back": both(lambda line: line["decoys"].pop(3)), "last held back": both(lambda line: line["disclosures"].pop()),
        "no decoys": both(lambda line: line.pop("decoys")), "no disclosures": both(lambda line: line.pop("disclosures")),
        "nothing": both(lambda line: line.update(disclosures=[], decoys=[])), "line held back": lambda _: None,
        "another member": both(lambda line: line.update(x=1)), "seq -1": both(lambda line: line.update(seq=-1)),
        "seq far": both(lambda line: line.update(seq=line["seq"] + 1000)), "no text": both(lambda line: line["decoys"].append(1)),
        "empty text": both(lambda line: line["decoys"].append("")), "padding": both(lambda line: line["decoys"].append("QQ==")),
        "space": lambda line: canonical(line) + b" ", "CR": lambda line: canonical(line) + b"\r", "empty line": lambda _: b"",
        "other value": both(lambda line: line["disclosures"].__setitem__(0, line["disclosures"][1][:-4] + "AAAA")),
        "control": both(lambda line: line["decoys"].append("a\tb")), "not an array": both(lambda line: line.update(decoys="a")),
    }
    for name, edit in edits.items():
        yield f"disclosures of {seq}: {name}", lambda m, e=edit: m.line_edits.__setitem__(seq, e)


def structures(model):
    """Entries dropped, doubled, moved; numbers and times that do not follow."""
    count = len(model.entries)
    for seq in sorted({0, 1, count // 2, count - 1}):
        yield f"entry {seq} dropped", lambda m, s=seq: m.drop(s)
        yield f"entry {seq} doubled", lambda m, s=seq: m.insert_copy(s, s)
        if seq + 1 < count:
            yield f"entries {seq} and {seq + 1} swapped", lambda m, s=seq: m.swap(s, s + 1)
    for seq in sorted({1, count // 2, count - 2}):
        number = model.member(seq, "matter_seq")[1]
        yield f"matter_seq of {seq} one more", lambda m, s=seq, n=number: m.set_core(s, "matter_seq", n + 1)
        yield f"matter_prev of {seq} another", lambda m, s=seq: m.set_core(s, "matter_prev", "ab" * 32)
        yield f"matter of {seq} another", lambda m, s=seq: m.set_core(s, "matter", "M-OTHER")
        yield f"recorded_at of {seq} late", lambda m, s=seq: m.set_core(s, "recorded_at", "2999-01-01T00:00:00.000000Z")
        yield f"type of {seq} another", lambda m, s=seq: m.set_core(s, "type", "ledger.clock_event")
    yield "all entries dropped but the first", lambda m: [m.drop(1) for _ in range(count - 1)]


def genesis(model):
    slots = model.names(0)
    for value in ("elsewhere.example", "", 5):
        yield f"origin in the first entry is {value!r}", lambda m, v=value: m.plant(0, slots["origin"], "origin", v)
    for value in ([], ["elsewhere.example+00000000+AAAA"], "no array", [5]):
        yield f"vkeys in the first entry are {value!r}", lambda m, v=value: m.plant(0, slots["vkeys"], "vkeys", v)
    for name in ("origin", "vkeys", "format_sha256"):
        yield f"no {name} in the first entry", lambda m, n=name: m.plant_decoy(0, slots[n])
    yield "first entry of another type", lambda m: m.set_core(0, "type", "ledger.heartbeat")
    yield "first entry chained elsewhere", lambda m: m.entries[0].__setitem__("prev", "00" * 32)


FAMILIES = (second_faces, core_values, disclosure_forms, other_members, entry_forms, line_forms)


def changes(model):
    """All of them: the families at an entry of every sort, then the ones of the whole."""
    seqs = interesting(model)
    for i, family in enumerate(FAMILIES):
        yield from family(model, seqs[i % len(seqs)])
    yield from structures(model)
    yield from genesis(model)


def interesting(model):
    """The first entry of each of a few types, those with most members first."""
    seen = {}
    for seq in range(1, len(model.entries)):
        seen.setdefault(model.member(seq, "type")[1], seq)
    return sorted(seen.values(), key=lambda seq: (-len(model.names(seq)), seq))[:3]
