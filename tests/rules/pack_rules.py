"""What lint_rules.py demands of each rule pack: its kinds of demand, secrecy and challenge in the words of the catalogue."""
import deadline_rules
import event_catalogue
import shape

PACK = dict(kind=shape.one_of(["pack"]), name=shape.name, version=shape.count, title=shape.text, jurisdiction=shape.text, time_zone=shape.zone,
            enabled=shape.flag, effective_from=shape.day, reviewed_by=shape.signed, reviewed_at=shape.signed, summary=shape.text,
            demand_kinds=shape.list_of(shape.anything), secrecy_kinds=shape.list_of(shape.anything), challenge_kinds=shape.list_of(shape.anything),
            instrument_sufficiency=shape.list_of(shape.anything), deadline_rules=shape.list_of(shape.anything))
PACK_OPTIONAL = dict(effective_to=shape.day, recording=shape.anything)
BUCKETS = ("search_warrant", "court_order", "subpoena", "civil", "pen_trap", "wiretap", "nsl", "fisa_content", "fisa_noncontent", "preservation",
           "emergency", "cloud_act", "mlat", "epoc", "epoc_pr", "dsa_order", "uk_ipa", "other")
CITATIONS = shape.list_of(shape.text, 1)
CONFIDENCE = shape.one_of(shape.CONFIDENCES)


class Words:
    """The closed vocabularies, from the newest schemas and from the other files of rules."""

    def __init__(self, schemas, calendars, holiday_sets, kinds):
        received = ("demand.received",)
        self.calendars, self.holiday_sets, self.kinds = calendars, holiday_sets, kinds
        self.issuers = event_catalogue.enumeration(schemas, *received, "issuer", "authority", "type")
        self.standards = event_catalogue.enumeration(schemas, *received, "law", "standard_of_proof")
        self.categories = event_catalogue.items_enumeration(schemas, *received, "data", "categories")
        self.natures = event_catalogue.enumeration(schemas, *received, "nature")
        self.effects = event_catalogue.enumeration(schemas, "challenge.filed", "effect_on_production")
        self.recipients = event_catalogue.enumeration(schemas, "secrecy.recipient_informed", "recipient_class")


def kinds_of_catalogue(schemas):
    return {"demand": event_catalogue.enumeration(schemas, "demand.received", "kind"),
            "secrecy": event_catalogue.enumeration(schemas, "secrecy.received", "secrecy_kind"),
            "challenge": event_catalogue.enumeration(schemas, "challenge.filed", "challenge_kind")}


def demand_shape(words):
    needed = dict(kind=shape.one_of(words.kinds["demand"]), title=shape.text, authority=CITATIONS, issuers=shape.list_of(shape.one_of(words.issuers), 1),
                  standard_of_proof=shape.one_of(words.standards), obtains=shape.list_of(shape.one_of(words.categories)),
                  nature=shape.one_of(words.natures), time=shape.text, secrecy=shape.anything, report_bucket=shape.one_of(BUCKETS),
                  national_security=shape.flag, confidence=CONFIDENCE)
    return needed, dict(in_force_from=shape.day, in_force_to=shape.day, remarks=shape.text)


def secrecy_shape(words):
    needed = dict(kind=shape.one_of(words.kinds["secrecy"]), title=shape.text, source=shape.one_of(("court_order", "certification", "statute", "request")),
                  calendar=shape.one_of(words.calendars), counts_as_gag=shape.flag, register_leaves_out=shape.list_of(shape.one_of(words.recipients)),
                  end_notice=shape.text, citation=CITATIONS, confidence=CONFIDENCE)
    return needed, dict(holidays=shape.one_of(words.holiday_sets), cap=shape.period, usual=shape.period, renewal_cap=shape.period, remarks=shape.text)


def challenge_shape(words):
    needed = dict(kind=shape.one_of(words.kinds["challenge"]), title=shape.text, citation=CITATIONS, effect_on_production=shape.one_of(words.effects),
                  confidence=CONFIDENCE)
    return needed, dict(filing_rule=shape.rule_name, remarks=shape.text)


def lint_default_secrecy(kind, words, where, out):
    """What binds without a separate order: citation is empty only where nothing binds."""
    secrecy = kind["secrecy"]
    needed = dict(binds=shape.one_of(("none", "by_order", "if_certified", "by_statute")), citation=shape.list_of(shape.text))
    if shape.lint(secrecy, where + " secrecy", needed, dict(secrecy_kind=shape.one_of(words.kinds["secrecy"])), out):
        if (secrecy["binds"] == "none") != (secrecy["citation"] == []):
            out.append(f"{where} secrecy: cited exactly where something binds")
        if secrecy["binds"] == "none" and "secrecy_kind" in secrecy:
            out.append(f"{where} secrecy: no kind where nothing binds")


def lint_kinds(pack, words, out):
    for entity, (needed, optional) in (("demand", demand_shape(words)), ("secrecy", secrecy_shape(words)), ("challenge", challenge_shape(words))):
        for kind in pack[f"{entity}_kinds"]:
            where = f"{pack['name']} {entity} {kind.get('kind')}"
            if shape.lint(kind, where, needed, optional, out) and entity == "demand":
                lint_default_secrecy(kind, words, where, out)


def lint_recording(pack, out):
    """How soon something is to be recorded is counted in days or more."""
    needed = dict(late_after=shape.period, citation=CITATIONS, confidence=CONFIDENCE)
    if "recording" in pack and shape.lint(pack["recording"], f"{pack['name']} recording", needed, {}, out):
        if "T" in pack["recording"]["late_after"]:
            out.append(f"{pack['name']} recording: late_after is days or more")


def lint_sufficiency(pack, words, out):
    needed = dict(category=shape.one_of(words.categories), kinds=shape.list_of(shape.one_of(words.kinds["demand"]), 1))
    rows = [r for r in pack["instrument_sufficiency"] if shape.lint(r, f"{pack['name']} instrument_sufficiency", needed, {}, out)]
    if len({r["category"] for r in rows}) != len(rows):
        out.append(f"{pack['name']} instrument_sufficiency: a category stands twice")


def lint(pack, words, names, out):
    """True if the pack is sound enough to be counted with the others."""
    if not shape.lint(pack, f"pack {pack.get('name')}", PACK, PACK_OPTIONAL, out):
        return False
    if bool(pack["reviewed_by"]) != bool(pack["reviewed_at"]) or (pack["reviewed_at"] and shape.day(pack["reviewed_at"])):
        out.append(f"{pack['name']}: reviewed_by and reviewed_at (a day) stand together or not at all")
    if pack.get("effective_to", "9999-12-31") <= pack["effective_from"]:
        out.append(f"{pack['name']}: effective_to is after effective_from")
    before = len(out)
    lint_kinds(pack, words, out)
    lint_sufficiency(pack, words, out)
    lint_recording(pack, out)
    for rule in pack["deadline_rules"]:
        deadline_rules.lint(rule, pack, words, names, out)
    return len(out) == before
