"""Bundles of a selection, and documents that go with a bundle, and what must be found first: nothing where they are what they say.

Source: docs/formats.md sections 7 and 8.5.
"""

import hashlib
import json

import make_bundle
from reqledger_reference import remake
from reqledger_reference.encoding import canonical

from .model import Mutant

LEVEL = "9 selections"
_PAPER, _OTHER = b"a paper", b"another paper"
_DOCUMENTS = {"type": "array", "maxItems": 3, "items": {"type": "object", "additionalProperties": False, "properties": {
    "role": {"type": "string"}, "size": {"type": "integer"}, "sha256": {"type": "string"}}}}
_EARLY, _LATE = "2020-01-01T00:00:00.000000Z", "2099-01-01T00:00:00.000000Z"


def _sha(raw):
    return hashlib.sha256(raw).hexdigest()


def _ledger(*events):
    schemas = make_bundle.built_in_schemas()
    closed = json.loads(schemas["demand.closed.v1.schema.json"])
    closed["properties"]["documents"] = _DOCUMENTS
    schemas["demand.closed.v1.schema.json"] = json.dumps(closed).encode()
    ledger = make_bundle.Ledger(schema_files=schemas)
    for event in (*make_bundle.EVENTS, *events):
        ledger.append(event)
    return ledger


def _selected(selection, matters=frozenset({"M-1"}), audience="auditor"):
    """The entries of M-1, with another selection said."""
    files = make_bundle.make_bundle(_ledger(), audience=audience, matters=set(matters))
    export = json.loads(files["data/export.json"]) | {"selection": selection}
    files["data/export.json"] = canonical(export) + b"\n"
    remake.mend_manifests(files)
    return files


def _with_documents(named, files):
    """A bundle of which one event names these documents, and these files are there."""
    closed = {"type": "demand.closed", "matter": "M-1", "demand_id": "D3", "documents": named}
    bundle = make_bundle.make_bundle(_ledger(closed))
    bundle |= {f"data/documents/{name}": raw for name, raw in files.items()}
    remake.mend_manifests(bundle)
    return bundle


def _selection_cases():
    types = ["demand.closed", "demand.received", "ledger.export_opened"]
    whole = {"matters": ["M-1"]}
    untrue = ("export.untrue", None)
    yield "a matter", _selected(whole), None
    yield "another matter", _selected({"matters": ["M-2"]}), untrue
    yield "two matters", _selected({"matters": ["M-1", "M-2"]}), untrue
    yield "types", _selected({"types": types}), None
    yield "a type less", _selected({"types": types[1:]}), untrue
    yield "no types", _selected({"types": []}), ("entry.seq", 2)
    yield "a type of another form", _selected({"types": [*types, "X"]}), ("entry.seq", 2)
    yield "types as a string", _selected({"types": types[0]}), ("entry.seq", 2)
    yield "all time", _selected({"since": _EARLY, "until": _LATE}), None
    yield "nothing yet", _selected({"until": _EARLY}), untrue
    yield "nothing any more", _selected({"since": _LATE}), untrue
    yield "a day", _selected({"since": "2020-01-01"}), ("entry.seq", 2)
    yield "a matter, types and time", _selected(whole | {"types": types, "since": _EARLY}), None
    yield "a matter without its last entry's type", _selected(whole | {"types": types[:2]}), untrue
    yield "all of what there is", _selected({}), None
    for audience in ("internal", "public"):
        yield f"types, {audience}", _selected({"types": types}, audience=audience), None


def _document_cases():
    good, digest = ("document.digest", None), _sha(_PAPER)
    named = [{"role": "order", "size": len(_PAPER), "sha256": digest}]
    yield "named", _with_documents(named, {digest: _PAPER}), None
    yield "named, with an extension", _with_documents(named, {digest + ".pdf": _PAPER}), None
    yield "named, and not there", _with_documents(named, {}), None
    yield "twice, by two extensions", _with_documents(named, {digest: _PAPER, digest + ".txt": _PAPER}), None
    yield "not named", _with_documents(named, {_sha(_OTHER): _OTHER}), good
    yield "named by none", _with_documents([], {digest: _PAPER}), good
    yield "another content", _with_documents(named, {digest: _OTHER}), good
    yield "another size named", _with_documents([named[0] | {"size": 1}], {digest: _PAPER}), good
    yield "a size in words", _with_documents([named[0] | {"size": "7"}], {digest: _PAPER}), ("event.schema", 11)
    yield "a digest in capitals", _with_documents([named[0] | {"sha256": digest.upper()}], {digest: _PAPER}), good
    yield "a name in capitals", _with_documents(named, {digest.upper(): _PAPER}), good
    yield "a name of its own", _with_documents(named, {"paper.pdf": _PAPER}), good
    yield "an extension too long", _with_documents(named, {digest + ".123456789": _PAPER}), good
    yield "an extension in capitals", _with_documents(named, {digest + ".PDF": _PAPER}), good
    yield "a dot and nothing", _with_documents(named, {digest + ".": _PAPER}), good
    yield "in a folder", _with_documents(named, {f"more/{digest}": _PAPER}), good


def selection_cases():
    """(name, bundle, code and seq of the first finding or None)."""
    yield from _selection_cases()
    yield from _document_cases()


def selection_mutants():
    for name, files, first in selection_cases():
        yield Mutant(LEVEL, name, files, harmless=first is None)
