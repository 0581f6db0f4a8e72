// The checkpoint, older ones, the key that signs them, and receipts. Source: docs/formats.md section 8.3.
import { Malformed, hexOf, parseCanonical, utf8Bytes, utf8Text } from './encoding.js';
import { hasExactly } from './event.js';
import { extendsTree, includes, leafHash, parseCheckpoint, parseHashes, parseKey, parseReceipt, rootOf, sameBytes } from './tlog.js';

// What `read` returns, or null where it finds something malformed, which is then a finding.
function orFinding(read, report, code, seq, expected) {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    report.add(code, seq, expected, error.message);
    return null;
  }
}

export function readCheckpoint(bundle, report) {
  return orFinding(() => parseCheckpoint(bundle.content('data/checkpoint')), report, 'checkpoint.malformed', null, 'a signed checkpoint');
}

/** The key that the bundle itself names: for use only where none is pinned. */
export function readBundleKey(bundle, report) {
  return orFinding(() => {
    const text = utf8Text(bundle.content('data/keys/ledger.vkey'));
    if (!text.endsWith('\n')) throw new Malformed('no LF');
    return parseKey(text.slice(0, -1));
  }, report, 'checkpoint.signature', null, 'a vkey in the bundle');
}

export async function checkCheckpoint(checkpoint, entries, complete, lineage, report) {
  if (!checkpoint) return;
  if (complete) {
    if (entries.length !== checkpoint.size) {
      report.add('checkpoint.root', null, `${checkpoint.size} entries`, entries.length);
    } else {
      const root = rootOf(entries.map((entry) => entry.leaf));
      if (!sameBytes(root, checkpoint.root)) report.add('checkpoint.root', null, hexOf(checkpoint.root), hexOf(root));
    }
  }
  await lineage.check(checkpoint, 'checkpoint.signature', null);
  await lineage.saw(checkpoint);
}

/** Judges checkpoints.jsonl; returns the roots that it proves, by size. */
export async function checkOlder(bundle, checkpoint, lineage, report) {
  const proven = new Map();
  const { lines, ended } = bundle.lines('data/checkpoints.jsonl');
  let last = -1;
  for (const line of lines) {
    const read = orFinding(() => parseOlder(line, checkpoint, last), report, 'checkpoint.malformed', null, 'an older checkpoint and its proof');
    if (!read) continue;
    const { older, proof } = read;
    last = older.size;
    await lineage.check(older, 'checkpoint.signature', null);
    if (!checkpoint) continue;
    if (extendsTree(older.size, older.root, checkpoint.size, checkpoint.root, proof)) {
      proven.set(older.size, older.root);
      await lineage.saw(older);
    } else {
      report.add('checkpoint.inconsistent', null, checkpoint.size, older.size);
    }
  }
  if (!ended) report.add('checkpoint.malformed', null, 'LF at the end of checkpoints.jsonl', 'none');
  return proven;
}

function parseOlder(line, checkpoint, last) {
  const value = parseCanonical(utf8Text(line));
  if (!hasExactly(value, ['checkpoint', 'consistency'])) throw new Malformed('other members');
  if (typeof value.checkpoint !== 'string' || !Array.isArray(value.consistency)) throw new Malformed('a value has another form');
  const older = parseCheckpoint(utf8Bytes(value.checkpoint));
  const proof = parseHashes(value.consistency);
  const isBelow = !checkpoint || (older.size < checkpoint.size && older.origin === checkpoint.origin);
  if (older.size <= last || !isBelow) throw new Malformed('of another origin, not ascending or not below');
  return { older, proof };
}

/** A checkpoint that somebody kept and gives to the verifier by hand. */
export async function checkGivenCheckpoint(bytes, checkpoint, entries, complete, lineage, proven, report) {
  const code = 'checkpoint.inconsistent';
  const older = orFinding(() => parseCheckpoint(bytes), report, code, null, 'a checkpoint');
  if (!older) return;
  if (checkpoint && older.size > checkpoint.size) return report.add(code, null, `at most ${checkpoint.size}`, older.size);
  await lineage.check(older, code, null);
  let known;
  if (complete) {
    known = older.size <= entries.length ? rootOf(entries.map((entry) => entry.leaf), older.size) : null;
  } else if (checkpoint && older.size === checkpoint.size) {
    known = checkpoint.root;
  } else if (proven.has(older.size)) {
    known = proven.get(older.size);
  } else {
    return report.skip(code, 'not_in_export');
  }
  if (!known || !sameBytes(known, older.root)) report.add(code, null, known ? hexOf(known) : 'fewer entries', hexOf(older.root));
}

export async function checkReceipt(bytes, entries, complete, find, lineage, report) {
  const code = 'receipt.not_contained';
  const receipt = orFinding(() => parseReceipt(bytes), report, code, null, 'a receipt');
  if (!receipt) return;
  const { checkpoint, index } = receipt;
  const leaf = leafHash(receipt.entry);
  if (!includes(leaf, index, checkpoint.size, checkpoint.root, receipt.proof)) report.add(code, index, 'a proof that holds', 'another');
  await lineage.check(checkpoint, code, index);
  const held = complete ? entries[index] : find(index);
  if (!held) report.skip(code, 'not_in_export');
  else if (!sameBytes(held.leaf, leaf)) report.add(code, index, hexOf(leaf), hexOf(held.leaf));
}
