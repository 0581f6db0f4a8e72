"""Changes of bytes, lines and files, by somebody who does not know or care what they mean.

Level 1 leaves all digests as they were; level 2 makes the manifests again.
"""

import json
import random

from reqledger_reference import remake
from reqledger_reference.bag import CORE_MANIFEST, NOT_CORE, TAG_FILES, TAG_MANIFEST
from reqledger_reference.encoding import canonical
from reqledger_reference.tlog import sha256

from .model import Mutant

RAW, MENDED = "1 raw bytes", "2 manifests"
_MADE = (CORE_MANIFEST, TAG_MANIFEST, "manifest-sha256.txt")


def _edits(raw, chance):
    """(name, new bytes) of a file: a few blind ones of each kind."""
    for _ in range(2):
        at = chance.randrange(len(raw))
        bit = 1 << chance.randrange(8)
        yield f"bit {bit:#04x} at {at} flipped", raw[:at] + bytes([raw[at] ^ bit]) + raw[at + 1 :]
    at = chance.randrange(len(raw))
    yield f"byte {at} deleted", raw[:at] + raw[at + 1 :]
    at = chance.randrange(len(raw))
    yield f"byte inserted at {at}", raw[:at] + bytes([chance.randrange(32, 127)]) + raw[at:]
    at = chance.randrange(len(raw))
    yield f"cut off at {at}", raw[:at]
    yield "last byte cut off", raw[:-1]
    yield "made empty", b""
    yield "LF added", raw + b"\n"
    yield "CRLF", raw.replace(b"\r\n", b"\n") if b"\r\n" in raw else raw.replace(b"\n", b"\r\n")
    lines = remake.split_lines(raw)
    at = chance.randrange(len(lines))
    yield f"line {at} dropped", remake.join_lines(lines[:at] + lines[at + 1 :])
    yield f"line {at} doubled", remake.join_lines(lines[: at + 1] + lines[at:])
    if len(lines) > 1:
        at = chance.randrange(len(lines) - 1)
        yield f"lines {at} and {at + 1} swapped", remake.join_lines(lines[:at] + [lines[at + 1], lines[at]] + lines[at + 2 :])


def _kinds(files):
    """One schema file stands for all."""
    schemas = sorted(path for path in files if path.startswith("data/schemas/"))
    return [path for path in sorted(files) if path not in schemas] + schemas[:2]


def raw_mutants(base, files, seed):
    """Level 1, of every kind of file."""
    chance = random.Random(f"{seed} {base} raw")
    for path in _kinds(files):
        seen = {files[path]}
        for name, raw in _edits(files[path], chance):
            if raw not in seen:
                seen.add(raw)
                yield Mutant(RAW, f"{base}: {path}: {name}", files | {path: raw})
        yield Mutant(RAW, f"{base}: {path} removed", {key: raw for key, raw in files.items() if key != path})
        without = {key: raw for key, raw in files.items() if key != path}
        yield Mutant(RAW, f"{base}: {path} a link", without, links={path: "/dev/null"})
    for path in ("extra.txt", "data/extra.txt", "data/schemas/extra.json", "tags/extra.txt", "manifest-sha512.txt", "data/proofs.jsonl"):
        if path not in files:
            yield Mutant(RAW, f"{base}: {path} added", files | {path: b"x\n"})
    yield Mutant(RAW, f"{base}: link added", files, links={"data/link": "entries.jsonl"})
    yield Mutant(RAW, f"{base}: link out of the folder", files, links={"data/link": "../../../etc/passwd"})


def _mended(base, name, files, harmless=False):
    files = dict(files)
    remake.mend_manifests(files)
    return Mutant(MENDED, f"{base}: {name}", files, harmless=harmless)


def mended_mutants(base, files, seed):
    """Level 2: every file under data/, blindly, then what manifests and export.json can say wrongly."""
    chance = random.Random(f"{seed} {base} mended")
    for path in _kinds(files):
        if path in _MADE or path == "bag-info.txt":
            continue
        seen = {files[path]}
        for name, raw in _edits(files[path], chance):
            if raw not in seen:
                seen.add(raw)
                yield _mended(base, f"{path}: {name}", files | {path: raw})
        yield _mended(base, f"{path} removed", {key: raw for key, raw in files.items() if key != path})
    yield _mended(base, "data/checkpoint too long", files | {"data/checkpoint": files["data/checkpoint"] + b"a" * 65536})
    schema = next(path for path in sorted(files) if path.startswith("data/schemas/"))
    yield _mended(base, "schema file too long", files | {schema: files[schema] + b" " * (1 << 20)})
    yield _mended(base, "line too long", files | {"data/disclosures.jsonl": files["data/disclosures.jsonl"] + b"a" * (4 << 20) + b"a\n"})
    for name, raw in _csv_edits(files["data/records.csv"]):
        yield _mended(base, f"records.csv: {name}", files | {"data/records.csv": raw})
    yield from _export_mutants(base, files)
    yield from _manifest_mutants(base, files)


def _csv_edits(raw):
    yield "BOM", b"\xef\xbb\xbf" + raw
    yield "all quoted", b"\r\n".join(b",".join(b'"%s"' % cell for cell in row.split(b",")) for row in raw.split(b"\r\n"))
    yield "apostrophes gone", raw.replace(b"'", b"") if b"'" in raw else raw + b"'"
    yield "a row more", raw + b"99999,,,\r\n"


def _export_mutants(base, files):
    export = json.loads(files["data/export.json"])
    audiences = ("internal", "auditor", "auditor_uncleared", "customer", "court_sealed", "court_public", "oversight", "public", "x")
    values = [("audience", audience) for audience in audiences if audience != export["audience"]]
    values += [("bundle", "reqledger-bundle/v2"), ("complete", not export["complete"]), ("complete", "true"), ("entries", 0),
               ("entries", "1"), ("origin", "elsewhere.example"), ("root", "0" * 64), ("root", "F" * 64), ("size", 0), ("size", -1),
               ("selection", []), ("selection", {"matters": ["M-none"]}), ("selection", {"matters": "M"}), ("selection", {"x": 1}),
               ("selection", {"matters": [" "]}), ("created_at", "2026-03-02"), ("statement", 5), ("tool", True), ("extra", 1)]
    for name, value in values:
        raw = canonical(export | {name: value}) + b"\n"
        yield _mended(base, f"export.json: {name} {value!r}", files | {"data/export.json": raw})
    for name in export:
        raw = canonical({key: value for key, value in export.items() if key != name}) + b"\n"
        yield _mended(base, f"export.json: no {name}", files | {"data/export.json": raw})


def _manifest_mutants(base, files):
    """Manifests that say something in another form, everything above them mended."""
    edits = {
        "upper case": lambda raw: raw[:64].upper() + raw[64:], "one space": lambda raw: raw.replace(b"  ", b" ", 1),
        "binary mark": lambda raw: raw.replace(b"  ", b" *", 1), "no last LF": lambda raw: raw[:-1], "LF more": lambda raw: raw + b"\n",
        "reversed": lambda raw: remake.join_lines(reversed(remake.split_lines(raw))),
        "a line twice": lambda raw: raw + remake.split_lines(raw)[-1] + b"\n",
        "a line less": lambda raw: remake.join_lines(remake.split_lines(raw)[:-1]),
        "nothing there": lambda raw: raw + b"0" * 64 + b"  zzz/none\n",
        "not its own": lambda raw: b"0" * 64 + b"  bagit.txt.none\n" + raw, "parent": lambda raw: b"0" * 64 + b"  ../etc/passwd\n" + raw,
        "payload nothing there": lambda raw: raw + b"0" * 64 + b"  data/zzz\n",
    }
    for path in (CORE_MANIFEST, "manifest-sha256.txt", TAG_MANIFEST):
        for name, edit in edits.items():
            changed = dict(files) | {path: edit(files[path])}
            yield Mutant(MENDED, f"{base}: {path}: {name}", _mend_above(changed, path))
    readme = b"%s  README.txt\n" % sha256(files["data/README.txt"]).hex().encode() if "data/README.txt" in files else b""
    if readme:
        changed = dict(files) | {CORE_MANIFEST: readme + files[CORE_MANIFEST]}
        yield Mutant(MENDED, f"{base}: {NOT_CORE[0]} in the core", _mend_above(changed, CORE_MANIFEST))
    for name, edit in _tag_edits().items():
        changed = dict(files)
        edit(changed)
        remake.mend_tag_manifest(changed)
        yield Mutant(MENDED, f"{base}: {name}", changed, harmless=name.startswith("free text"))


def _tag_edits():
    def info(edit):
        return lambda files: files.__setitem__("bag-info.txt", edit(files["bag-info.txt"]))

    return {
        "oxum without LF": info(lambda raw: raw.rstrip(b"\n")), "oxum twice": info(lambda raw: raw + raw),
        "oxum wrong": info(lambda raw: raw.replace(b"Oxum: ", b"Oxum: 1")), "oxum label": info(lambda raw: raw.replace(b"Oxum: ", b"Oxum:")),
        "bag-info empty": info(lambda _: b""), "free text in bag-info": info(lambda raw: b"Contact-Name: Nobody\n" + raw),
        "bagit 0.97": lambda files: files.__setitem__("bagit.txt", files["bagit.txt"].replace(b"1.0", b"0.97")),
        "bagit CRLF": lambda files: files.__setitem__("bagit.txt", files["bagit.txt"].replace(b"\n", b"\r\n")),
    }


def _mend_above(files, path):
    """The manifest and oxum over a changed core-sha256.txt, the tag manifest over a changed manifest."""
    if path == CORE_MANIFEST:
        core = files[CORE_MANIFEST]
        remake.mend_manifests(files)
        files[CORE_MANIFEST] = core
        rows = remake.split_lines(files["manifest-sha256.txt"])
        mine = CORE_MANIFEST.encode()
        digest = sha256(core).hex().encode()
        files["manifest-sha256.txt"] = remake.join_lines(digest + b"  " + mine if row.endswith(b"  " + mine) else row for row in rows)
        sizes = [len(raw) for name, raw in files.items() if name.startswith("data/")]
        info = [row for row in remake.split_lines(files["bag-info.txt"]) if not row.startswith(b"Payload-Oxum: ")]
        files["bag-info.txt"] = remake.join_lines([*info, b"Payload-Oxum: %d.%d" % (sum(sizes), len(sizes))])
    if path != TAG_MANIFEST:
        assert set(TAG_FILES) <= set(files)
        remake.mend_tag_manifest(files)
    return files
