// What several threads say of a record must be what one says, wherever they part it: above all of what no range can see by itself.
import assert from 'node:assert/strict';
import { createHash, randomBytes, randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Bundle } from '../../web/src/bag.js';
import { cut, readRange } from '../../web/src/range.js';
import { verify } from '../../web/src/verify.js';

const CODES = JSON.parse(readFileSync(new URL('../../schemas/finding_codes.json', import.meta.url), 'utf8'));
const ENTRIES = 12;
const bytesOf = (text) => new Uint8Array(Buffer.from(text));
const sha256 = (text) => createHash('sha256').update(text).digest('hex');

// Entries of which line i has the number `seqOf(i)`, each bound to the one before, or to what `prevOf` makes of that.
function entriesOf(seqOf, prevOf = (prev) => prev) {
  let prev = sha256('\0o'), lines = '';
  for (let i = 0; i < ENTRIES; ++i) {
    const digests = Array.from({ length: 32 }, () => randomBytes(32).toString('base64url'));
    const line = `{"_sd":["${digests.join('","')}"],"_sd_alg":"sha-256","prev":"${prevOf(prev, i)}","seq":${seqOf(i)},"v":1}`;
    prev = sha256('\0' + line);
    lines += line + '\n';
  }
  return lines;
}

async function findings(entries, threads) {
  const checkpoint = `o\n${ENTRIES}\n${Buffer.alloc(32).toString('base64')}\n\n— o ${Buffer.alloc(68).toString('base64')}\n`;
  const files = { 'data/entries.jsonl': entries, 'data/disclosures.jsonl': '', 'data/checkpoint': checkpoint };
  const bundle = new Bundle(new Map(Object.entries(files).map(([path, text]) => [path, bytesOf(text)])));
  const { report } = await verify(bundle, CODES, { threads: Array(threads).fill(async (asked) => readRange(structuredClone(asked))) });
  return report.findings().map(({ code, seq }) => `${code} ${seq}`);
}

async function checkEntries(entries, wanted) {
  const alone = await findings(entries, 0);
  assert.equal(alone.some((finding) => finding.startsWith(wanted)), wanted !== 'none', alone.join());
  for (const threads of [1, 2, 3, 4]) assert.deepEqual(await findings(entries, threads), alone, `${threads} threads, ${wanted}`);
}

await checkEntries(entriesOf((i) => i), 'none');
for (let at = 0; at < ENTRIES; ++at) {
  await checkEntries(entriesOf((i) => (i >= at ? i + 1 : i)), 'entry.seq');
  await checkEntries(entriesOf((i) => (i > at ? i - 1 : i)), at + 1 < ENTRIES ? 'entry.seq' : 'none');
  await checkEntries(entriesOf((i) => (i === at ? 99 : i)), 'entry.seq');
  await checkEntries(entriesOf((i) => i, (prev, i) => (i === at ? sha256('other') : prev)), 'entry.prev');
}

// Every byte of a record is in one range, and each line of disclosures in that of its entry.
function checkCut(count, ranges) {
  let entries = '', disclosures = '';
  for (let seq = 0; seq < count; ++seq) {
    entries += `{"x":"${'a'.repeat(randomInt(90))}","seq":${seq},"v":1}\n`;
    if (randomInt(3) > 0) disclosures += `{"y":"${'b'.repeat(randomInt(200))}","seq":${seq}}\n`;
  }
  const files = { 'data/entries.jsonl': bytesOf(entries), 'data/disclosures.jsonl': bytesOf(disclosures) };
  const parts = cut({ content: (path) => files[path] }, ranges);
  assert.ok(parts || count < 8 * ranges, `${count} entries in ${ranges}`);
  const text = (bytes) => Buffer.from(bytes).toString();
  const seqs = (bytes) => [...text(bytes).matchAll(/"seq":(\d+)/g)].map((match) => Number(match[1]));
  if (!parts) return;
  assert.equal(parts.map((part) => text(part.entries)).join(''), entries);
  assert.equal(parts.map((part) => text(part.disclosures)).join(''), disclosures);
  for (const part of parts) {
    assert.equal(seqs(part.entries)[0] ?? part.first, part.first);
    assert.ok(seqs(part.disclosures).every((seq) => seqs(part.entries).includes(seq)), `${seqs(part.entries)}: ${seqs(part.disclosures)}`);
  }
}

for (let count = 1; count < 80; ++count) for (let ranges = 1; ranges < 6; ++ranges) checkCut(count, ranges);
console.log('ranges: ok');
