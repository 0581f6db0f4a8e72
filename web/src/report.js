// Findings, and the report made of them. Source: docs/formats.md section 8, schemas/finding_codes.json.

// Checks that a verification takes: where one was not made, nothing is verified.
const REQUIRED = ['key_not_pinned', 'schema_not_found', 'unknown_version', 'not_in_export', 'no_ed25519'];

export class Report {
  /** @param codes the content of finding_codes.json */
  constructor(codes) {
    this.codes = new Map(codes.codes.map((row) => [row.code, row]));
    this.found = [];
    this.skipped = new Map();  // 'code why' → {code, why, required}
    this.counts = { entries: 0, opened: 0, decoys: 0 };
    this.erasures = [];
    this.origin = this.size = this.root = this.asOf = this.bundleDigest = null;
    this.source = 'bundle';
  }

  add(code, seq, expected = '', got = '') {
    const severity = this.codes.get(code).severity;
    this.found.push({ code, severity, seq, expected: String(expected), got: String(got) });
  }

  /** A check that was not made. */
  skip(code, why) { this.skipped.set(`${code} ${why}`, { code, why, required: REQUIRED.includes(why) }); }

  hasSkipped(why) { return [...this.skipped.values()].some((skip) => skip.why === why); }

  findings() {
    const order = (finding) => this.codes.get(finding.code).order;
    return [...this.found].sort((left, right) => {
      if (left.seq !== right.seq) return left.seq === null ? 1 : right.seq === null ? -1 : left.seq - right.seq;
      return order(left) - order(right);
    });
  }

  verdict() {
    if (this.found.some((finding) => finding.severity === 'broken')) return 'failed';
    return [...this.skipped.values()].some((skip) => skip.required) ? 'not_checked' : 'verified';
  }

  asJson() {
    for (const code of ['cosignature.invalid', 'quorum.missing', 'timestamp.invalid']) this.skip(code, 'not_built_in');
    const skipped = [...this.skipped.values()];
    const left = new Set(skipped.filter((skip) => !skip.required).map((skip) => skip.code));
    const checked = [...this.codes.values()].filter((row) => row.sources.includes(this.source) && !left.has(row.code));
    return {
      verdict: this.verdict(), origin: this.origin, size: this.size, root: this.root, as_of: this.asOf,
      checked: checked.map((row) => row.code), not_checked: skipped.map(({ code, why }) => ({ code, why })),
      findings: this.findings(), counts: this.counts, erasures: this.erasures,
    };
  }
}
