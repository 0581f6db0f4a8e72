// What is opened of one entry.
import { CORE, hasForm, slotOf } from './event.js';

const NO_DIGESTS = new Uint8Array(0);

/** What a line of disclosures.jsonl opens of its entry. */
export class Opening {
  constructor(place, entry) {
    this.place = place;
    this.entry = entry;
    this.arrays = [[], []];      // well-formed disclosures, well-formed decoys (those of a plain line are only counted)
    this.core = new Map();       // core members that stand at their own slot
    this.members = new Map();    // all opened members; of two of one name the first
    this.decoys = 0;
    this.slots = 0;              // bit i: something well-formed opens slot i
    this.next = 0;               // where the slot of the next digest is looked for first: they mostly come in order
  }

  // The slot at which a digest stands, or -1.
  slotOf(hash) {
    const sd = this.entry?.sd ?? NO_DIGESTS;
    let slot = slotOf(sd, hash, this.next);
    if (slot < 0) slot = slotOf(sd, hash, 0);
    if (slot >= 0) this.next = slot + 1;
    return slot;
  }

  opens(slot) { return (this.slots >>> slot & 1) === 1; }

  /** The value of an opened core member that has its form, or null. */
  wellFormed(name) {
    const value = this.core.get(name);
    return value !== undefined && hasForm(name, value) ? value : null;
  }

  * all() {
    yield* this.arrays[0];
    yield* this.arrays[1];
  }

  resolve() {
    for (const { slot, name, value } of this.all()) {
      if (slot < 0) continue;
      this.slots |= 1 << slot;
      if (name === null) continue;
      if (!this.members.has(name)) this.members.set(name, value);
      if (CORE[slot] === name && !this.core.has(name)) this.core.set(name, value);
    }
  }
}

/** An opening as another thread read it and found nothing. */
export function openingFrom({ place, slots, decoys, members, core }, entry) {
  const opening = new Opening(place, entry);
  opening.slots = slots;
  opening.decoys = decoys;
  opening.members = new Map(members);
  for (const name of core) opening.core.set(name, opening.members.get(name));
  return opening;
}
