// Values of core members, and disclosures. Source: docs/formats.md sections 2 and 3.
import { Malformed, canonical, decodeBase64url, encodeBase64url, isHex64, isInteger, parseCanonical, utf8Bytes, utf8Text } from './encoding.js';
import { sha256 } from './sha256.js';

export const CORE = ['type', 'schema', 'matter', 'matter_seq', 'matter_prev', 'occurred_at', 'recorded_at', 'recorded_by'];
export const FIRST_FREE_SLOT = 8;
export const FIRST_RESERVED_SLOT = 30;
export const SLOTS = 32;
export const MAX_DISCLOSURE = 96 * 1024;
export const MAX_VALUE_DEPTH = 5;
export const ZEROS = '0'.repeat(64);

export const NAME = /^[a-z][a-z0-9_]{0,63}$/;
const TYPE = /^[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+$/;
const MATTER = /^[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}$/;
const RECORDED_BY = /^(?:daemon|uid:(?<uid>0|[1-9][0-9]{0,9})|cert:[!-~]{1,255})$/;
// Groups: year, month, day, hour, minute, and of instants second, then hour and minute of the offset.
const DATE = '([0-9]{4})-([0-9]{2})-([0-9]{2})';
const TIME = '([0-9]{2}):([0-9]{2})';
const OFFSET = '[+-]([0-9]{2}):([0-9]{2})';
const day = new RegExp(`^${DATE}$`);
const PRECISIONS = new Map([
  ['instant', new RegExp(`^${DATE}T${TIME}:([0-9]{2})(?:\\.[0-9]{1,6})?(?:Z|${OFFSET})$`)],
  ['minute', new RegExp(`^${DATE}T${TIME}()${OFFSET}$`)],
  ['day', day],
  ['on_or_before', day],
  ['on_or_after', day],
  ['month', /^([0-9]{4})-([0-9]{2})$/],
  ['year', /^([0-9]{4})$/],
]);
const RECORDED_AT = new RegExp(`^${DATE}T${TIME}:([0-9]{2})\\.[0-9]{6}Z$`);
const HIGHEST = [0, 9999, 12, 31, 23, 59, 59, 23, 59];  // of each group

function daysIn(year, month) {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function isTime(pattern, text) {
  const match = typeof text === 'string' ? pattern.exec(text) : null;
  if (!match) return false;
  for (let i = 4; i < match.length; ++i) if (Number(match[i] ?? 0) > HIGHEST[i]) return false;
  const month = Number(match[2] ?? 1), dayOfMonth = Number(match[3] ?? 1);
  return month >= 1 && month <= 12 && dayOfMonth >= 1 && dayOfMonth <= daysIn(Number(match[1]), month);
}

export function isObject(value) { return typeof value === 'object' && value !== null && !Array.isArray(value); }

/** Whether an object has exactly these names. */
export function hasExactly(value, names) {
  return isObject(value) && Object.keys(value).length === names.length && names.every((name) => Object.hasOwn(value, name));
}

export function isType(value) { return typeof value === 'string' && value.length <= 64 && TYPE.test(value); }
export function isMatter(value) { return typeof value === 'string' && MATTER.test(value); }
export function isRecordedAt(value) { return isTime(RECORDED_AT, value); }

function isOccurredAt(value) {
  if (!isObject(value)) return false;
  if (value.precision === 'unknown') return hasExactly(value, ['precision']);
  const pattern = PRECISIONS.get(value.precision);
  return pattern !== undefined && hasExactly(value, ['precision', 'value']) && isTime(pattern, value.value);
}

function isRecordedBy(value) {
  const match = typeof value === 'string' ? RECORDED_BY.exec(value) : null;
  return match !== null && Number(match.groups.uid ?? 0) <= 4294967295;
}

function isSchemaReference(value) {
  return hasExactly(value, ['sha256', 'type', 'version']) && isHex64(value.sha256) && isType(value.type) && isInteger(value.version, 1);
}

const FORMS = new Map([
  ['type', isType],
  ['schema', isSchemaReference],
  ['matter', isMatter],
  ['matter_seq', (value) => isInteger(value, 1)],
  ['matter_prev', isHex64],
  ['occurred_at', isOccurredAt],
  ['recorded_at', isRecordedAt],
  ['recorded_by', isRecordedBy],
]);

/** Whether the value of a core member has that member's form. */
export function hasForm(name, value) { return FORMS.get(name)(value); }

function depthOf(value) {
  if (typeof value !== 'object') return 0;
  let inner = 0;
  for (const element of Array.isArray(value) ? value : Object.values(value)) inner = Math.max(inner, depthOf(element));
  return 1 + inner;
}

function namesAreGood(value) {
  if (Array.isArray(value)) return value.every(namesAreGood);
  if (typeof value !== 'object') return true;
  return Object.keys(value).every((name) => NAME.test(name)) && Object.values(value).every(namesAreGood);
}

export function isTopName(name) { return typeof name === 'string' && NAME.test(name) && !['prev', 'seq', 'v'].includes(name); }

/** The slot, from `first` on, at which a digest stands among the 32 bytes each of `sd`, or -1. */
export function slotOf(sd, digest, first) {
  for (let slot = first, at = 32 * first; at < sd.length; ++slot, at += 32) {
    let i = 0;
    while (i < 32 && sd[at + i] === digest[i]) ++i;
    if (i === 32) return slot;
  }
  return -1;
}

/** A well-formed disclosure; a decoy has the name null. `slot` is where its digest stands, or -1. */
class Disclosure {
  constructor(hash, name, value) {
    this.hash = hash;
    this.name = name;
    this.value = value;
    this.slot = -1;
  }

  get digest() { return encodeBase64url(this.hash); }
}

/**
 * The Disclosure that a text is; Malformed where it is none.
 * @param {string} text base64url, as it stands in disclosures.jsonl
 */
export function parseDisclosure(text, isDecoy) {
  if (text.length > MAX_DISCLOSURE) throw new Malformed('disclosure too long');
  const parts = parseCanonical(utf8Text(decodeBase64url(text)));
  if (!Array.isArray(parts) || parts.length !== (isDecoy ? 1 : 3)) throw new Malformed('not a disclosure');
  if (typeof parts[0] !== 'string' || decodeBase64url(parts[0]).length !== 16) throw new Malformed('not a salt');
  const hash = sha256(utf8Bytes(text));
  if (isDecoy) return new Disclosure(hash, null, null);
  const [, name, value] = parts;
  if (!isTopName(name) || !namesAreGood(value) || depthOf(value) > MAX_VALUE_DEPTH) throw new Malformed('not a member');
  return new Disclosure(hash, name, value);
}

/** Equality of values of JSON. */
export function isSame(left, right) { return canonical(left) === canonical(right); }
