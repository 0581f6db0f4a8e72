// What the ledger says was lawfully erased, and the slots that this leaves closed. Source: docs/formats.md section 8.4.
import { isInteger } from './encoding.js';
import { SLOTS, isObject } from './event.js';

/** Those of the opened entries that say of an erasure and are in form: `{place, scope, ranges, closed}`. */
export function readErasures(ordered) {
  const erasures = [];
  for (const opening of ordered) {
    if (opening.core.get('type') !== 'ledger.erasure_applied' || opening.wellFormed('matter') !== 'ledger') continue;
    const scope = opening.members.get('scope'), ranges = rangesOf(opening.members.get('seqs'));
    if (['matter', 'personal'].includes(scope) && ranges) erasures.push({ place: opening.place, scope, ranges, closed: 0 });
  }
  return erasures;
}

function rangesOf(value) {
  if (!Array.isArray(value)) return null;
  const good = value.every((item) => isObject(item) && isInteger(item.first) && isInteger(item.last, item.first));
  return good ? value.map(({ first, last }) => ({ first, last })) : null;
}

function covers(erasure, place, personalOnly) {
  if (place >= erasure.place || (erasure.scope === 'personal' && !personalOnly)) return false;
  return erasure.ranges.some(({ first, last }) => first <= place && place <= last);
}

export function erasureJson({ place, scope, ranges, closed }) { return { seq: place, scope, seqs: ranges, entries: closed }; }

/** Audience auditor: every slot of every entry is open, but for what was erased after it. */
export function checkAllOpen(entries, openings, schemaOf, erasures, report) {
  for (const entry of entries) {
    if (!entry.sealed) continue;
    const opening = openings.get(entry.place);
    const found = opening?.entry === entry ? opening : null;
    const closed = [];
    for (let slot = 0; slot < SLOTS; ++slot) if (!found?.opens(slot)) closed.push(slot);
    if (closed.length === 0) continue;
    const personal = (found && schemaOf(found))?.personalSlots();
    const personalOnly = personal !== undefined && closed.every((slot) => personal.has(slot));
    const erasure = erasures.find((one) => covers(one, entry.place, personalOnly));
    if (erasure) ++erasure.closed;
    else report.add('slot.unopened', entry.place, `${SLOTS} slots`, SLOTS - closed.length);
  }
}
