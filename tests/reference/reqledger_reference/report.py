"""Findings, and the report made of them.

Source: docs/formats.md section 8, schemas/finding_codes.json.
"""

import json

# Codes of the list that no rule of the format page raises on a bundle yet.
NOT_BUILT_IN = ("cosignature.invalid", "quorum.missing", "timestamp.invalid")
REQUIRED = ("key_not_pinned", "schema_not_found", "unknown_version", "not_in_export")


class Report:
    """Collects what is found; raises nothing."""

    def __init__(self, codes):
        self._codes = {row["code"]: row for row in codes["codes"]}
        self._findings = []
        self._not_checked = {}
        self.counts = {"entries": 0, "opened": 0, "decoys": 0}
        self.origin = None
        self.size = None
        self.root = None
        self.as_of = None
        self.source = "bundle"
        self.erasures = []

    def add(self, code, seq, expected="", got=""):
        severity = self._codes[code]["severity"]
        self._findings.append({"code": code, "severity": severity, "seq": seq, "expected": str(expected), "got": str(got)})

    def skip(self, code, why, required=None):
        """A check that was not made; whether it must be, for the bundle to be verified, `why` says where nothing else does."""
        self._not_checked[(code, why)] = why in REQUIRED if required is None else required

    def has_skipped(self, why):
        return any(reason == why for _, reason in self._not_checked)

    def findings(self):
        def place(finding):
            seq = finding["seq"]
            return (seq is None, seq or 0, self._codes[finding["code"]]["order"])

        return sorted(self._findings, key=place)

    def verdict(self):
        if any(finding["severity"] == "broken" for finding in self._findings):
            return "failed"
        return "not_checked" if any(self._not_checked.values()) else "verified"

    def status(self):
        return {"verified": 0, "failed": 1, "not_checked": 3}[self.verdict()]

    def as_json(self):
        for code in NOT_BUILT_IN:
            self.skip(code, "not_built_in")
        skipped = {code for (code, _), required in self._not_checked.items() if not required}
        checked = [code for code, row in self._codes.items() if self.source in row["sources"] and code not in skipped]
        return {
            "verdict": self.verdict(), "origin": self.origin, "size": self.size, "root": self.root,
            "as_of": self.as_of, "checked": checked,
            "not_checked": [{"code": code, "why": why} for code, why in self._not_checked],
            "findings": self.findings(), "counts": self.counts, "erasures": self.erasures,
        }

    def as_text(self):
        lines = [self.verdict().upper()]
        lines += [f"{self.origin or '-'} size {self.size} root {self.root}"]
        for finding in self.findings():
            place = "-" if finding["seq"] is None else finding["seq"]
            lines.append(f"{finding['code']} at {place}: expected {finding['expected']}, got {finding['got']}")
        lines += [f"erased by entry {each['seq']}: {each['scope']}, {each['seqs']}" for each in self.erasures]
        lines += [f"not checked: {code}: {why}" for code, why in self._not_checked]
        return "\n".join(lines)

    def write(self, as_json):
        print(json.dumps(self.as_json(), ensure_ascii=False, indent=1) if as_json else self.as_text())
