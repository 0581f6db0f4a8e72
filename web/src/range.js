// A complete bundle in ranges of entries, each read by a thread of its own.
//
// Only what is faultless is read so: a range that finds anything at all gives it up, and the bundle is read again from the
// begin by one thread, in order, which finds it as docs/formats.md has it.
import { Malformed } from './encoding.js';
import { checkOpening, loadSchemas, readLine } from './disclosures.js';
import { parseEntry } from './entries.js';
import { Report } from './report.js';
import { leafHash, sameBytes } from './tlog.js';

class Irregular extends Error {}

// Byte offsets of the begins of lines, and of the end; null where the last line has no LF.
function lineOffsets(bytes) {
  const offsets = [0];
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) offsets.push(at + 1);
  return offsets.at(-1) === bytes.length ? offsets : null;
}

/**
 * Cuts a bundle into `count` ranges; null where it cannot be cut.
 * @returns {{first: number, end: number, entries: Uint8Array, disclosures: Uint8Array}[] | null}
 */
export function cut(bundle, count) {
  const entries = bundle.content('data/entries.jsonl'), disclosures = bundle.content('data/disclosures.jsonl');
  const entryAt = lineOffsets(entries), disclosureAt = lineOffsets(disclosures);
  if (!entryAt || !disclosureAt) return null;
  const ranges = [];
  let line = 0;
  for (let i = 0; i < count; ++i) {
    const first = Math.floor(((entryAt.length - 1) * i) / count), end = Math.floor(((entryAt.length - 1) * (i + 1)) / count);
    const from = line;
    line = i + 1 === count ? disclosureAt.length - 1 : firstLineFrom(disclosures, disclosureAt, from, end);
    ranges.push({ first, end, entries: entries.slice(entryAt[first], entryAt[end]), disclosures: disclosures.slice(disclosureAt[from], disclosureAt[line]) });
  }
  return ranges;
}

// The first line, from `low` on, of an entry not below `seq`, if lines are in order; what else it gives is found out by the range.
function firstLineFrom(bytes, offsets, low, seq) {
  let high = offsets.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    const tail = String.fromCharCode(...bytes.subarray(Math.max(offsets[middle], offsets[middle + 1] - 40), offsets[middle + 1]));
    const found = /"seq":(\d{1,16})\}\n$/.exec(tail);
    if (!found || Number(found[1]) >= seq) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Reads one range: every entry and all that is opened of each, as one thread would.
 * @param {{range: object, schemas: [string, Uint8Array][], chainsShown: boolean, codes: object}} asked
 * @returns {{leaves: Uint8Array, prev: ?Uint8Array, openings: object[]} | null} null where anything was found
 */
export function readRange({ range, schemas: files, chainsShown, codes }) {
  try {
    return readRegular(range, loadSchemas(files), chainsShown, new Report(codes));
  } catch (error) {
    if (error instanceof Irregular || error instanceof Malformed) return null;
    throw error;
  }
}

function readRegular({ first, end, entries: bytes, disclosures }, schemas, chainsShown, report) {
  const at = lineOffsets(bytes);
  if (at.length - 1 !== end - first) throw new Irregular();
  const leaves = new Uint8Array(32 * (end - first)), entries = [];
  let prev = null;
  for (let i = 0; i < end - first; ++i) {
    const line = bytes.subarray(at[i], at[i + 1] - 1);
    const entry = parseEntry(line);
    if (!entry.isCanonical || entry.v !== 1 || entry.seq !== first + i || (i > 0 && !sameBytes(entry.prev, entries[i - 1].leaf))) throw new Irregular();
    if (i === 0) prev = entry.prev;
    const leaf = leaves.subarray(32 * i, 32 * i + 32);
    leaf.set(leafHash(line));
    entries.push({ place: entry.seq, leaf, sd: entry.sd, sealed: true, known: true });
  }
  const openings = readOpenings(disclosures, (seq) => entries[seq - first] ?? null, schemas, chainsShown, report);
  if (report.found.length > 0 || report.skipped.size > 0) throw new Irregular();
  return { leaves, prev, openings };
}

function readOpenings(bytes, find, schemas, chainsShown, report) {
  const at = lineOffsets(bytes), openings = [];
  let last = -1;
  for (let i = 0; i + 1 < at.length; ++i) {
    const { seq, hasDecoys, opening } = readLine(bytes.subarray(at[i], at[i + 1] - 1), last, find, report);
    if (!opening.entry) throw new Irregular();
    last = seq;
    checkOpening(opening, schemas, chainsShown, report);
    openings.push({ place: last, slots: opening.slots, decoys: opening.decoys, hasDecoys,
      members: [...opening.members], core: [...opening.core.keys()] });
  }
  return openings;
}
