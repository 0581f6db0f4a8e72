// Lines as the ledger itself writes them, read from their bytes in one go: what nearly every line is, and most of the work.
//
// Nothing is refused here. A line that departs in anything from what is written below – an escape, another order, a digest
// that stands nowhere – gives undefined, and is read again by entries.js or disclosures.js, which say what is wrong with it, if anything.
import { decodeBase64urlInto, utf8Bytes, utf8Text } from './encoding.js';
import { CORE, FIRST_FREE_SLOT, MAX_DISCLOSURE, MAX_VALUE_DEPTH, NAME, SLOTS, isTopName, slotOf } from './event.js';
import { Opening } from './opening.js';
import { sha256Into } from './sha256.js';

const QUOTE = 0x22, COMMA = 0x2c, COLON = 0x3a, OPEN = 0x5b, CLOSE = 0x5d;
const DIGEST_CHARS = 43, DECOY_CHARS = 35, SALT_CHARS = 22;
const SALT = /^[A-Za-z0-9_-]{21}[AQgw]$/;  // 16 bytes in base64url

// Whether the text stands in the bytes at `at`.
function standsAt(bytes, at, text) {
  for (let i = 0; i < text.length; ++i) if (bytes[at + i] !== text[i]) return false;
  return true;
}

// The number that ends before `end` and begins behind a colon, or -1.
function numberBefore(bytes, end) {
  let from = end;
  while (from > 0 && bytes[from - 1] >= 0x30 && bytes[from - 1] <= 0x39) --from;
  const digits = end - from;
  if (digits === 0 || digits > 15 || bytes[from - 1] !== COLON) return -1;
  let number = 0;
  for (; from < end; ++from) number = number * 10 + bytes[from] - 0x30;
  return number;
}

// How long a number is that is written as it should be.
function lengthOf(number) { return String(number).length; }

const BEFORE_SD = utf8Bytes('{"_sd":["');
const BEFORE_PREV = utf8Bytes('"],"_sd_alg":"sha-256","prev":"');
const BEFORE_SEQ = utf8Bytes('","seq":');
const BEFORE_END = utf8Bytes(',"v":1}');
const SD_LENGTH = SLOTS * (DIGEST_CHARS + 3) - 3;
const PREV_AT = BEFORE_SD.length + SD_LENGTH + BEFORE_PREV.length;
const SEQ_AT = PREV_AT + 64 + BEFORE_SEQ.length;

/** `{seq, v, prev, sd, isCanonical}` as parseEntry has it, or undefined. */
export function plainEntry(line) {
  const end = line.length - BEFORE_END.length;
  const seq = numberBefore(line, end);
  if (seq < 0 || SEQ_AT + lengthOf(seq) !== end || !standsAt(line, 0, BEFORE_SD) || !standsAt(line, PREV_AT - BEFORE_PREV.length, BEFORE_PREV) ||
    !standsAt(line, SEQ_AT - BEFORE_SEQ.length, BEFORE_SEQ) || !standsAt(line, end, BEFORE_END)) return undefined;
  const prev = plainHex(line, PREV_AT), sd = plainDigests(line, BEFORE_SD.length);
  return prev && sd && { seq, v: 1, prev, sd, isCanonical: true };
}

const NIBBLES = new Int8Array(256).fill(-1);
for (const [i, code] of utf8Bytes('0123456789abcdef').entries()) NIBBLES[code] = i;

function plainHex(bytes, from) {
  const out = new Uint8Array(32);
  let bad = 0;
  for (let i = 0; i < 32; ++i, from += 2) {
    const byte = (NIBBLES[bytes[from]] << 4) | NIBBLES[bytes[from + 1]];
    bad |= byte;
    out[i] = byte;
  }
  return bad < 0 ? undefined : out;
}

const firsts = new Int32Array(SLOTS);

function plainDigests(line, from) {
  const sd = new Uint8Array(32 * SLOTS);
  for (let slot = 0, at = 0; slot < SLOTS; ++slot, from += DIGEST_CHARS + 3, at += 32) {
    if (decodeBase64urlInto(line, from, from + DIGEST_CHARS, sd, at) < 0) return undefined;
    if (slot + 1 < SLOTS && (line[from + 43] !== QUOTE || line[from + 44] !== COMMA || line[from + 45] !== QUOTE)) return undefined;
    // Where the first four bytes differ, so do the digests; where they do not, another way is taken.
    const first = (sd[at] << 24) | (sd[at + 1] << 16) | (sd[at + 2] << 8) | sd[at + 3];
    for (let i = 0; i < slot; ++i) if (firsts[i] === first) return undefined;
    firsts[slot] = first;
  }
  return sd;
}

const BEFORE_DECOYS = utf8Bytes('{"decoys":["');
const FIRST_BEFORE_DISCLOSURES = utf8Bytes('{"disclosures":["');
const THEN_BEFORE_DISCLOSURES = utf8Bytes(',"disclosures":["');
const BEFORE_OPENED_SEQ = utf8Bytes(',"seq":');

/** `{seq, hasDecoys, opening}` as readLine has it, or undefined. */
export function plainOpening(line, last, find) {
  const seq = numberBefore(line, line.length - 1);
  const entry = seq > last && line.at(-1) === 0x7d ? find(seq) : null;
  if (!entry?.sealed || line.length > text.length) return undefined;
  const opening = new Opening(seq, entry);
  const hasDecoys = standsAt(line, 0, BEFORE_DECOYS);
  const at = hasDecoys ? findDecoys(line, BEFORE_DECOYS.length, opening) : 0;
  const begin = hasDecoys ? THEN_BEFORE_DISCLOSURES : FIRST_BEFORE_DISCLOSURES;
  if (at < 0 || !standsAt(line, at, begin)) return undefined;
  const found = findDisclosures(line, at + begin.length, opening.decoys);
  if (!found || !standsAt(line, found.end, BEFORE_OPENED_SEQ) || found.end + BEFORE_OPENED_SEQ.length + lengthOf(seq) + 1 !== line.length) return undefined;
  if (!claim(line, opening, 0, opening.decoys, FIRST_FREE_SLOT) || !claim(line, opening, opening.decoys, found.count, 0)) return undefined;
  return openMembers(found.text, found.count - opening.decoys, opening) ? { seq, hasDecoys, opening } : undefined;
}

// Of each string of the line, decoys first: where it begins and ends, and its slot. Slots are distinct, so there are no more of them.
const spans = new Int32Array(2 * SLOTS), slots = new Int32Array(SLOTS);
const digest = new Uint8Array(32);

// Whether the digest of each string from number `i` on stands at a slot, the first at `slot` or behind it, each other behind the one before,
// and nothing else opened one.
function claim(line, opening, i, end, slot) {
  for (; i < end; ++i, ++slot) {
    sha256Into(digest, 0, line, spans[2 * i], spans[2 * i + 1]);
    slot = slotOf(opening.entry.sd, digest, slot);
    if (slot < 0 || opening.opens(slot)) return false;
    opening.slots |= 1 << slot;
    slots[i] = slot;
  }
  return true;
}

// Behind a string that ends at `end`: where the next begins, or the array's end, negative; 0 where neither is there.
function behind(line, end) {
  if (line[end] !== QUOTE) return 0;
  return line[end + 1] === CLOSE ? -(end + 2) : line[end + 1] === COMMA && line[end + 2] === QUOTE ? end + 3 : 0;
}

const decoy = new Uint8Array(26), salt = new Uint8Array(16);

// Notes the strings of an array of decoys, the first of which begins at `at`; where the array ends, or -1.
function findDecoys(line, at, opening) {
  for (; at > 0; at = behind(line, at + DECOY_CHARS)) {
    if (opening.decoys === SLOTS || decodeBase64urlInto(line, at, at + DECOY_CHARS, decoy, 0) < 0 || decoy[0] !== OPEN || decoy[1] !== QUOTE ||
      decodeBase64urlInto(decoy, 2, 2 + SALT_CHARS, salt, 0) < 0 || decoy[24] !== QUOTE || decoy[25] !== CLOSE) return -1;
    spans[2 * opening.decoys] = at;
    spans[2 * opening.decoys++ + 1] = at + DECOY_CHARS;
  }
  return at < 0 ? -at : -1;
}

const text = new Uint8Array(1 << 18);

// Notes the strings of an array of disclosures, the first of which begins at `at`, behind `count` others: `{end, count, text}`, what they
// stand for with ",\n" between; undefined where they are of another form.
function findDisclosures(line, at, count) {
  let size = 0;
  while (at > 0) {
    const end = line.indexOf(QUOTE, at);
    if (end < 0 || end - at > MAX_DISCLOSURE || count === SLOTS) return undefined;
    spans[2 * count] = at;
    spans[2 * count++ + 1] = end;
    size = decodeBase64urlInto(line, at, end, text, size);
    if (size < 0) return undefined;
    at = behind(line, end);
    if (at > 0) {
      text[size++] = COMMA;
      text[size++] = 0x0a;
    }
  }
  return at < 0 ? { end: -at, count, text: utf8OrEmpty(text.subarray(0, size)) } : undefined;
}

function utf8OrEmpty(bytes) {
  try {
    return utf8Text(bytes);
  } catch {
    return '';
  }
}

// Whether the text is that of `count` members in RFC 8785 form with ",\n" between, which then are the opening's. That form has no LF in
// it: where the text is that of as many members as there are disclosures, each disclosure is that of one.
function openMembers(joined, count, opening) {
  if (/[\\\x7f-\x9f]/.test(joined)) return false;
  let found;
  try {
    found = JSON.parse(`[${joined}]`);
  } catch {
    return false;
  }
  if (found.length !== count || found.map((member) => JSON.stringify(member)).join(',\n') !== joined) return false;
  for (let i = 0; i < found.length; ++i) {
    if (!isMember(found[i])) return false;
    const [, name, value] = found[i], slot = slots[opening.decoys + i];
    if (opening.members.has(name)) return false;
    opening.arrays[0].push({ slot, name, value });
    opening.members.set(name, value);
    if (CORE[slot] === name) opening.core.set(name, value);
  }
  return true;
}

function isMember(parts) {
  return Array.isArray(parts) && parts.length === 3 && typeof parts[0] === 'string' && SALT.test(parts[0]) &&
    isTopName(parts[1]) && depthOf(parts[2]) <= MAX_VALUE_DEPTH;
}

// The depth of a value of section 2 with its members in order, infinite for any other; what JSON.stringify writes otherwise than
// RFC 8785 is left out already.
function depthOf(value) {
  if (typeof value === 'string' || typeof value === 'boolean') return 0;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? 0 : Infinity;
  if (value === null) return Infinity;
  let inner = 0;
  if (Array.isArray(value)) {
    for (const element of value) inner = Math.max(inner, depthOf(element));
    return inner + 1;
  }
  let last = '';
  for (const name of Object.keys(value)) {
    if (name <= last || !NAME.test(name)) return Infinity;
    inner = Math.max(inner, depthOf(value[name]));
    last = name;
  }
  return inner + 1;
}
