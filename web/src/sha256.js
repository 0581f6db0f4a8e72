// SHA-256 (FIPS 180-4) of short messages, without waiting: a bundle takes hundreds of thousands of them, and the browser's
// own, which is asynchronous, costs more a call than a call takes. `agreesWithBrowser` compares the two before anything is
// said; large files go to the browser's.

const K = Int32Array.of(
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01,
  0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc,
  0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
  0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08,
  0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
  0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2);

const INITIAL = Int32Array.of(0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19);

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
    const t1 = (h + s1 + (g ^ (e & (f ^ g))) + K[i] + w[i]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) | (c & (a | b)))) | 0;
    h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
  }
  state[0] += a; state[1] += b; state[2] += c; state[3] += d;
  state[4] += e; state[5] += f; state[6] += g; state[7] += h;
}

const tail = new Uint8Array(128);
const NONE = -1;

/** Writes SHA-256 of the bytes from `from` to `to`, behind the one byte `prefix` if that is not -1, to `out` at `place`. */
export function sha256Into(out, place, bytes, from, to, prefix = NONE) {
  state.set(INITIAL);
  let at = from, held = 0;
  if (prefix !== NONE) {
    tail[held++] = prefix;
    if (to - at >= 63) {
      while (held < 64) tail[held++] = bytes[at++];
      compress(tail, 0);
      held = 0;
    }
  }
  for (; at + 64 <= to; at += 64) compress(bytes, at);
  while (at < to) tail[held++] = bytes[at++];
  tail[held++] = 0x80;
  const end = held <= 56 ? 64 : 128;
  tail.fill(0, held, end);
  const length = to - from + (prefix === NONE ? 0 : 1);
  for (let i = end - 1, bits = length * 8; bits > 0; --i, bits = Math.floor(bits / 256)) tail[i] = bits & 255;
  compress(tail, 0);
  if (end === 128) compress(tail, 64);
  for (let i = 0; i < 8; ++i, place += 4) {
    out[place] = state[i] >>> 24; out[place + 1] = state[i] >>> 16; out[place + 2] = state[i] >>> 8; out[place + 3] = state[i];
  }
}

/** The 32 bytes of SHA-256 of `bytes`, behind the one byte `prefix` if that is not -1. */
export function sha256(bytes, prefix = NONE) {
  const out = new Uint8Array(32);
  sha256Into(out, 0, bytes, 0, bytes.length, prefix);
  return out;
}

/** Whether the code above gives what the browser's own gives, at every length up to three blocks, with a prefix and without. */
export async function agreesWithBrowser() {
  const message = new Uint8Array(194).map((_, i) => (i * 151 + 17) & 255);
  const theirs = await Promise.all(Array.from(message, (_, length) => crypto.subtle.digest('SHA-256', message.subarray(0, length))));
  return theirs.every((buffer, length) => {
    const digest = new Uint8Array(buffer);
    const ours = [sha256(message.subarray(0, length)), length > 0 ? sha256(message.subarray(1, length), message[0]) : digest];
    return ours.every((one) => one.every((byte, i) => byte === digest[i]));
  });
}
