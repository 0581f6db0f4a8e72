// SHA-256 of four messages at once, by the browser's own vectors: a WebAssembly module that is written here as expressions, each
// the bytes of its instructions. Where there is no WebAssembly, or no vectors, sha256.js does it one by one.
//
// Memory of the module: the constants and the initial state, the schedule and the state of four messages word by word beside each other,
// then the four messages, padded.
import { INITIAL, K, padInto, paddedSize, sha256, sha256Into } from './sha256.js';

const LANES = 4, LANE_BYTES = 8192;
const AT = { k: 0, initial: 256, schedule: 512, state: 512 + 64 * 16, messages: 2048 };

function unsigned(number) { return number < 128 ? [number] : [(number & 127) | 128, ...unsigned(number >>> 7)]; }
function signed(number) { return number >= -64 && number < 64 ? [number & 127] : [(number & 127) | 128, ...signed(number >> 7)]; }

// An instruction behind its operands.
function op(...code) { return (...operands) => [...operands.flat(), ...code]; }
function vectorOp(code, ...more) { return op(0xfd, ...unsigned(code), ...more); }

const number = (value) => [0x41, ...signed(value)];
const get = (local) => [0x20, local], set = (local, value) => [...value, 0x21, local];
const plus = op(0x6a), below = op(0x48);
const load = (at, address) => vectorOp(0x00, 2, ...unsigned(at))(address), store = (at, address, value) => vectorOp(0x0b, 2, ...unsigned(at))(address, value);
const loadSame = (at, address) => vectorOp(0x09, 2, ...unsigned(at))(address);
const loadLane = (lane, at, address, others) => vectorOp(0x56, 2, ...unsigned(at), lane)(address, others);
const swapBytes = (value) => vectorOp(0x0d, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12)(value, value);
const and = vectorOp(0x4e), or = vectorOp(0x50), xor = vectorOp(0x51), left = vectorOp(0xab), right = vectorOp(0xad), pair = vectorOp(0xae);
const add = (first, ...others) => others.reduce((sum, one) => pair(sum, one), first);
const rotated = (x, by) => or(right(x, number(by)), left(x, number(32 - by)));

// Runs `body` with `local` at 0, `step`, 2 · `step` … below `end`.
function forEach(local, from, end, step, body) {
  return [...set(local, number(from)), 0x03, 0x40, ...body.flat(), ...set(local, plus(get(local), number(step))), ...below(get(local), end), 0x0d, 0, 0x0b];
}

// Locals: the parameter, how many bytes each padded message has; two counters; then vectors.
const SIZE = 0, BLOCK = 1, I = 2, [A, B, C, D, E, F, G, H, T] = [3, 4, 5, 6, 7, 8, 9, 10, 11];
const STATE = [A, B, C, D, E, F, G, H];

function code() {
  const here = get(I), i = (from) => AT.schedule + 16 * from;
  // Word by word, from the messages: counted in bytes of a message, of which one word is four vectors' worth in the schedule.
  const word = (lane, others) => loadLane(lane, AT.messages + lane * LANE_BYTES, plus(get(BLOCK), here), others);
  const words = forEach(I, 0, number(64), 4, [store(AT.schedule, op(0x74)(here, number(2)), swapBytes(word(3, word(2, word(1, word(0, loadSame(AT.k, number(0)))))))) ]);
  // From here on I counts vectors of the schedule, in bytes.
  const small = (x, first, second, shift) => xor(xor(rotated(x, first), rotated(x, second)), right(x, number(shift)));
  const schedule = forEach(I, 0, number(48 * 16), 16,
    [store(i(16), here, add(load(i(0), here), small(load(i(1), here), 7, 18, 3), load(i(9), here), small(load(i(14), here), 17, 19, 10)))]);
  const large = (local, first, second, third) => xor(xor(rotated(get(local), first), rotated(get(local), second)), rotated(get(local), third));
  const choice = xor(get(G), and(get(E), xor(get(F), get(G))));
  const majority = or(and(get(A), get(B)), and(get(C), or(get(A), get(B))));
  const round = [
    set(T, add(get(H), large(E, 6, 11, 25), choice, loadSame(AT.k, op(0x76)(here, number(2))), load(AT.schedule, here))),
    set(H, get(G)), set(G, get(F)), set(F, get(E)), set(E, add(get(D), get(T))), set(D, get(C)),
    set(T, add(get(T), large(A, 2, 13, 22), majority)), set(C, get(B)), set(B, get(A)), set(A, get(T))];
  const rounds = forEach(I, 0, number(64 * 16), 16, round);
  const begin = STATE.flatMap((local, j) => store(AT.state + 16 * j, number(0), loadSame(AT.initial + 4 * j, number(0))));
  const take = STATE.flatMap((local, j) => set(local, load(AT.state + 16 * j, number(0))));
  const keep = STATE.flatMap((local, j) => store(AT.state + 16 * j, number(0), add(load(AT.state + 16 * j, number(0)), get(local))));
  return [...begin, ...forEach(BLOCK, 0, get(SIZE), 64, [words, schedule, take, rounds, keep]), 0x0b];
}

function moduleBytes() {
  const section = (id, bytes) => [id, ...unsigned(bytes.length), ...bytes];
  const body = [2, 2, 0x7f, 9, 0x7b, ...code()];  // two counters, nine vectors
  return new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...section(1, [1, 0x60, 1, 0x7f, 0]), ...section(3, [1, 0]), ...section(5, [1, 0, 1]),
    ...section(7, [2, 1, 0x68, 0, 0, 1, 0x6d, 2, 0]),  // h: the function, m: the memory
    ...section(10, [1, ...unsigned(body.length), ...body])]);
}

// `{hash, bytes, words}`, or null where the browser cannot.
function start() {
  try {
    const { h, m } = new WebAssembly.Instance(new WebAssembly.Module(moduleBytes())).exports;
    const words = new Int32Array(m.buffer);
    words.set(K, AT.k / 4);
    words.set(INITIAL, AT.initial / 4);
    return { hash: h, bytes: new Uint8Array(m.buffer), words };
  } catch {
    return null;
  }
}

let started;
const waiting = new Map();  // by size when padded, the numbers of up to four messages

/**
 * Writes SHA-256 of each of `count` messages, behind the one byte `prefix` if that is not -1, to `out`, 32 bytes each.
 * @param {ArrayLike<number>} spans of each message where in `bytes` it begins and ends
 */
export function sha256All(out, bytes, spans, count, prefix = -1) {
  if (started === undefined) started = start();
  for (let i = 0; i < count; ++i) {
    const size = paddedSize(spans[2 * i + 1] - spans[2 * i] + (prefix < 0 ? 0 : 1));
    if (started === null || size > LANE_BYTES) {
      sha256Into(out, 32 * i, bytes, spans[2 * i], spans[2 * i + 1], prefix);
      continue;
    }
    if (!waiting.has(size)) waiting.set(size, []);
    const together = waiting.get(size);
    if (together.push(i) === LANES) hashTogether(out, bytes, spans, prefix, together, size);
  }
  for (const [size, together] of waiting) if (together.length > 0) hashTogether(out, bytes, spans, prefix, together, size);
}

function hashTogether(out, bytes, spans, prefix, together, size) {
  together.forEach((i, lane) => padInto(started.bytes, AT.messages + lane * LANE_BYTES, size, bytes, spans[2 * i], spans[2 * i + 1], prefix));
  started.hash(size);
  together.forEach((i, lane) => {
    for (let word = 0, at = 32 * i; word < 8; ++word, at += 4) {
      const value = started.words[AT.state / 4 + LANES * word + lane];
      out[at] = value >>> 24; out[at + 1] = value >>> 16; out[at + 2] = value >>> 8; out[at + 3] = value;
    }
  });
  together.length = 0;
}

/** Whether both ways give what the browser's own gives, at every length up to three blocks, with a prefix and without. */
export async function agreesWithBrowser() {
  const message = new Uint8Array(194).map((_, i) => (i * 151 + 17) & 255);
  const theirs = await Promise.all(Array.from(message, (_, length) => crypto.subtle.digest('SHA-256', message.subarray(0, length))));
  return theirs.every((buffer, length) => {
    const digest = new Uint8Array(buffer), four = new Uint8Array(128), behind = new Uint8Array(128);
    const from = Math.min(length, 1), spans = (begin) => Array(4).fill([begin, length]).flat();
    sha256All(four, message, spans(0), 4);
    sha256All(behind, message, spans(from), 4, length > 0 ? message[0] : -1);
    const ours = [sha256(message.subarray(0, length)), sha256(message.subarray(from, length), length > 0 ? message[0] : -1),
      ...[0, 32, 64, 96].flatMap((at) => [four.subarray(at, at + 32), behind.subarray(at, at + 32)])];
    return ours.every((one) => one.every((byte, i) => byte === digest[i]));
  });
}
