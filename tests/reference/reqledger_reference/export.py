"""What a bundle says of itself, and its rendering for people.

Source: docs/formats.md sections 7 and 8.5.
"""

import dataclasses
import hashlib
import re

from .encoding import Malformed, canonical, is_hex64, is_integer, parse_canonical
from .event import is_matter, is_recorded_at, is_type
from .tlog import is_name

AUDIENCES = ("internal", "auditor", "auditor_uncleared", "customer", "court_sealed", "court_public", "oversight", "public")
_FIRST_COLUMNS = ("recorded_at", "matter", "type")
_OPEN_CHAINS = ("ledger.genesis", "ledger.export_opened")
_ALWAYS_THERE = ("ledger.key_rotated", "ledger.erasure_applied")
_FORMS = {
    "audience": lambda value: value in AUDIENCES,
    "bundle": lambda value: value == "reqledger-bundle/v1",
    "complete": lambda value: isinstance(value, bool),
    "created_at": is_recorded_at,
    "entries": is_integer,
    "origin": lambda value: isinstance(value, str) and is_name(value),
    "root": is_hex64,
    "selection": lambda value: isinstance(value, dict),
    "size": is_integer,
    "statement": lambda value: isinstance(value, str),
    "tool": lambda value: isinstance(value, str),
}


_SELECTION_FORMS = {
    "matters": lambda value: isinstance(value, list) and all(map(is_matter, value)),
    "types": lambda value: isinstance(value, list) and bool(value) and all(map(is_type, value)),
    "since": is_recorded_at,
    "until": is_recorded_at,
}


@dataclasses.dataclass(frozen=True)
class Export:
    """export.json; where it has another form only `complete` is known, and that as true."""

    complete: bool
    audience: str | None
    selection: dict
    members: dict | None

    @staticmethod
    def parse(raw):
        try:
            if not raw.endswith(b"\n"):
                raise Malformed("no LF")
            members = parse_canonical(raw[:-1])
            _judge_form(members)
        except Malformed:
            return Export(True, None, {}, None)
        return Export(members["complete"], members["audience"], members["selection"], members)

    @property
    def whole_matters(self):
        """The matters selected of which all entries are there."""
        return self.selection.get("matters", ()) if set(self.selection) <= {"matters"} else ()

    @property
    def shows_chains(self):
        return self.audience in ("auditor", "internal")


def _judge_form(members):
    if not isinstance(members, dict) or set(members) != set(_FORMS):
        raise Malformed("other members")
    for name, has_form in _FORMS.items():
        if not has_form(members[name]):
            raise Malformed(f"{name} has another form")
    for name, value in members["selection"].items():
        if members["complete"] or name not in _SELECTION_FORMS or not _SELECTION_FORMS[name](value):
            raise Malformed("selection has another form")


def check_export(export, checkpoint, entries, opened, has_decoys, report):
    """`opened` holds one Opening for each entry with a line in disclosures.jsonl, in the entries' order."""
    if export.members is None:
        report.add("export.untrue", None, "the form of export.json", "another")
        return
    said = {"entries": len(entries)}
    if checkpoint:
        said |= {"origin": checkpoint.origin, "size": checkpoint.size, "root": checkpoint.root.hex()}
    for name, value in said.items():
        if export.members[name] != value:
            report.add("export.untrue", None, value, export.members[name])
    if has_decoys and export.audience != "auditor":
        report.add("export.untrue", None, "no decoys", export.audience)
    if not export.shows_chains:
        for one in opened:
            if one.core.keys() & {"matter_seq", "matter_prev"} and one.core.get("type") not in _OPEN_CHAINS:
                report.add("export.untrue", None, "no matter_seq, no matter_prev", one.place)
    for one in opened:
        if not _is_selected(one, export):
            report.add("export.untrue", None, "entries of the selection", one.place)
    if not export.complete and export.audience == "auditor":
        _check_last_of_matters(export, opened, report)


def _is_selected(one, export):
    """Times of one form compare as text."""
    chosen = export.selection
    if one.place == 0 or one.core.get("type") in _ALWAYS_THERE:
        return True
    event_type, matter, recorded_at = one.core.get("type"), one.well_formed("matter"), one.well_formed("recorded_at")
    return ((not isinstance(event_type, str) or event_type in chosen.get("types", [event_type]))
            and (matter is None or matter in (chosen.get("matters") or [matter]))
            and (recorded_at is None or chosen.get("since", recorded_at) <= recorded_at)
            and (recorded_at is None or "until" not in chosen or recorded_at < chosen["until"]))


def _check_last_of_matters(export, opened, report):
    for matter in export.whole_matters:
        of_matter = [one for one in opened if one.core.get("matter") == matter]
        if not of_matter or of_matter[-1].core.get("type") != "ledger.export_opened":
            report.add("export.untrue", None, "ledger.export_opened", f"end of {matter}")


_DOCUMENTS = "data/documents/"
_DOCUMENT_NAME = re.compile(r"([0-9a-f]{64})(\.[a-z0-9]{1,8})?")


def check_documents(bundle, opened, report):
    """Each file under data/documents/ is one that an opened event names."""
    files = {path: raw for path, raw in bundle.files.items() if path.startswith(_DOCUMENTS)}
    if not files:
        return
    named = set()
    for one in opened:
        value = one.members.get("documents")
        for item in value if isinstance(value, list) else ():
            if isinstance(item, dict) and is_hex64(item.get("sha256")) and is_integer(item.get("size")):
                named.add((item["sha256"], item["size"]))
    for path, raw in files.items():
        match = _DOCUMENT_NAME.fullmatch(path.removeprefix(_DOCUMENTS))
        digest = hashlib.sha256(raw).hexdigest()
        if not match or match.group(1) != digest or (digest, len(raw)) not in named:
            report.add("document.digest", None, "a document that an opened event names", path)


def render_csv(opened):
    shown = [one for one in opened if one.members]
    names = sorted({name for one in shown for name in one.members} - set(_FIRST_COLUMNS))
    columns = _FIRST_COLUMNS + tuple(names)
    rows = [("seq",) + columns]
    for one in shown:
        rows.append((str(one.place),) + tuple(_cell(one.members.get(name, "")) for name in columns))
    return "".join(",".join(map(_quoted, row)) + "\r\n" for row in rows).encode("utf-8")


def _cell(value):
    if not isinstance(value, str):
        return canonical(value).decode("utf-8")
    return "'" + value if value[:1] in tuple("=+-@\t\r") else value


def _quoted(cell):
    if any(char in cell for char in ',"\r\n'):
        return '"' + cell.replace('"', '""') + '"'
    return cell
