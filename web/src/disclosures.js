// What is opened of each entry, and whether it may stand where it stands. Source: docs/formats.md sections 3, 4 and 8.4.
import { Malformed, hexOf, isInteger, parseCanonical, utf8Text } from './encoding.js';
import { CORE, FIRST_FREE_SLOT, FIRST_RESERVED_SLOT, MAX_DISCLOSURE, ZEROS, hasForm, isObject, parseDisclosure } from './event.js';
import { Opening } from './opening.js';
import { plainOpening } from './plain.js';

/** `[digest, bytes]` of each file of the bundle that may be a schema. */
export function schemaFiles(bundle) {
  const paths = [...bundle.files.keys()].filter((path) => path.startsWith('data/schemas/') && bundle.content(path).length > 0);
  return paths.map((path) => [bundle.digest(path), bundle.content(path)]);
}

/** `{openings, hasDecoys}`: openings by seq, without those of entries of unknown version; whether any line has decoys. */
export function readDisclosures(bundle, find, report) {
  const openings = new Map();
  let hasDecoys = false;
  const { lines, ended } = bundle.lines('data/disclosures.jsonl');
  let last = -1;
  for (const line of lines) {
    try {
      const read = readLine(line, last, find, report);
      last = read.seq;
      hasDecoys ||= read.hasDecoys;
      if (read.opening) openings.set(last, read.opening);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      report.add('disclosure.malformed', null, 'a line of disclosures', error.message);
    }
  }
  if (!ended) report.add('disclosure.malformed', null, 'LF at the end of the file', 'none');
  return { openings, hasDecoys };
}

/** `{seq, hasDecoys, opening}` of a line behind one of number `last`; without an opening if its entry is of an unknown version. */
export function readLine(line, last, find, report) {
  return plainOpening(line, last, find) ?? readAnyLine(line, last, find, report);
}

/** The same, however the line is written. */
export function readAnyLine(line, last, find, report) {
  const value = parseLine(line, last);
  const entry = find(value.seq);
  return { seq: value.seq, hasDecoys: value.decoys !== undefined, opening: !entry || entry.known ? openLine(value, entry, report) : null };
}

function parseLine(line, last) {
  const text = utf8Text(line);
  const value = parseCanonical(text);
  const isLine = isObject(value) && Object.keys(value).every((name) => ['decoys', 'disclosures', 'seq'].includes(name)) &&
    Object.hasOwn(value, 'disclosures') && Object.hasOwn(value, 'seq');
  if (!isLine) throw new Malformed('other members');
  const arrays = [value.disclosures, value.decoys ?? []];
  if (!arrays.every(Array.isArray) || arrays.every((array) => array.length === 0)) throw new Malformed('no arrays, or nothing in them');
  if (!arrays.flat().every((text) => typeof text === 'string')) throw new Malformed('not strings');
  if (!isInteger(value.seq, last + 1)) throw new Malformed('not ascending');
  return value;
}

// `entry` may be null.
function openLine(value, entry, report) {
  const opening = new Opening(value.seq, entry);
  [value.disclosures, value.decoys ?? []].forEach((texts, isDecoy) => {
    opening.next = 0;
    for (const text of texts) {
      if ([...text].length > MAX_DISCLOSURE) report.add('limit.exceeded', opening.place, MAX_DISCLOSURE, text.length);
      try {
        const disclosure = parseDisclosure(text, isDecoy === 1);
        disclosure.slot = opening.slotOf(disclosure.hash);
        opening.arrays[isDecoy].push(disclosure);
      } catch (error) {
        if (!(error instanceof Malformed)) throw error;
        report.add('disclosure.malformed', opening.place, isDecoy ? 'decoys' : 'disclosures', error.message);
      }
    }
  });
  opening.decoys = opening.arrays[1].length;
  opening.resolve();
  return opening;
}

/** All of section 8.4 that concerns one entry alone, but for slots left closed. */
export function checkOpening(opening, schemas, chainsShown, report) {
  checkDigests(opening, report);
  const schema = schemaOf(opening, schemas);
  if (!schema && opening.core.has('schema')) {
    report.skip('event.schema', 'schema_not_found');
    report.skip('disclosure.wrong_slot', 'schema_not_found');
  }
  for (const array of opening.arrays) checkSlots(opening, array, schema, report);
  checkCore(opening, chainsShown, report);
  if (schema) checkSchema(opening, schema, report);
}

/** The schema file that an opened entry names, or null. */
export function schemaOf(opening, schemas) {
  const reference = opening.wellFormed('schema');
  return reference ? schemas.get(reference.sha256) : null;
}

function checkDigests(opening, report) {
  const names = new Set(), lost = new Set();  // names, and digests that stand at no slot
  let seen = 0;
  for (const disclosure of opening.all()) {
    const { slot, name } = disclosure;
    if (slot < 0) report.add('disclosure.unreferenced', opening.place, 'a digest of the entry', disclosure.digest);
    const isTwice = slot < 0 ? lost.has(disclosure.digest) : (seen >>> slot & 1) === 1;
    if (isTwice || (name !== null && names.has(name))) report.add('disclosure.duplicate', opening.place, 'once', name ?? disclosure.digest);
    if (slot < 0) lost.add(disclosure.digest);
    else seen |= 1 << slot;
    if (name !== null) names.add(name);
  }
}

function checkSlots(opening, array, schema, report) {
  let last = -1;
  for (const { slot, name } of array) {
    if (slot < 0) continue;
    if (slot <= last) report.add('disclosure.wrong_slot', opening.place, `after ${last}`, slot);
    last = slot;
    if (name === null) {
      if (slot < FIRST_FREE_SLOT) report.add('slot.core_missing', opening.place, CORE[slot], 'a decoy');
    } else if (CORE.includes(name)) {
      if (slot !== CORE.indexOf(name)) report.add('disclosure.wrong_slot', opening.place, CORE.indexOf(name), slot);
    } else if (schema && schema.slot(name) !== slot) {
      report.add('disclosure.wrong_slot', opening.place, schema.slot(name), slot);
    }
  }
}

function checkCore(opening, chainsShown, report) {
  if (opening.slots !== 0) {
    for (const name of chainsShown ? CORE : CORE.slice(0, 2)) {
      if (!opening.core.has(name)) report.add('slot.core_missing', opening.place, name, 'not opened');
    }
  }
  for (const [name, value] of opening.core) {
    if (!hasForm(name, value)) report.add('event.value', opening.place, `the form of ${name}`, JSON.stringify(value));
  }
}

function checkSchema(opening, schema, report) {
  const reference = opening.core.get('schema');
  const type = opening.core.get('type') ?? reference.type;
  if (reference.type !== schema.type || reference.version !== schema.version) {
    report.add('event.schema', opening.place, `${schema.type} ${schema.version}`, `${reference.type} ${reference.version}`);
  } else if (type !== reference.type) {
    report.add('event.schema', opening.place, reference.type, JSON.stringify(type));
  } else if (allMembersOpen(opening)) {
    const members = Object.fromEntries([...opening.members].filter(([name]) => !CORE.includes(name)));
    if (!schema.accepts(members)) report.add('event.schema', opening.place, `valid ${schema.type}`, 'not valid');
  }
}

function allMembersOpen(opening) {
  for (let slot = FIRST_FREE_SLOT; slot < FIRST_RESERVED_SLOT; ++slot) if (!opening.opens(slot)) return false;
  return true;
}

export function checkOrder(openings, report) {
  let last = '';
  for (const opening of openings) {
    const recordedAt = opening.wellFormed('recorded_at');
    if (recordedAt === null) continue;
    if (recordedAt < last && opening.core.get('type') !== 'ledger.clock_event') {
      report.add('recorded_at.order', opening.place, `not before ${last}`, recordedAt);
    }
    last = recordedAt;
  }
}

/** `openings` are those of one matter, in the entries' order. */
export function checkMatter(openings, report) {
  let number = 0, leaf = ZEROS;
  for (const opening of openings) {
    const claimed = opening.wellFormed('matter_seq') ?? number + 1;
    const prev = opening.wellFormed('matter_prev');
    if (claimed !== number + 1) report.add('matter.sequence', opening.place, number + 1, claimed);
    if (prev !== null && prev !== leaf) report.add('matter.sequence', opening.place, leaf, prev);
    number = claimed;
    leaf = hexOf(opening.entry.leaf);
  }
}
