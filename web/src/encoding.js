// Strict text forms: base64, hex, JSON read strictly and written canonically.
// Source: docs/formats.md sections 1 (words) and 2 (values).

export const MAX_INTEGER = Number.MAX_SAFE_INTEGER;
const MAX_NESTING = 100;

/** Bytes that are not in the form that docs/formats.md asks for. */
export class Malformed extends Error {}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const utf8Encoder = new TextEncoder();

export function utf8Bytes(text) {
  // Mostly one byte a character, and then several times as fast as `encode`, which does not know how much it will be.
  const bytes = new Uint8Array(text.length);
  return text.length > 0 && utf8Encoder.encodeInto(text, bytes).read < text.length ? utf8Encoder.encode(text) : bytes;
}

export function utf8Text(bytes) {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new Malformed('not UTF-8');
  }
}

const HEX = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'));

export function hexOf(bytes) {
  let text = '';
  for (let i = 0; i < bytes.length; ++i) text += HEX[bytes[i]];
  return text;
}

/** The bytes of text that is hex. */
export function bytesOfHex(text) { return Uint8Array.from(text.match(/../g), (two) => parseInt(two, 16)); }

export function isHex64(value) { return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value); }

export function isInteger(value, low = 0, high = MAX_INTEGER) {
  return Number.isSafeInteger(value) && value >= low && value <= high;
}

const STANDARD = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const URL_SAFE = STANDARD.slice(0, 62) + '-_';
const VALUES = [STANDARD, URL_SAFE].map((alphabet) => {
  const values = new Int16Array(128).fill(-1);
  for (let i = 0; i < 64; ++i) values[alphabet.charCodeAt(i)] = i;
  return values;
});

function decode(text, values) {
  const length = text.length;
  if (length % 4 === 1) throw new Malformed('not base64');
  const out = new Uint8Array(Math.floor((length * 3) / 4));
  let bits = 0, held = 0, at = 0;
  for (let i = 0; i < length; ++i) {
    const code = text.charCodeAt(i);
    const value = code < 128 ? values[code] : -1;
    if (value < 0) throw new Malformed('not base64');
    bits = (bits << 6) | value;
    held += 6;
    if (held >= 8) {
      held -= 8;
      out[at++] = (bits >> held) & 255;
    }
    bits &= (1 << held) - 1;
  }
  if (bits !== 0) throw new Malformed('not canonical base64');
  return out;
}

function encode(bytes, alphabet) {
  let text = '';
  let i = 0;
  for (; i + 2 < bytes.length; i += 3) {
    const three = (bytes[i] << 16) | (bytes[i + 1] << 8) | bytes[i + 2];
    text += alphabet[three >> 18] + alphabet[(three >> 12) & 63] + alphabet[(three >> 6) & 63] + alphabet[three & 63];
  }
  const left = bytes.length - i;
  if (left === 1) text += alphabet[bytes[i] >> 2] + alphabet[(bytes[i] & 3) << 4];
  if (left === 2) {
    const two = (bytes[i] << 8) | bytes[i + 1];
    text += alphabet[two >> 10] + alphabet[(two >> 4) & 63] + alphabet[(two & 15) << 2];
  }
  return text;
}

/** The bytes of canonical base64 with padding. */
export function decodeBase64(text) {
  const length = text.endsWith('==') ? text.length - 2 : text.endsWith('=') ? text.length - 1 : text.length;
  if (text.length % 4 !== 0) throw new Malformed('not base64');
  const bytes = decode(text.slice(0, length), VALUES[0]);
  if (Math.ceil(bytes.length / 3) * 4 !== text.length) throw new Malformed('not base64');
  return bytes;
}

export function encodeBase64(bytes) {
  const text = encode(bytes, STANDARD);
  return text + '='.repeat((4 - (text.length % 4)) % 4);
}

/** The bytes of canonical base64url without padding. */
export function decodeBase64url(text) { return decode(text, VALUES[1]); }

// By a byte of text, so that nothing needs to be asked of it first: what is no digit makes what it is put into negative.
const DIGITS = new Int32Array(256).fill(-1);
DIGITS.set(VALUES[1]);

/** Writes what the canonical base64url text from `from` to `to` stands for to `out` at `at`; where that ends, or -1 where it is none. */
export function decodeBase64urlInto(bytes, from, to, out, at) {
  const left = (to - from) & 3;
  let bad = left === 1 ? -1 : 0;
  for (const whole = to - left; from < whole; from += 4, at += 3) {
    const three = (DIGITS[bytes[from]] << 18) | (DIGITS[bytes[from + 1]] << 12) | (DIGITS[bytes[from + 2]] << 6) | DIGITS[bytes[from + 3]];
    bad |= three;
    out[at] = three >> 16;
    out[at + 1] = three >> 8;
    out[at + 2] = three;
  }
  if (left > 1) {
    const three = (DIGITS[bytes[from]] << 18) | (DIGITS[bytes[from + 1]] << 12) | (left === 3 ? DIGITS[bytes[from + 2]] << 6 : 0);
    bad |= three;
    out[at++] = three >> 16;
    if (left === 3) out[at++] = three >> 8;
    if ((three & (left === 3 ? 0xff : 0xffff)) !== 0) return -1;
  }
  return bad < 0 ? -1 : at;
}

export function encodeBase64url(bytes) { return encode(bytes, URL_SAFE); }

// A string may hold no control character but \n and \t, and no lone surrogate.
const FORBIDDEN = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/;

function isGoodText(text) { return !FORBIDDEN.test(text) && !/\p{Surrogate}/u.test(text); }

function checkValue(value, depth) {
  if (depth > MAX_NESTING) throw new Malformed('nested too deeply');
  if (typeof value === 'string') {
    if (!isGoodText(value)) throw new Malformed('a forbidden character');
  } else if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new Malformed('not an integer, or out of range');
  } else if (value === null) {
    throw new Malformed('null');
  } else if (typeof value === 'object') {
    const inner = depth + 1;
    if (Array.isArray(value)) {
      for (const element of value) checkValue(element, inner);
    } else {
      for (const name of Object.keys(value)) {
        if (!isGoodText(name)) throw new Malformed('a forbidden character');
        checkValue(value[name], inner);
      }
    }
  }
}

function quoted(text) {
  if (!/["\\\n\t]/.test(text)) return `"${text}"`;
  return '"' + text.replace(/["\\\n\t]/g, (char) => (char === '\n' ? '\\n' : char === '\t' ? '\\t' : '\\' + char)) + '"';
}

function byCodeUnit(left, right) { return left < right ? -1 : left > right ? 1 : 0; }

/** The RFC 8785 form of a value that parseJson can return. */
export function canonical(value) {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return '[' + value.map(canonical).join(',') + ']';
  if (typeof value === 'object') {
    const names = Object.keys(value).sort(byCodeUnit);
    return '{' + names.map((name) => quoted(name) + ':' + canonical(value[name])).join(',') + '}';
  }
  return String(value);
}

/** What the browser's parser makes of the text, or Malformed. It forgives what `strictly` does not. */
function parseLoosely(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Malformed('not JSON');
  }
}

/** The value of JSON text that is in RFC 8785 form already. */
export function parseCanonical(text) {
  const value = parseLoosely(text);
  checkValue(value, 0);
  // What the browser's parser forgives – a name twice, -0, 1.0, other escapes – is not in this form.
  if (canonical(value) !== text) throw new Malformed('not in RFC 8785 form');
  return value;
}

/** The value of strict JSON in UTF-8: no name twice, no null, only integers, no control characters. */
export function parseJson(text) {
  const value = parseLoosely(text);
  checkValue(value, 0);
  checkTokens(text);
  return value;
}

// What is left to check of text that is JSON: how numbers are written, and that no object has a name twice.
function checkTokens(text) {
  const token = /"((?:[^"\\]|\\.)*)"|-?[0-9][0-9.eE+-]*|[{}[\]:,]|[a-z]+/g;
  const open = [];  // for each open object its names, for each open array null
  let expectsName = false;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    const found = match[0];
    if (found === '{') {
      open.push(new Set());
      expectsName = true;
    } else if (found === '[') {
      open.push(null);
      expectsName = false;
    } else if (found === '}' || found === ']') {
      open.pop();
      expectsName = false;
    } else if (found === ',') {
      expectsName = open.at(-1) instanceof Set;
    } else if (found[0] === '"') {
      if (expectsName) {
        const name = JSON.parse(found);
        if (open.at(-1).has(name)) throw new Malformed('a name twice');
        open.at(-1).add(name);
        expectsName = false;
      }
    } else if (/^-?[0-9]/.test(found) && !/^(?:0|-?[1-9][0-9]{0,15})$/.test(found)) {
      throw new Malformed('not an integer');
    }
  }
}
