// The two lines that a clerk reads first, and what stands behind them.
import { TEXT, fill } from './text.js';
import { append, h, replace, said } from './dom.js';
import { fingerprintOf } from './tlog.js';
import { grouped, instant } from './format.js';

const MAX_FINDINGS = 50;

function line(state, mark, headline, more) {
  return h('div', { class: `line ${state}` },
    h('span', { class: 'mark', 'aria-hidden': 'true' }, mark),
    h('div', {}, h('p', { class: 'headline' }, headline), h('p', { class: 'more' }, more)));
}

/** While the check runs: `set` takes 0 to 1. */
export function checkingLine() {
  const bar = h('progress', { max: 1, value: 0, 'aria-label': TEXT.checking });
  const element = line('checking', '…', TEXT.checking, [TEXT.checkingMore, bar]);
  return { element, set: (done) => { bar.value = done; } };
}

/** A record of more entries than a page carries: what it says of itself, none of it checked. */
export function tooLargeLine() { return line('unchecked', '?', TEXT.tooLarge.title, TEXT.tooLarge.more); }

/** The page itself failed. */
export function troubleLine(why) { return line('failed', '!', TEXT.broken, fill(TEXT.brokenMore, { why })); }

/** Whether anything but the key's owner is left to check before the record can be called whole. */
function wholeness(record) {
  if (record.verdict === 'failed') return 'failed';
  const open = record.notChecked.filter(({ why }) => !['key_not_pinned', 'not_built_in', 'not_in_browser'].includes(why));
  return open.length > 0 ? 'incomplete' : 'verified';
}

export function wholenessLine(record) {
  const state = wholeness(record);
  if (state === 'failed') return line('failed', '✕', TEXT.altered, TEXT.alteredMore);
  if (state === 'incomplete') return line('unchecked', '?', TEXT.incomplete, TEXT.incompleteMore);
  const numbers = { entries: grouped(record.counts.entries), opened: grouped(record.counts.opened), size: grouped(record.size) };
  const opened = record.counts.opened === record.counts.entries ? TEXT.openedAll : TEXT.openedSome;
  return line('verified', '✓', TEXT.unaltered, fill(`${record.complete ? TEXT.unalteredMore : TEXT.unalteredPart} ${opened}`, numbers));
}

// What was typed, as a fingerprint; null for what is none.
function fingerprintTyped(text) {
  if (text.includes('+')) return fingerprintOf(text.trim());
  const digits = text.replace(/^\s*SHA-?256\s*:?/i, '').replace(/[\s:]/g, '').toLowerCase();
  return /^[0-9a-f]{64}$/.test(digits) ? digits : null;
}

/** The second line, with the form that asks for the fingerprint. */
export function signerLine(record) {
  const holder = h('div', {});
  if (wholeness(record) !== 'verified') return append(holder, [line('unchecked', '?', TEXT.signer.pointless, '')]);
  const input = h('input', { id: 'fingerprint', type: 'text', autocomplete: 'off', spellcheck: 'false', 'aria-describedby': 'fingerprint-note' });
  const note = h('p', { id: 'fingerprint-note', class: 'note' }, TEXT.signer.malformed);
  const status = h('div', { role: 'status' });
  const show = (state, mark, headline, more) => replace(status, line(state, mark, headline, more));
  const compare = (event) => {
    event.preventDefault();
    const typed = fingerprintTyped(input.value);
    note.classList.toggle('wanted', typed === null);
    if (typed === null) show('unchecked', '?', TEXT.signer.unchecked, fill(TEXT.signer.uncheckedMore, record));
    else if (record.fingerprints.includes(typed)) show('verified', '✓', TEXT.signer.right, TEXT.signer.rightMore);
    else show('failed', '✕', TEXT.signer.wrong, TEXT.signer.wrongMore);
  };
  show('unchecked', '?', TEXT.signer.unchecked, fill(TEXT.signer.uncheckedMore, record));
  const form = h('form', { class: 'fingerprint', onsubmit: compare },
    h('label', { for: 'fingerprint' }, TEXT.signer.label), input, h('button', { type: 'submit' }, TEXT.signer.button), note);
  return append(holder, [status, form]);
}

function findingItem(finding, codes) {
  const row = codes.get(finding.code);
  const place = finding.seq === null ? TEXT.findingWhole : fill(TEXT.findingAt, finding);
  return h('li', {}, h('p', {}, h('strong', {}, place), ' – ', row?.meaning ?? finding.code), h('p', {}, row?.action ?? ''),
    h('p', { class: 'code' }, h('code', {}, finding.code), ': ', said(fill(TEXT.expected, finding))));
}

/** Findings, erasures, what was not checked, and the particulars. */
export function particulars(record, codes) {
  const parts = [];
  if (record.findings.length > 0) {
    const shown = record.findings.slice(0, MAX_FINDINGS);
    const left = record.findings.length - shown.length;
    parts.push(h('section', { class: 'findings' }, h('h2', {}, TEXT.findings), h('ol', {}, shown.map((finding) => findingItem(finding, codes))),
      left > 0 && h('p', {}, fill(TEXT.moreFindings, { count: grouped(left) }))));
  }
  for (const erasure of record.erasures) parts.push(h('p', { class: 'erasure' }, fill(TEXT.erased, erasure)));
  const facts = [[TEXT.origin, record.origin], [TEXT.size, grouped(record.size)], [TEXT.asOf, instant(record.export?.created_at)],
    [TEXT.digest, record.bundleDigest], [TEXT.root, record.root]];
  const byWhy = new Map();
  for (const { code, why } of record.notChecked) byWhy.set(why, [...(byWhy.get(why) ?? []), code]);
  parts.push(h('details', {}, h('summary', {}, TEXT.particulars),
    h('dl', { class: 'facts' }, facts.map(([name, value]) => [h('dt', {}, name), h('dd', {}, said(value ?? ''))])),
    record.fingerprints.length > 0 && h('p', { class: 'note' }, fill(TEXT.signer.shown, { fingerprint: record.fingerprints.at(-1) })),
    h('h3', {}, TEXT.notChecked),
    h('ul', {}, [...byWhy].map(([why, found]) => h('li', {}, h('code', {}, found.join(', ')), ' – ', TEXT.why[why] ?? why)))));
  return parts;
}
