// The tree, notes, checkpoints, vkeys and receipts.
// Source: docs/formats.md section 5; RFC 6962 section 2.1; C2SP signed-note, tlog-checkpoint, tlog-proof.
import { MAX_INTEGER, Malformed, decodeBase64, hexOf, parseJson, utf8Bytes, utf8Text } from './encoding.js';
import { hasExactly } from './event.js';
import { sha256 } from './sha256.js';

export const MAX_NOTE = 64 * 1024;
const MAX_SIGNATURES = 100;
const ED25519 = 1;
const DECIMAL = /^(?:0|[1-9][0-9]{0,15})$/;
const LEAF = 0;
const NODE = 1;

export function sameBytes(left, right) {
  if (left.length !== right.length) return false;
  for (let i = 0; i < left.length; ++i) if (left[i] !== right[i]) return false;
  return true;
}

export function leafHash(line) { return sha256(line, LEAF); }

const pair = new Uint8Array(64);
function nodeHash(left, right) {
  pair.set(left);
  pair.set(right, 32);
  return sha256(pair, NODE);
}

// The largest power of two below `size`. Sizes go up to 2^53, beyond what shifts can do.
function split(size) {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

/** The root of the first `size` of the leaf hashes. */
export function rootOf(leaves, size = leaves.length) {
  if (size === 0) return sha256(new Uint8Array(0));
  let row = leaves.slice(0, size);
  while (row.length > 1) {
    const above = [];
    for (let i = 0; i + 1 < row.length; i += 2) above.push(nodeHash(row[i], row[i + 1]));
    if (row.length % 2 === 1) above.push(row.at(-1));
    row = above;
  }
  return row[0];
}

function climb(leaf, index, size, proof) {
  if (size === 1) {
    if (proof.length > 0) throw new Malformed('proof too long');
    return leaf;
  }
  if (proof.length === 0) throw new Malformed('proof too short');
  const sibling = proof.pop();
  const k = split(size);
  return index < k ? nodeHash(climb(leaf, index, k, proof), sibling) : nodeHash(sibling, climb(leaf, index - k, size - k, proof));
}

/** Whether the proof, lowest sibling first, leads from the leaf to the root. */
export function includes(leaf, index, size, root, proof) {
  if (index >= size) return false;
  try {
    return sameBytes(climb(leaf, index, size, [...proof]), root);
  } catch (error) {
    if (error instanceof Malformed) return false;
    throw error;
  }
}

// Old and new root of a subtree, by RFC 6962 section 2.1.2 read backwards from the end of the proof.
function replay(oldSize, size, proof, whole, oldRoot) {
  if (oldSize === size && whole) return [oldRoot, oldRoot];
  if (proof.length === 0) throw new Malformed('proof too short');
  const last = proof.pop();
  if (oldSize === size) return [last, last];
  const k = split(size);
  if (oldSize <= k) {
    const [before, after] = replay(oldSize, k, proof, whole, oldRoot);
    return [before, nodeHash(after, last)];
  }
  const [before, after] = replay(oldSize - k, size - k, proof, false, oldRoot);
  return [nodeHash(last, before), nodeHash(last, after)];
}

/** Whether the proof shows that the tree of `size` extends that of `oldSize`. */
export function extendsTree(oldSize, oldRoot, size, root, proof) {
  if (oldSize > size) return false;
  if (oldSize === size) return proof.length === 0 && sameBytes(oldRoot, root);
  if (oldSize === 0) return proof.length === 0 && sameBytes(oldRoot, sha256(new Uint8Array(0)));
  try {
    const rest = [...proof];
    const [before, after] = replay(oldSize, size, rest, true, oldRoot);
    return rest.length === 0 && sameBytes(before, oldRoot) && sameBytes(after, root);
  } catch (error) {
    if (error instanceof Malformed) return false;
    throw error;
  }
}

// The white space of Unicode, which is not quite that of the language.
const SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;
export function isName(text) { return text !== '' && !text.includes('+') && !SPACE.test(text); }

/** A vkey: `{vkey, name, id (8 hex digits), publicKey (32 bytes)}`. */
export function parseKey(vkey) {
  // Base64 may hold a plus sign itself, so only the first two part the fields.
  const match = /^([^+]*)\+([0-9a-f]{8})\+([^]*)$/.exec(vkey);
  if (!match || !isName(match[1])) throw new Malformed('not a vkey');
  const raw = decodeBase64(match[3]);
  if (raw.length !== 33 || raw[0] !== ED25519) throw new Malformed('not an Ed25519 vkey');
  const id = hexOf(sha256(joined(utf8Bytes(match[1] + '\n'), raw)).subarray(0, 4));
  if (id !== match[2]) throw new Malformed('a vkey with another key id');
  return { vkey, name: match[1], id, publicKey: raw.subarray(1) };
}

function joined(left, right) {
  const bytes = new Uint8Array(left.length + right.length);
  bytes.set(left);
  bytes.set(right, left.length);
  return bytes;
}

/** The fingerprint by which people compare keys: SHA-256 of the vkey, in hex. */
export function fingerprintOf(vkey) { return hexOf(sha256(utf8Bytes(vkey))); }

/** A checkpoint: `{origin, size, root, text, signatures}`, signatures not yet checked. `note` is bytes. */
export function parseCheckpoint(note) {
  const { text, signatures } = parseNote(note);
  const lines = text.split('\n');
  if (lines.length !== 4 || lines[3] !== '' || !isName(lines[0]) || !DECIMAL.test(lines[1])) throw new Malformed('not a checkpoint');
  const root = decodeBase64(lines[2]);
  const size = Number(lines[1]);
  if (size > MAX_INTEGER || root.length !== 32) throw new Malformed('not a checkpoint');
  if (size === 0 && !sameBytes(root, sha256(new Uint8Array(0)))) throw new Malformed('an empty tree of another root');
  return { origin: lines[0], size, root, text, signatures };
}

function parseNote(note) {
  const whole = utf8Text(note);
  if (note.length > MAX_NOTE || note.some((byte) => byte < 0x20 && byte !== 0x0a)) throw new Malformed('note too long or with a control character');
  const blank = whole.lastIndexOf('\n\n');
  if (blank < 0 || !whole.endsWith('\n')) throw new Malformed('note without blank line or last newline');
  // A note that ends with its blank line has one empty signature line, which is none.
  const lines = whole.slice(blank + 2, -1).split('\n');
  if (lines.length > MAX_SIGNATURES) throw new Malformed('too many signature lines');
  return { text: whole.slice(0, blank + 1), signatures: lines.map(parseSignature) };
}

function parseSignature(line) {
  const fields = line.split(' ');
  if (fields.length !== 3 || fields[0] !== '\u2014' || !isName(fields[1])) throw new Malformed('not a signature line');
  const raw = decodeBase64(fields[2]);
  if (raw.length < 5) throw new Malformed('signature line without a signature');
  return { name: fields[1], id: hexOf(raw.subarray(0, 4)), signature: raw.subarray(4) };
}

/** Signed by a key of its own origin; of several lines of that key the first counts. */
export async function isSignedBy(checkpoint, key) {
  if (key.name !== checkpoint.origin) return false;
  const line = checkpoint.signatures.find(({ name, id }) => name === key.name && id === key.id);
  if (!line) return false;
  try {
    const imported = await crypto.subtle.importKey('raw', key.publicKey, 'Ed25519', false, ['verify']);
    return await crypto.subtle.verify('Ed25519', imported, line.signature, utf8Bytes(checkpoint.text));
  } catch (error) {
    if (error.name === 'NotSupportedError') throw new NoEd25519();
    return false;
  }
}

/** The browser cannot check signatures of this kind. */
export class NoEd25519 extends Error {}

/** A receipt: `{entry (bytes), index, proof, checkpoint}`. */
export function parseReceipt(bytes) {
  const value = parseJson(utf8Text(bytes));
  if (!hasExactly(value, ['entry', 'proof']) || typeof value.entry !== 'string' || typeof value.proof !== 'string') throw new Malformed('not a receipt');
  const blank = value.proof.indexOf('\n\n');
  const lines = value.proof.slice(0, Math.max(blank, 0)).split('\n');
  const index = /^index (0|[1-9][0-9]{0,15})$/.exec(lines[1] ?? '');
  if (blank < 0 || lines[0] !== 'c2sp.org/tlog-proof@v1' || !index) throw new Malformed('not a tlog-proof');
  const checkpoint = parseCheckpoint(utf8Bytes(value.proof.slice(blank + 2)));
  return { entry: utf8Bytes(value.entry), index: Number(index[1]), proof: parseHashes(lines.slice(2)), checkpoint };
}

/** Hashes from an array of base64 strings of 32 bytes each. */
export function parseHashes(texts) {
  return texts.map((text) => {
    const hash = typeof text === 'string' ? decodeBase64(text) : [];
    if (hash.length !== 32) throw new Malformed('not a hash');
    return hash;
  });
}
