// The page's verifier, run outside a browser on a bundle's folder, with the flags of reqledger-verify: for the campaigns that
// compare verifiers. Exit status as theirs. With --ranges=N a complete bundle is read in N ranges, as by N threads.
import { lstatSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { webcrypto } from 'node:crypto';
import { Bundle } from '../../web/src/bag.js';
import { parseKey } from '../../web/src/tlog.js';
import { agreesWithBrowser } from '../../web/src/sha256.js';
import { readRange } from '../../web/src/range.js';
import { verify } from '../../web/src/verify.js';

globalThis.crypto ??= webcrypto;

function read(folder) {
  const files = new Map(), unsafe = [];
  const walk = (at, prefix) => {
    for (const name of readdirSync(at)) {
      const path = `${at}/${name}`, kind = lstatSync(path);
      if (kind.isDirectory()) walk(path, `${prefix}${name}/`);
      else if (kind.isFile()) files.set(prefix + name, new Uint8Array(readFileSync(path)));
      else unsafe.push(prefix + name);
    }
  };
  walk(folder, '');
  return new Bundle(files, unsafe);
}

const words = process.argv.slice(2);
const folder = words.find((word) => !word.startsWith('--'));
const flags = words.filter((word) => word.startsWith('--'));
const given = Object.fromEntries(flags.map((flag) => flag.replace(/^--/, '').split(/=(.*)/s)));
const listed = (name) => (given[name] ?? '').split(',').filter(Boolean).map((path) => new Uint8Array(readFileSync(path)));
const vkey = given.vkey && statSync(given.vkey, { throwIfNoEntry: false }) ? readFileSync(given.vkey, 'utf8').trim() : given.vkey;
const codes = JSON.parse(readFileSync(new URL('../../schemas/finding_codes.json', import.meta.url), 'utf8'));
if (!(await agreesWithBrowser())) throw new Error('SHA-256 gives something else');
const { report } = await verify(read(folder), codes, {
  pinned: vkey ? parseKey(vkey) : null, older: listed('checkpoints'), receipts: listed('receipts'),
  threads: Array.from({ length: Number(given.ranges ?? 0) }, () => async (asked) => readRange(structuredClone(asked))),
});
console.log(JSON.stringify(report.asJson(), null, 1));
process.exitCode = { verified: 0, failed: 1, not_checked: 3 }[report.verdict()];
