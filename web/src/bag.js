// The bag: which files are there, and whether they are what the manifests say. Files over a limit are judged as empty ones by
// all but their digests. Source: docs/formats.md sections 7 and 8.1.
import { hexOf, utf8Bytes } from './encoding.js';
import { MAX_NOTE } from './tlog.js';
import { sha256 } from './sha256.js';

const TAG_FILES = ['bag-info.txt', 'bagit.txt', 'manifest-sha256.txt'];
const TAG_MANIFEST = 'tagmanifest-sha256.txt';
const CORE_MANIFEST = 'data/core-sha256.txt';
const NOT_CORE = ['README.txt', 'certificate.txt', 'core-sha256.txt', 'index.html', 'ledger.pdf'].map((name) => 'data/' + name);
const MACHINE_FILES = ['entries.jsonl', 'disclosures.jsonl', 'checkpoint', 'export.json', 'records.csv', 'keys/ledger.vkey'].map((name) => 'data/' + name);
const MAX_SMALL_FILE = 16 * 1024 * 1024;
const MAX_SCHEMA = 1024 * 1024;
const MAX_LINE = 4 * 1024 * 1024;
const MAX_OWN_DIGEST = 64 * 1024;  // about as much as is hashed while a call of the browser's own comes back
const LIMITS = new Map([
  ...['manifest-sha256.txt', TAG_MANIFEST, CORE_MANIFEST, 'data/export.json', 'data/keys/ledger.vkey'].map((path) => [path, MAX_SMALL_FILE]),
  ['data/checkpoint', MAX_NOTE],
]);
const BAGIT = utf8Bytes('BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n');

function limitOf(path) { return path.startsWith('data/schemas/') ? MAX_SCHEMA : LIMITS.get(path) ?? Infinity; }

// Bytes as text, one character a byte: for what is compared and cut, whatever it holds.
const latin1 = new TextDecoder('latin1');
function byteText(bytes) {
  // What the Web calls latin1 is windows-1252, which keeps ASCII and LF as they are, and that is all that is used of it.
  return latin1.decode(bytes);
}

/** The files of a bundle. */
export class Bundle {
  /**
   * @param {Map<string, Uint8Array>} files by path with slashes
   * @param {string[]} unsafe paths of what is neither file nor folder
   * @param {boolean} whole false where only the machine files are there, as a page embeds them
   */
  constructor(files, unsafe = [], whole = true) {
    this.files = files;
    this.unsafe = unsafe;
    this.whole = whole;
    this.digests = new Map();
  }

  /** Has the browser compute the SHA-256 of large files, beside all else; to be awaited before their `digest`. */
  async digestLarge() {
    const large = [...this.files].filter(([, bytes]) => bytes.length > MAX_OWN_DIGEST);
    await Promise.all(large.map(async ([path, bytes]) => {
      this.digests.set(path, hexOf(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))));
    }));
  }

  digest(path) {
    if (!this.digests.has(path) && this.files.has(path)) this.digests.set(path, hexOf(sha256(this.files.get(path))));
    return this.digests.get(path);
  }

  /** The bytes to judge: none if the file is not there or over its limit. */
  content(path) {
    const bytes = this.files.get(path) ?? new Uint8Array(0);
    return bytes.length > limitOf(path) ? new Uint8Array(0) : bytes;
  }

  /** `{lines, ended}`: the lines without their LF, and whether the last one had it. */
  lines(path) {
    const bytes = this.content(path);
    const lines = [];
    for (let at = 0; at < bytes.length;) {
      const end = bytes.indexOf(10, at);
      const line = bytes.subarray(at, end < 0 ? bytes.length : end);
      if (line.length > MAX_LINE) return { lines, ended: true };
      lines.push(line);
      at += line.length + 1;
    }
    return { lines, ended: bytes.length === 0 || bytes.at(-1) === 10 };
  }
}

export function checkBag(bundle, complete, report) {
  const machine = [...MACHINE_FILES, ...(complete ? [] : ['data/proofs.jsonl'])];
  const required = bundle.whole ? [...TAG_FILES, TAG_MANIFEST, CORE_MANIFEST, ...machine] : [CORE_MANIFEST, ...machine];
  for (const path of required) if (!bundle.files.has(path)) report.add('bag.missing', null, path, 'not there');
  for (const path of bundle.files.keys()) {
    if (!path.startsWith('data/') && !TAG_FILES.includes(path) && path !== TAG_MANIFEST) report.add('bag.extra', null, '', path);
  }
  for (const path of bundle.unsafe) report.add('archive.unsafe', null, 'file or folder', path);
  checkLimits(bundle, report);
  const payload = [...bundle.files.keys()].filter((path) => path.startsWith('data/'));
  const isCore = (path) => path.startsWith('data/') && !NOT_CORE.includes(path);
  if (bundle.whole) {
    checkTagFiles(bundle, report);
    checkManifest(bundle, 'manifest-sha256.txt', '', payload, (path) => path.startsWith('data/'), report);
    checkManifest(bundle, TAG_MANIFEST, '', TAG_FILES, (path) => TAG_FILES.includes(path), report);
  }
  checkManifest(bundle, CORE_MANIFEST, 'data/', payload.filter(isCore), isCore, report);
  report.bundleDigest = bundle.digest(CORE_MANIFEST) ?? null;
}

function checkLimits(bundle, report) {
  for (const [path, bytes] of bundle.files) {
    if (bytes.length > limitOf(path)) report.add('limit.exceeded', null, `at most ${limitOf(path)}`, `${path}: ${bytes.length}`);
    if (path.endsWith('.jsonl') && hasLongLine(bytes)) report.add('limit.exceeded', null, `lines of at most ${MAX_LINE}`, path);
  }
}

function hasLongLine(bytes) {
  for (let at = 0; at < bytes.length;) {
    const found = bytes.indexOf(10, at);
    const end = found < 0 ? bytes.length : found;
    if (end - at > MAX_LINE) return true;
    at = end + 1;
  }
  return false;
}

function checkTagFiles(bundle, report) {
  const bagit = bundle.files.get('bagit.txt');
  if (bagit && byteText(bagit) !== byteText(BAGIT)) report.add('bag.digest', null, 'BagIt 1.0', 'bagit.txt');
  const info = bundle.files.get('bag-info.txt');
  if (!info) return;
  const sizes = [...bundle.files].filter(([path]) => path.startsWith('data/')).map(([, bytes]) => bytes.length);
  const oxum = `Payload-Oxum: ${sizes.reduce((sum, size) => sum + size, 0)}.${sizes.length}`;
  const lines = byteText(info).split('\n');
  const last = lines.pop();
  const found = lines.filter((line) => line.startsWith('Payload-Oxum: '));
  if (found.length !== 1 || found[0] !== oxum || last.startsWith('Payload-Oxum: ')) report.add('bag.digest', null, oxum, found);
}

function checkManifest(bundle, manifest, prefix, mustName, belongs, report) {
  const { named, good } = readManifest(bundle.content(manifest), prefix, belongs);
  const ascend = named.every(({ order }, i) => i === 0 || named[i - 1].order < order);
  if (!good || !ascend) report.add('bag.digest', null, 'lines in form, in byte order', manifest);
  for (const { path, digest } of named) {
    if (bundle.files.has(path)) {
      if (bundle.digest(path) !== digest) report.add('bag.digest', null, digest, path);
    } else if (bundle.whole) {
      report.add('bag.missing', null, path, `named by ${manifest}`);
    }
  }
  const names = new Set(named.map(({ path }) => path));
  for (const path of mustName) if (!names.has(path)) report.add('bag.missing', null, path, `not named by ${manifest}`);
}

const replacing = new TextDecoder('utf-8', { ignoreBOM: true });

// Each line's path in the bundle, digest, and bytes by which lines are ordered; and whether each line has the form.
function readManifest(bytes, prefix, belongs) {
  const named = [];
  let good = bytes.length === 0 || bytes.at(-1) === 10;
  for (let at = 0; at < bytes.length;) {
    const found = bytes.indexOf(10, at);
    const line = bytes.subarray(at, found < 0 ? bytes.length : found);
    at += line.length + 1;
    if (found < 0) break;
    const match = /^([0-9a-f]{64}) {2}$/.exec(byteText(line.subarray(0, 66)));
    const path = prefix + replacing.decode(line.subarray(66));
    if (!match || line.length === 66 || !belongs(path) || path.split('/').some((part) => ['', '.', '..'].includes(part))) {
      good = false;
      continue;
    }
    named.push({ path, digest: match[1], order: hexOf(line.subarray(66)) });
  }
  return { named, good };
}
