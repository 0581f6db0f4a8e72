// A complete bundle in ranges of entries, each read by a thread of its own.
//
// Only what is faultless is read so: a range that finds anything at all gives it up, and the bundle is read again from the
// begin by one thread, in order, which finds it as docs/formats.md has it.
import { Malformed } from './encoding.js';
import { checkOpening, readLine } from './disclosures.js';
import { csvRows, memberNames } from './csv.js';
import { parseEntry } from './entries.js';
import { Report } from './report.js';
import { Schemas } from './schema.js';
import { leafHash, sameBytes } from './tlog.js';

class Irregular extends Error {}

/**
 * Cuts a bundle into `count` ranges; null where it cannot be cut. What a cut takes on trust, the numbers in two lines, the ranges find out.
 * @returns {{first: number, entries: Uint8Array, disclosures: Uint8Array}[] | null}
 */
export function cut(bundle, count) {
  const entries = bundle.content('data/entries.jsonl'), disclosures = bundle.content('data/disclosures.jsonl');
  if (entries.at(-1) !== 10 || (disclosures.length > 0 && disclosures.at(-1) !== 10)) return null;
  const cuts = [];
  for (let i = 0; i < count; ++i) {
    const at = i === 0 ? 0 : lineFrom(entries, Math.floor((entries.length * i) / count));
    const first = i === 0 ? 0 : seqOf(entries, at);
    if (!(first >= 0)) return null;
    cuts.push({ first, at, from: i === 0 ? 0 : lineOf(disclosures, first) });
  }
  const all = { at: entries.length, from: disclosures.length };
  return cuts.map(({ first, at, from }, i) => {
    const next = cuts[i + 1] ?? all;
    return { first, entries: entries.subarray(at, next.at), disclosures: disclosures.subarray(from, next.from) };
  });
}

// Where the first line begins that begins at `at` or behind it.
function lineFrom(bytes, at) {
  const end = at === 0 ? -1 : bytes.indexOf(10, at - 1);
  return at > 0 && end < 0 ? bytes.length : end + 1;
}

// The seq of the line that begins at `at`, as it stands near its end; NaN where none does.
function seqOf(bytes, at) {
  const end = bytes.indexOf(10, at);
  const tail = String.fromCharCode(...bytes.subarray(Math.max(at, end - 40), Math.max(at, end)));
  return Number(/"seq":(\d{1,15})(?:,"v":1)?\}$/.exec(tail)?.[1]);
}

// Where the first line of an entry not below `seq` begins, if lines are in order.
function lineOf(bytes, seq) {
  let low = 0, high = bytes.length;
  while (low < high) {
    const middle = (low + high) >>> 1, at = lineFrom(bytes, middle);
    if (at >= high || !(seqOf(bytes, at) < seq)) high = middle;
    else low = bytes.indexOf(10, at) + 1;
  }
  return lineFrom(bytes, low);
}

// The lines of bytes that end with LF, without it.
function* linesOf(bytes) {
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(10, at);
    yield bytes.subarray(at, end);
    at = end + 1;
  }
}

/**
 * Reads one range: every entry and all that is opened of each, as one thread would.
 * @param {{range: object, schemas: [string, Uint8Array][], chainsShown: boolean, columns: string[], codes: object}} asked
 * @returns {{leaves: Uint8Array, prev: ?Uint8Array, openings: object[], names: string[], csv: ?string} | null} null where anything was found
 */
export function readRange({ range, schemas: files, chainsShown, columns, codes }) {
  try {
    const { leaves, prev, openings } = readRegular(range, new Schemas(files), chainsShown, new Report(codes));
    const told = openings.map(({ opening, hasDecoys }) => ({ place: opening.place, slots: opening.slots, decoys: opening.decoys, hasDecoys,
      members: [...opening.members], core: [...opening.core.keys()] }));
    const all = openings.map(({ opening }) => opening);
    return { leaves, prev, openings: told, names: [...memberNames(all)], csv: csvRows(all, columns) };
  } catch (error) {
    if (error instanceof Irregular || error instanceof Malformed) return null;
    throw error;
  }
}

function readRegular({ first, entries: bytes, disclosures }, schemas, chainsShown, report) {
  const entries = [];
  for (const line of linesOf(bytes)) {
    const { isCanonical, v, seq, prev, sd } = parseEntry(line);
    const isNext = seq === first + entries.length && (seq === first || sameBytes(prev, entries.at(-1).leaf));
    if (!isCanonical || v !== 1 || !isNext) throw new Irregular();
    entries.push({ place: seq, leaf: leafHash(line), prev, sd, sealed: true, known: true });
  }
  const openings = readOpenings(disclosures, (seq) => entries[seq - first] ?? null, schemas, chainsShown, report);
  if (report.found.length > 0 || report.skipped.size > 0) throw new Irregular();
  const leaves = new Uint8Array(32 * entries.length);
  entries.forEach(({ leaf }, i) => leaves.set(leaf, 32 * i));
  return { leaves, prev: entries[0]?.prev ?? null, openings };
}

function readOpenings(bytes, find, schemas, chainsShown, report) {
  const openings = [];
  let last = -1;
  for (const line of linesOf(bytes)) {
    const read = readLine(line, last, find, report);
    if (!read.opening?.entry) throw new Irregular();
    last = read.seq;
    checkOpening(read.opening, schemas, chainsShown, report);
    openings.push(read);
  }
  return openings;
}
