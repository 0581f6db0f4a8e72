"""Verifies one bundle: every check of docs/formats.md section 8 that applies to a folder.

Trust: nothing in the bundle; `pinned` is the only thing trusted.
"""

from .bag import Bundle, check_bag
from .checkpoints import (check_checkpoint, check_given_checkpoint, check_older, check_receipt, read_bundle_key,
                          read_checkpoint)
from .disclosures import check_matter, check_opening, check_order, load_schemas, read_disclosures, schema_of
from .entries import check_chain, check_genesis, check_proofs, read_entries
from .erasures import check_all_open, read_erasures
from .export import Export, check_documents, check_export, render_csv
from .lineage import Lineage
from .process import check_process
from .report import Report


def verify(folder, codes, pinned=None, older=(), receipts=()):
    """A Report on the bundle; `pinned` is a Key or None, the last two are contents of files given by hand."""
    report = Report(codes)
    bundle = Bundle(folder)
    export = Export.parse(bundle.content("data/export.json"))
    complete = export.complete
    check_bag(bundle, complete, report)
    checkpoint = read_checkpoint(bundle, report)
    entries = read_entries(bundle, complete, report)
    check_chain(entries, complete, checkpoint, report)
    key = pinned or read_bundle_key(bundle, report)
    if pinned is None:
        report.skip("checkpoint.signature", "key_not_pinned")
    openings, has_decoys = read_disclosures(bundle, entries, complete, report)
    ordered = _in_order(entries, openings)
    lineage = Lineage(openings, ordered, key, report)
    check_checkpoint(checkpoint, entries, complete, lineage, report)
    proven = check_older(bundle, checkpoint, lineage, report)
    lineage.check_ties(checkpoint is not None)
    for raw in older:
        check_given_checkpoint(raw, checkpoint, entries, complete, lineage, proven, report)
    for raw in receipts:
        check_receipt(raw, entries, complete, lineage, report)
    if not complete:
        check_proofs(bundle, entries, checkpoint, report)
    check_genesis(entries, complete, openings, checkpoint, report)
    schemas = load_schemas(bundle)
    _check_events(schemas, export, entries, openings, ordered, report)
    check_export(export, checkpoint, entries, ordered, has_decoys, report)
    if bundle.content("data/records.csv") != render_csv(ordered):
        report.add("rendering.differs", None, "records.csv as made from the entries", "another")
    check_documents(bundle, ordered, report)
    check_process(bundle, export, ordered, schemas, report)
    _summarise(report, export, checkpoint, entries, openings)
    return report


def _in_order(entries, openings):
    """The openings that belong to an entry line, in the order of these lines."""
    by_entry = {id(opening.entry): opening for opening in openings.values() if opening.entry}
    return [by_entry[id(entry)] for entry in entries if id(entry) in by_entry]


def _check_events(schemas, export, entries, openings, ordered, report):
    for opening in openings.values():
        check_opening(opening, schemas, export.shows_chains, report)
    erasures = read_erasures(ordered)
    if export.audience == "auditor":
        check_all_open(entries, openings, lambda opening: schema_of(opening, schemas), erasures, report)
    report.erasures = [erasure.as_json() for erasure in erasures]
    check_order(ordered, report)
    if export.shows_chains:
        matters = {}
        for opening in ordered:
            matters.setdefault(opening.well_formed("matter"), []).append(opening)
        chosen = set(matters) if export.complete else set(export.whole_matters)
        for matter in chosen - {None}:
            check_matter(matters.get(matter, []), report)


def _summarise(report, export, checkpoint, entries, openings):
    report.source = "bundle" if export.complete else "partial_bundle"
    report.counts = {
        "entries": len(entries),
        "opened": sum(1 for opening in openings.values() if opening.members),
        "decoys": sum(len(opening.arrays[1]) for opening in openings.values()),
    }
    if checkpoint:
        report.origin, report.size, report.root = checkpoint.origin, checkpoint.size, checkpoint.root.hex()
    if export.members:
        report.as_of = export.members["created_at"]
