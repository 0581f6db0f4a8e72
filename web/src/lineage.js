// Which keys sign the ledger from which size on, and whether each was named under the one before.
// Source: docs/formats.md sections 5 and 8.3.
import { Malformed, hexOf, utf8Bytes } from './encoding.js';
import { isSignedBy, parseKey } from './tlog.js';
import { sha256 } from './sha256.js';

// The strings of an array of strings; of anything else none.
function textsOf(value) { return Array.isArray(value) && value.every((text) => typeof text === 'string') ? value : []; }

function keysOf(vkeys) {
  return textsOf(vkeys).flatMap((text) => {
    try {
      return [parseKey(text)];
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      return [];
    }
  });
}

// What one entry says of keys.
function epochOf(seq, vkeys, promise) { return { seq, vkeys, promise, keys: [], trouble: null, tied: false }; }

async function isSignedByAny(keys, checkpoint) {
  for (const key of keys) if (await isSignedBy(checkpoint, key)) return true;
  return false;
}

/** All epochs, the first entry's before the rotations'; where the key is in none, the key alone. */
export class Lineage {
  /** @param key the pinned one, else the bundle's own, or null */
  constructor(openings, ordered, key, report) {
    this.report = report;
    this.epochs = [epochOf(0)];
    if (key === null) return;
    const first = openings.get(0)?.members ?? new Map();
    const epochs = [epochOf(0, first.has('vkeys') ? first.get('vkeys') : [key.vkey], first.get('next_keys_sha256'))];
    for (const opening of ordered) {
      if (opening.place && opening.core.get('type') === 'ledger.key_rotated') {
        epochs.push(epochOf(opening.place, opening.members.get('vkeys'), opening.members.get('next_keys_sha256')));
      }
    }
    epochs.sort((left, right) => left.seq - right.seq);
    if (epochs.some((epoch) => textsOf(epoch.vkeys).includes(key.vkey))) {
      this.epochs = epochs;
      this.judgeEntries();
    } else {
      report.add('key.rotation', 0, key.vkey, 'other keys');
      this.epochs[0].keys = [key];
    }
  }

  judgeEntries() {
    this.epochs.forEach((epoch, i) => {
      epoch.keys = keysOf(epoch.vkeys);
      if (i === 0) return;
      const lines = [...textsOf(epoch.vkeys)].sort().map((text) => text + '\n').join('');
      const { promise } = this.epochs[i - 1];
      if (epoch.keys.length === 0) epoch.trouble = ['keys that can sign', 'none'];
      else if (promise !== undefined && hexOf(sha256(utf8Bytes(lines))) !== promise) epoch.trouble = ['the keys that were promised', 'others'];
    });
  }

  /** All keys that the ledger says are its own, from the first on. */
  vkeys() { return this.epochs.flatMap((epoch) => epoch.keys.map((key) => key.vkey)); }

  // Where in the epochs the last one is that a tree of this size holds.
  placeOf(size) { return this.epochs.findLastIndex((epoch, i) => i === 0 || epoch.seq < size); }

  changesAt(i, size) { return i > 0 && this.epochs[i].seq + 1 === size; }

  signed(i, checkpoint) { return isSignedByAny(this.epochs[i].keys, checkpoint); }

  // null where a key of its size signed; the entry that names the keys of its size where only another of the ledger did; else false.
  async judge(checkpoint) {
    const i = this.placeOf(checkpoint.size);
    if (await this.signed(i, checkpoint)) return null;
    if (this.changesAt(i, checkpoint.size) && await this.signed(i - 1, checkpoint)) return null;
    for (let other = 0; other < this.epochs.length; ++other) if (await this.signed(other, checkpoint)) return this.epochs[i].seq;
    return false;
  }

  /** Adds what is found of the signature: under `code` where no key of the ledger made it. */
  async check(checkpoint, code, seq) {
    const found = await this.judge(checkpoint);
    if (found === false) {
      this.report.add(code, seq, 'signed by a key of the ledger', `checkpoint of ${checkpoint.size}`);
    } else if (found !== null) {
      this.report.add('key.rotation', found, `checkpoint of ${checkpoint.size} by a key named here`, 'by another of the ledger');
    }
  }

  /** A checkpoint that is proven to be of this tree. */
  async saw(checkpoint) {
    const i = this.placeOf(checkpoint.size);
    if (this.changesAt(i, checkpoint.size) && await this.signed(i, checkpoint) && await this.signed(i - 1, checkpoint)) this.epochs[i].tied = true;
  }

  /** @param {boolean} compared whether there is a checkpoint to compare others with */
  checkTies(compared) {
    for (const epoch of this.epochs.slice(1)) {
      if (compared && !epoch.tied) epoch.trouble ??= [`a checkpoint of ${epoch.seq + 1} by old and new keys`, 'none'];
      if (epoch.trouble) this.report.add('key.rotation', epoch.seq, ...epoch.trouble);
    }
  }
}
