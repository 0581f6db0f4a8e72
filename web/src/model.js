// What the page shows of a verified bundle, as plain data.
import { CORE, SLOTS } from './event.js';
import { Malformed, encodeBase64, hexOf, parseJson, utf8Text } from './encoding.js';
import { fingerprintOf } from './tlog.js';

const ENTITIES = ['demand', 'secrecy', 'challenge'];

/** The verdict, without the rows. */
export function recordModel({ report, said, lineage }) {
  const vkeys = lineage.vkeys();
  return {
    verdict: report.verdict(), findings: report.findings(), notChecked: report.asJson().not_checked, counts: report.counts,
    erasures: report.erasures, origin: report.origin, size: report.size, root: report.root, bundleDigest: report.bundleDigest,
    complete: said.complete, export: said.members,
    vkeys, fingerprints: vkeys.map(fingerprintOf),
  };
}

/** All opened entries, and what explains them; what one is in detail is asked for by `entryModel`. */
export function rowsModel({ bundle, ordered, schemas }) {
  const opened = ordered.filter(({ members }) => members.size > 0);
  return { rows: opened.map(rowOf), types: typesOf(opened, schemas), ...rulesOf(bundle) };
}

function rowOf({ place, core, members, slots }) {
  let closed = 0;
  for (let slot = 0; slot < SLOTS; ++slot) closed += (slots >>> slot & 1) === 0 ? 1 : 0;
  const shown = [...members].filter(([name]) => !CORE.includes(name));
  const text = (name) => (typeof core.get(name) === 'string' ? core.get(name) : null);
  const entities = [];
  for (const entity of ENTITIES) {
    const id = members.get(`${entity}_id`);
    if (typeof id === 'string') entities.push([entity, id]);
  }
  return {
    seq: place, type: text('type') ?? '', matter: text('matter'), occurred: core.get('occurred_at') ?? null,
    recordedAt: text('recorded_at'), recordedBy: text('recorded_by'), members: shown, entities, closed,
  };
}

// Of each type in these openings: its title, and of its members title, order and what stands inside.
function typesOf(opened, schemas) {
  const types = {};
  for (const digest of new Set(opened.map((opening) => opening.wellFormed('schema')?.sha256))) {
    const schema = schemas.get(digest);
    if (typeof schema?.type === 'string') types[schema.type] = { title: schema.root.title, properties: schema.root.properties };
  }
  return types;
}

// What the bundle's own rules say: which types of events lead a demand, a duty of secrecy or a challenge to its end, and the
// titles of kinds, by the member that names the kind.
function rulesOf(bundle) {
  const ends = new Set(), kinds = { kind: {}, secrecy_kind: {}, challenge_kind: {} };
  for (const path of bundle.files.keys()) {
    if (!path.startsWith('data/schemas/rules/')) continue;
    try {
      const rules = parseJson(utf8Text(bundle.content(path)));
      for (const { states, transitions } of rules.machines ?? []) {
        const closed = new Set(states.filter(({ open }) => open === false).map(({ state }) => state));
        for (const { type, to } of transitions) if (closed.has(to)) ends.add(type);
      }
      for (const [member, list] of [['kind', 'demand_kinds'], ['secrecy_kind', 'secrecy_kinds'], ['challenge_kind', 'challenge_kinds']]) {
        for (const { kind, title } of rules[list] ?? []) kinds[member][kind] = title;
      }
    } catch (error) {
      if (!(error instanceof Malformed) && !(error instanceof TypeError)) throw error;
    }
  }
  return { ends: [...ends], kinds };
}

/** One entry in detail. */
export function entryModel({ entries, proofs, said }, seq) {
  const entry = said.complete ? entries[seq] : entries.find((one) => one.seq === seq);
  return {
    line: utf8Text(entry.line), leaf: hexOf(entry.leaf), prev: parseJson(utf8Text(entry.line)).prev,
    proof: said.complete ? null : (proofs.get(seq) ?? []).map(encodeBase64),
  };
}
