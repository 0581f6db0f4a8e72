// What a bundle says of itself. Source: docs/formats.md sections 7 and 8.5.
import { Malformed, hexOf, isHex64, isInteger, parseCanonical, utf8Text } from './encoding.js';
import { hasExactly, isMatter, isObject, isRecordedAt, isType } from './event.js';
import { isName } from './tlog.js';

const AUDIENCES = ['internal', 'auditor', 'auditor_uncleared', 'customer', 'court_sealed', 'court_public', 'oversight', 'public'];
const OPEN_CHAINS = ['ledger.genesis', 'ledger.export_opened'];
const ALWAYS_THERE = ['ledger.key_rotated', 'ledger.erasure_applied'];
const SELECTION_FORMS = new Map([
  ['matters', (value) => Array.isArray(value) && value.every(isMatter)],
  ['types', (value) => Array.isArray(value) && value.length > 0 && value.every(isType)],
  ['since', isRecordedAt],
  ['until', isRecordedAt],
]);
const FORMS = new Map([
  ['audience', (value) => AUDIENCES.includes(value)],
  ['bundle', (value) => value === 'reqledger-bundle/v1'],
  ['complete', (value) => typeof value === 'boolean'],
  ['created_at', isRecordedAt],
  ['entries', (value) => isInteger(value)],
  ['origin', (value) => typeof value === 'string' && isName(value)],
  ['root', isHex64],
  ['selection', isObject],
  ['size', (value) => isInteger(value)],
  ['statement', (value) => typeof value === 'string'],
  ['tool', (value) => typeof value === 'string'],
]);

/**
 * `{complete, audience, selection, wholeMatters, members, showsChains}`, `wholeMatters` the matters selected of which all entries are there;
 * where export.json has another form only `complete` is known, and that as true.
 */
export function parseExport(bytes) {
  try {
    if (bytes.at(-1) !== 10) throw new Malformed('no LF');
    const members = parseCanonical(utf8Text(bytes.subarray(0, -1)));
    judgeForm(members);
    const { complete, audience, selection } = members;
    const wholeMatters = Object.keys(selection).every((name) => name === 'matters') ? selection.matters ?? [] : [];
    return { complete, audience, selection, wholeMatters, members, showsChains: ['auditor', 'internal'].includes(audience) };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return { complete: true, audience: null, selection: {}, wholeMatters: [], members: null, showsChains: false };
  }
}

function judgeForm(members) {
  if (!hasExactly(members, [...FORMS.keys()])) throw new Malformed('other members');
  for (const [name, hasForm] of FORMS) if (!hasForm(members[name])) throw new Malformed(`${name} has another form`);
  const { complete, selection } = members;
  for (const [name, value] of Object.entries(selection)) {
    if (complete || !SELECTION_FORMS.get(name)?.(value)) throw new Malformed('selection has another form');
  }
}

/** `ordered` holds an opening for each entry with a line in disclosures.jsonl, in the entries' order. */
export function checkExport(said, checkpoint, entries, ordered, hasDecoys, report) {
  if (!said.members) return report.add('export.untrue', null, 'the form of export.json', 'another');
  const truth = { entries: entries.length };
  if (checkpoint) Object.assign(truth, { origin: checkpoint.origin, size: checkpoint.size, root: hexOf(checkpoint.root) });
  for (const [name, value] of Object.entries(truth)) {
    if (said.members[name] !== value) report.add('export.untrue', null, value, said.members[name]);
  }
  if (hasDecoys && said.audience !== 'auditor') report.add('export.untrue', null, 'no decoys', said.audience);
  if (!said.showsChains) {
    for (const { core, place } of ordered) {
      const hasChain = core.has('matter_seq') || core.has('matter_prev');
      if (hasChain && !OPEN_CHAINS.includes(core.get('type'))) report.add('export.untrue', null, 'no matter_seq, no matter_prev', place);
    }
  }
  for (const one of ordered) if (!isSelected(one, said.selection)) report.add('export.untrue', null, 'entries of the selection', one.place);
  if (!said.complete && said.audience === 'auditor') checkLastOfMatters(said, ordered, report);
  return undefined;
}

// Times of one form compare as text.
function isSelected(opening, { types, matters = [], since, until }) {
  const type = opening.core.get('type'), matter = opening.wellFormed('matter'), recordedAt = opening.wellFormed('recorded_at');
  if (opening.place === 0 || ALWAYS_THERE.includes(type)) return true;
  return (typeof type !== 'string' || types === undefined || types.includes(type)) &&
    (matter === null || matters.length === 0 || matters.includes(matter)) &&
    (recordedAt === null || since === undefined || since <= recordedAt) && (recordedAt === null || until === undefined || recordedAt < until);
}

function checkLastOfMatters(said, ordered, report) {
  for (const matter of said.wholeMatters) {
    const last = ordered.findLast(({ core }) => core.get('matter') === matter);
    if (last?.core.get('type') !== 'ledger.export_opened') report.add('export.untrue', null, 'ledger.export_opened', `end of ${matter}`);
  }
}

const DOCUMENTS = 'data/documents/';

/** Adds a finding for each file under data/documents/ that no opened event names. */
export function checkDocuments(bundle, ordered, report) {
  const files = [...bundle.files].filter(([path]) => path.startsWith(DOCUMENTS));
  if (files.length === 0) return;
  const named = new Set();
  for (const { members } of ordered) {
    const value = members.get('documents');
    for (const item of Array.isArray(value) ? value : []) {
      if (isObject(item) && isHex64(item.sha256) && isInteger(item.size)) named.add(`${item.sha256} ${item.size}`);
    }
  }
  for (const [path, bytes] of files) {
    const match = /^([0-9a-f]{64})(\.[a-z0-9]{1,8})?$/.exec(path.slice(DOCUMENTS.length));
    const digest = bundle.digest(path);
    if (match?.[1] !== digest || !named.has(`${digest} ${bytes.length}`)) report.add('document.digest', null, 'a document that an opened event names', path);
  }
}
