// SHA-256 (FIPS 180-4) of short messages, without waiting: a bundle takes hundreds of thousands of them, and the browser's
// own, which is asynchronous, costs more a call than a call takes. Large files go to the browser's.

export const K = new Uint32Array([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01,
  0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc,
  0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
  0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08,
  0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
  0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2]);

export const INITIAL = new Uint32Array([0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19]);

const words = new Int32Array(64);
const state = new Int32Array(8);

function compress(block, at) {
  const w = words;
  for (let i = 0; i < 16; ++i, at += 4) {
    w[i] = (block[at] << 24) | (block[at + 1] << 16) | (block[at + 2] << 8) | block[at + 3];
  }
  for (let i = 16; i < 64; ++i) {
    const x = w[i - 15], y = w[i - 2];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
  }
  let a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
  for (let i = 0; i < 64; ++i) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
  }
  state[0] += a; state[1] += b; state[2] += c; state[3] += d;
  state[4] += e; state[5] += f; state[6] += g; state[7] += h;
}

const tail = new Uint8Array(128);
const NONE = -1, TAKEN = -2;

/** Writes SHA-256 of the bytes from `from` to `to`, behind the one byte `prefix` if that is not -1, to `out` at `place`. */
export function sha256Into(out, place, bytes, from, to, prefix = NONE) {
  state.set(INITIAL);
  let at = from;
  if (prefix !== NONE && to - at >= 63) {
    tail[0] = prefix;
    tail.set(bytes.subarray(at, at + 63), 1);
    compress(tail, 0);
    at += 63;
    prefix = TAKEN;
  }
  for (; prefix < 0 && at + 64 <= to; at += 64) compress(bytes, at);
  const size = paddedSize(to - at + (prefix < 0 ? 0 : 1));
  padInto(tail, 0, size, bytes, at, to, prefix, at - from + (prefix === TAKEN ? 1 : 0));
  compress(tail, 0);
  if (size > 64) compress(tail, 64);
  for (let i = 0; i < 8; ++i, place += 4) {
    out[place] = state[i] >>> 24; out[place + 1] = state[i] >>> 16; out[place + 2] = state[i] >>> 8; out[place + 3] = state[i];
  }
}

/** How many bytes a message of this length has when it is padded. */
export function paddedSize(length) { return Math.ceil((length + 9) / 64) * 64; }

/** Writes to `target`, from `at` on, what ends a message: the bytes from `from` to `to`, and its padding, `size` bytes in all; `before` bytes of it came before. */
export function padInto(target, at, size, bytes, from, to, prefix, before = 0) {
  const end = at + size;
  const length = before + to - from + (prefix < 0 ? 0 : 1);
  if (prefix >= 0) target[at++] = prefix;
  if (to - from > 200) {
    target.set(bytes.subarray(from, to), at);
    at += to - from;
  } else {
    while (from < to) target[at++] = bytes[from++];
  }
  target[at++] = 0x80;
  target.fill(0, at, end);
  for (let i = end - 1, bits = length * 8; bits > 0; --i, bits = Math.floor(bits / 256)) target[i] = bits & 255;
}

/** The 32 bytes of SHA-256 of `bytes`, behind the one byte `prefix` if there is one. */
export function sha256(bytes, prefix = NONE) {
  const out = new Uint8Array(32);
  sha256Into(out, 0, bytes, 0, bytes.length, prefix);
  return out;
}
