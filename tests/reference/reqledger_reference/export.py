"""What a bundle says of itself, and its rendering for people.

Source: docs/formats.md sections 7 and 8.5.
"""

import dataclasses

from .encoding import Malformed, canonical, is_hex64, is_integer, parse_canonical
from .event import is_matter, is_recorded_at
from .tlog import is_name

AUDIENCES = ("internal", "auditor", "auditor_uncleared", "customer", "court_sealed", "court_public", "oversight", "public")
_FIRST_COLUMNS = ("recorded_at", "matter", "type")
_OPEN_CHAINS = ("ledger.genesis", "ledger.export_opened")
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


@dataclasses.dataclass(frozen=True)
class Export:
    """export.json; where it has another form only `complete` is known, and that as true."""

    complete: bool
    audience: str | None
    matters: tuple
    members: dict | None

    @staticmethod
    def parse(raw):
        try:
            if not raw.endswith(b"\n"):
                raise Malformed("no LF")
            members = parse_canonical(raw[:-1])
            _judge_form(members)
        except Malformed:
            return Export(True, None, (), None)
        return Export(members["complete"], members["audience"], tuple(members["selection"].get("matters", ())), members)

    @property
    def shows_chains(self):
        return self.audience in ("auditor", "internal")


def _judge_form(members):
    if not isinstance(members, dict) or set(members) != set(_FORMS):
        raise Malformed("other members")
    for name, has_form in _FORMS.items():
        if not has_form(members[name]):
            raise Malformed(f"{name} has another form")
    selection = members["selection"]
    allowed = set() if members["complete"] else {"matters"}
    matters = selection.get("matters", [])
    if set(selection) - allowed or not isinstance(matters, list) or not all(map(is_matter, matters)):
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
    if not export.complete and export.audience == "auditor":
        _check_last_of_matters(export, opened, report)


def _check_last_of_matters(export, opened, report):
    for matter in export.matters:
        of_matter = [one for one in opened if one.core.get("matter") == matter]
        if not of_matter or of_matter[-1].core.get("type") != "ledger.export_opened":
            report.add("export.untrue", None, "ledger.export_opened", f"end of {matter}")


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
