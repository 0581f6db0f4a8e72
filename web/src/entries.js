// Entry lines, their chain, and the proofs of a partial bundle. Source: docs/formats.md sections 4 and 8.2.
import { Malformed, bytesOfHex, decodeBase64url, hexOf, isHex64, isInteger, parseCanonical, parseJson, utf8Bytes, utf8Text } from './encoding.js';
import { SLOTS, hasExactly } from './event.js';
import { plainEntry } from './plain.js';
import { includes, leafHash, parseHashes, sameBytes } from './tlog.js';
import { sha256 } from './sha256.js';

const MAX_ENTRY = 4096;
const NO_DIGESTS = new Uint8Array(0);
const DIGEST = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;  // 32 bytes in base64url, the last bits zero

/** `{seq, v, prev, sd, isCanonical}` of a line, `prev` and `sd` as bytes, if v is 1; Malformed where it is no entry. */
export function parseEntry(line) {
  if (line.length > MAX_ENTRY) throw new Malformed('entry too long');
  return plainEntry(line) ?? parseAnyEntry(utf8Text(line));
}

/** The same, however the line is written. */
export function parseAnyEntry(text) {
  let value, isCanonical = true;
  try {
    value = parseCanonical(text);
  } catch {
    value = parseJson(text);
    isCanonical = false;
  }
  if (!hasExactly(value, ['_sd', '_sd_alg', 'prev', 'seq', 'v'])) throw new Malformed('other members');
  const { _sd: digests, _sd_alg: algorithm, prev, seq, v } = value;
  if (!isInteger(seq) || !isInteger(v, Number.MIN_SAFE_INTEGER)) throw new Malformed('seq or v has another form');
  if (v !== 1) return { seq, v, isCanonical };
  const isKnownForm = Array.isArray(digests) && digests.length === SLOTS && digests.every((digest) => typeof digest === 'string' && DIGEST.test(digest)) &&
    new Set(digests).size === SLOTS && algorithm === 'sha-256' && isHex64(prev);
  if (!isKnownForm) throw new Malformed('a value has another form');
  return { seq, v, prev: bytesOfHex(prev), sd: Uint8Array.from(digests.flatMap((digest) => [...decodeBase64url(digest)])), isCanonical };
}

/**
 * All lines in their order, as `{place, line, leaf, parses, known, seq, prev, sd, sealed}`, with the findings that each
 * has by itself. `prev` and `sd` are bytes; `sd` is empty, and `sealed` false, if a line does not parse or is of an unknown version; `place` null where nobody can say.
 */
export function readEntries(bundle, complete, report) {
  const { lines, ended } = bundle.lines('data/entries.jsonl');
  const entries = lines.map((line, i) => readEntry(line, complete ? i : null, complete, report));
  if (!ended) report.add('entry.malformed', entries.at(-1).place, 'LF at the end of the file', 'none');
  return entries;
}

function readEntry(line, place, complete, report) {
  const entry = { place, line, leaf: leafHash(line), parses: false, known: true, seq: null, prev: null, sd: NO_DIGESTS, sealed: false };
  let parsed;
  try {
    parsed = parseEntry(line);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    report.add('entry.malformed', place, 'an entry', error.message);
    if (line.length > MAX_ENTRY) report.add('limit.exceeded', place, MAX_ENTRY, line.length);
    return entry;
  }
  entry.parses = true;
  if (!complete) entry.place = parsed.seq;
  if (parsed.v !== 1) {
    entry.known = false;
    entry.seq = entry.place;
    report.skip('entry.malformed', 'unknown_version');
    return entry;
  }
  entry.seq = parsed.seq;
  entry.prev = parsed.prev;
  entry.sd = parsed.sd;
  entry.sealed = true;
  if (!parsed.isCanonical) report.add('entry.not_canonical', entry.place, 'RFC 8785 form', 'another');
  return entry;
}

/** An entry of a complete bundle as another thread read it and found nothing; its `sd` stayed there. */
export function entryFrom(seq, line, leaf) {
  return { place: seq, line, leaf, parses: true, known: true, seq, prev: null, sd: NO_DIGESTS, sealed: true };
}

/** What the first entry's `prev` must be. */
export function genesisPrev(origin) { return sha256(utf8Bytes(origin), 0); }

export function checkChain(entries, complete, checkpoint, report) {
  let last = -1;
  entries.forEach((entry, i) => {
    if (!entry.parses) return;
    if (entry.known) {
      if (complete ? entry.seq !== i : entry.seq <= last) report.add('entry.seq', entry.place, complete ? i : `above ${last}`, entry.seq);
      const expected = expectedPrev(entries, i, complete, checkpoint);
      if (expected !== null && !sameBytes(entry.prev, expected)) report.add('entry.prev', entry.place, hexOf(expected), hexOf(entry.prev));
    }
    last = entry.seq;
  });
}

// What `prev` of line i must be, or null where that cannot be known.
function expectedPrev(entries, i, complete, checkpoint) {
  if (complete ? i === 0 : entries[i].seq === 0) {
    return checkpoint ? genesisPrev(checkpoint.origin) : null;
  }
  if (i === 0) return null;
  const before = entries[i - 1];
  return complete || (before.parses && before.seq === entries[i].seq - 1) ? before.leaf : null;
}

/** Finds the entry line of a number, among those that parse; the first of several. */
export function entryFinder(entries, complete) {
  if (complete) return (seq) => (seq < entries.length && entries[seq].parses ? entries[seq] : null);
  const bySeq = new Map();
  for (const entry of entries) if (entry.parses && !bySeq.has(entry.seq)) bySeq.set(entry.seq, entry);
  return (seq) => bySeq.get(seq) ?? null;
}

export function checkGenesis(find, openings, checkpoint, report) {
  const entry = find(0);
  if (!entry) return report.add('genesis.missing', 0, 'a first entry', 'none');
  if (!entry.known) return undefined;
  const opening = openings.get(0);
  const type = opening?.core.get('type');
  if (type !== 'ledger.genesis') {
    report.add('genesis.missing', 0, 'ledger.genesis', type);
  } else if (checkpoint && opening.members.get('origin') !== checkpoint.origin) {
    report.add('genesis.missing', 0, checkpoint.origin, opening.members.get('origin'));
  }
  return undefined;
}

/** Partial bundles only. Returns the proofs, by seq. */
export function checkProofs(bundle, entries, find, checkpoint, report) {
  const proofs = readProofs(bundle, report);
  for (const seq of proofs.keys()) if (!find(seq)) report.add('proof.invalid', seq, 'an entry', 'only a proof');
  for (const entry of entries) {
    if (!entry.parses || !entry.known) continue;
    const proof = proofs.get(entry.seq);
    if (!proof) {
      report.add('proof.invalid', entry.seq, 'a proof', 'none');
    } else if (checkpoint && !includes(entry.leaf, entry.seq, checkpoint.size, checkpoint.root, proof)) {
      report.add('proof.invalid', entry.seq, hexOf(checkpoint.root), 'a proof of something else');
    }
  }
  return proofs;
}

function readProofs(bundle, report) {
  const proofs = new Map();
  const { lines, ended } = bundle.lines('data/proofs.jsonl');
  let last = -1;
  for (const line of lines) {
    try {
      const value = parseCanonical(utf8Text(line));
      if (!hasExactly(value, ['proof', 'seq']) || !Array.isArray(value.proof)) throw new Malformed('not a proof line');
      if (!isInteger(value.seq, last + 1)) throw new Malformed('not ascending');
      proofs.set(value.seq, parseHashes(value.proof));
      last = value.seq;
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      report.add('proof.invalid', null, 'a proof line', error.message);
    }
  }
  if (!ended) report.add('proof.invalid', null, 'LF at the end of the file', 'none');
  return proofs;
}
