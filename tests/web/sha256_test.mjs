// The page's SHA-256 against Node's own.
import assert from 'node:assert/strict';
import { createHash, randomBytes, randomInt } from 'node:crypto';
import { agreesWithBrowser, sha256, sha256Into } from '../../web/src/sha256.js';

function expected(bytes, prefix) {
  const hash = createHash('sha256');
  if (prefix >= 0) hash.update(new Uint8Array([prefix]));
  return hash.update(bytes).digest('hex');
}

const hex = (bytes) => Buffer.from(bytes).toString('hex');

function checkOne(message) {
  for (const prefix of [-1, 0, 1, 255]) {
    assert.equal(hex(sha256(message, prefix)), expected(message, prefix), `${message.length} bytes behind ${prefix}`);
    const out = new Uint8Array(70).fill(7), around = new Uint8Array([9, ...message, 9]);
    sha256Into(out, 19, around, 1, 1 + message.length, prefix);
    assert.equal(hex(out.subarray(19, 51)), expected(message, prefix), `within others: ${message.length} bytes behind ${prefix}`);
    assert.ok(out.every((byte, i) => byte === 7 || (i >= 19 && i < 51)));
  }
}

for (let length = 0; length <= 300; ++length) checkOne(randomBytes(length));
for (const length of [4096, 8182, 8183, 8184, 8192, 100_000, 1_000_003]) checkOne(randomBytes(length));
for (let round = 0; round < 300; ++round) checkOne(randomBytes(randomInt(20_000)));
assert.ok(await agreesWithBrowser());
console.log('sha256: ok');
