// Bundles as people have them: a folder that was dropped, a .zip, a .tar.gz. What such a file says of sizes and paths is not
// believed. Limits: 2 GiB and 100,000 files, above which reqledger-verify is the tool.
import { Malformed } from './encoding.js';

const MAX_BYTES = 2 ** 31;
const MAX_FILES = 100_000;

function checked(files, unsafe) {
  const paths = [...files.keys()];
  const bagit = paths.filter((path) => path === 'bagit.txt' || /^[^/]+\/bagit\.txt$/.test(path));
  if (bagit.length !== 1) throw new Malformed('no bundle in it: there is no bagit.txt, or more than one');
  const prefix = bagit[0].slice(0, -'bagit.txt'.length);
  const outside = paths.find((path) => !path.startsWith(prefix));
  if (outside !== undefined) throw new Malformed('it holds files beside the bundle');
  const inside = (path) => path.slice(prefix.length);
  return { files: new Map([...files].map(([path, bytes]) => [inside(path), bytes])), unsafe: unsafe.map(inside) };
}

class Collected {
  files = new Map();
  unsafe = [];
  bytes = 0;

  add(path, bytes) {
    this.bytes += bytes.length;
    if (this.files.size >= MAX_FILES || this.bytes > MAX_BYTES) throw new Malformed('too large for a page');
    if (path.split('/').some((part) => ['', '.', '..'].includes(part)) || path.includes('\\')) throw new Malformed('a path that leaves its folder');
    if (this.files.has(path)) throw new Malformed('a path twice');
    this.files.set(path, bytes);
  }
}

/** `{files, unsafe}` of File objects with paths, as an input or a drop gives them. */
export async function readFolder(items) {
  const found = new Collected();
  for (const { path, file } of items) found.add(path, new Uint8Array(await file.arrayBuffer()));
  return checked(found.files, []);
}

async function inflate(bytes, format, maxBytes) {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(format)).getReader();
  const parts = [];
  let size = 0;
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      size += part.value.length;
      if (size > maxBytes) throw new Malformed('more in it than it says, or too large for a page');
      parts.push(part.value);
    }
  } catch (error) {
    if (error instanceof Malformed) throw error;
    throw new Malformed('a compressed part is damaged');
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** `{files, unsafe}` of an archive's bytes. */
export async function readArchive(bytes) {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return checked(...await readZip(bytes));
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return checked(...readTar(await inflate(bytes, 'gzip', MAX_BYTES)));
  throw new Malformed('neither .zip nor .tar.gz');
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

// By the directory at the end, as unzip reads it.
async function readZip(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const directory = zipDirectory(view);
    const found = new Collected();
    let at = directory.at;
    for (let i = 0; i < directory.count; ++i) {
      if (view.getUint32(at, true) !== 0x02014b50) throw new Malformed('a damaged directory');
      const item = zipItem(view, bytes, at);
      at = item.next;
      if (item.path.endsWith('/')) continue;
      if (item.isLink) {
        found.unsafe.push(item.path);
        continue;
      }
      found.add(item.path, await zipContent(view, bytes, item, MAX_BYTES - found.bytes));
    }
    return [found.files, found.unsafe];
  } catch (error) {
    if (error instanceof RangeError) throw new Malformed('half an archive, or a damaged one');
    throw error;
  }
}

function zipDirectory(view) {
  for (let at = view.byteLength - 22; at >= Math.max(0, view.byteLength - 22 - 65535); --at) {
    if (view.getUint32(at, true) !== 0x06054b50) continue;
    const count = view.getUint16(at + 10, true), offset = view.getUint32(at + 16, true);
    if (count !== 0xffff && offset !== 0xffffffff) return { count, at: offset };
    const end64 = Number(view.getBigUint64(at - 20 + 8, true));
    if (view.getUint32(end64, true) !== 0x06064b50) throw new Malformed('a damaged directory');
    return { count: Number(view.getBigUint64(end64 + 32, true)), at: Number(view.getBigUint64(end64 + 48, true)) };
  }
  throw new Malformed('half an archive, or none');
}

function zipItem(view, bytes, at) {
  const nameLength = view.getUint16(at + 28, true), extraLength = view.getUint16(at + 30, true), commentLength = view.getUint16(at + 32, true);
  const item = {
    method: view.getUint16(at + 10, true),
    packed: view.getUint32(at + 20, true), size: view.getUint32(at + 24, true), at: view.getUint32(at + 42, true),
    isLink: ((view.getUint32(at + 38, true) >>> 16) & 0o170000) === 0o120000,
    path: utf8.decode(bytes.subarray(at + 46, at + 46 + nameLength)),
    next: at + 46 + nameLength + extraLength + commentLength,
  };
  // Values that need 64 bits stand in an extra field, those that need it, in this order.
  for (let extra = at + 46 + nameLength, end = extra + extraLength; extra + 4 <= end; extra += 4 + view.getUint16(extra + 2, true)) {
    if (view.getUint16(extra, true) !== 1) continue;
    let field = extra + 4;
    for (const name of ['size', 'packed', 'at']) {
      if (item[name] !== 0xffffffff) continue;
      item[name] = Number(view.getBigUint64(field, true));
      field += 8;
    }
  }
  return item;
}

async function zipContent(view, bytes, { at, packed, size, method }, maxBytes) {
  if (size > maxBytes) throw new Malformed('too large for a page');
  const start = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
  const content = bytes.subarray(start, start + packed);
  if (content.length !== packed) throw new Malformed('half an archive, or a damaged one');
  const out = method === 0 ? content : method === 8 ? await inflate(content, 'deflate-raw', size) : null;
  if (out === null) throw new Malformed('a compression that this page does not know');
  if (out.length !== size) throw new Malformed('a file of another size than the archive says');
  return out;
}

function readTar(bytes) {
  const found = new Collected();
  let longPath = null;
  for (let at = 0; at + 512 <= bytes.length;) {
    const header = bytes.subarray(at, at + 512);
    at += 512;
    if (header.every((byte) => byte === 0)) break;
    const text = (from, length) => utf8.decode(header.subarray(from, from + length)).replace(/\0.*$/s, '');
    const size = Number.parseInt(text(124, 12).trim() || '0', 8);
    if (!(size >= 0)) throw new Malformed('a damaged header');
    const content = bytes.subarray(at, at + size);
    if (content.length !== size) throw new Malformed('half an archive, or a damaged one');
    at += Math.ceil(size / 512) * 512;
    const kind = text(156, 1);
    const path = longPath ?? (text(345, 155) && text(257, 5) === 'ustar' ? `${text(345, 155)}/${text(0, 100)}` : text(0, 100));
    longPath = null;
    if (kind === 'x') longPath = paxPath(utf8.decode(content));
    else if (kind === 'L') longPath = utf8.decode(content).replace(/\0.*$/s, '');
    else if (kind === '' || kind === '0') found.add(path, content.slice());
    else if (kind !== '5' && kind !== 'g') found.unsafe.push(path);
  }
  return [found.files, found.unsafe];
}

function paxPath(text) {
  const match = /^\d+ path=(.*)$/m.exec(text);
  return match ? match[1] : null;
}
