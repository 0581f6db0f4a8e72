// records.csv: the rendering of a bundle as a table. Source: docs/formats.md sections 7 and 8.5.
import { Malformed, canonical, utf8Text } from './encoding.js';

const MAX_HEADER = 16384;  // a longer one is not looked at before it is made
const FIRST_COLUMNS = ['recorded_at', 'matter', 'type'];

/** The columns that records.csv has itself, whether rightly or not. */
export function columnsSaid(bundle) {
  const begin = bundle.content('data/records.csv').subarray(0, MAX_HEADER);
  return String.fromCharCode(...begin.subarray(0, Math.max(begin.indexOf(13), 0))).split(',').slice(1);
}

function columnsOf(names) {
  const others = new Set(names);
  for (const name of FIRST_COLUMNS) others.delete(name);
  return [...FIRST_COLUMNS, ...[...others].sort()];
}

/** The names of all opened members of some openings. */
export function memberNames(openings) {
  const names = new Set();
  for (const { members } of openings) for (const name of members.keys()) names.add(name);
  return names;
}

/** The lines of some openings under these columns; null where a member has none. */
export function csvRows(openings, columns) {
  const places = new Map(columns.map((name, i) => [name, i])), none = columns.map(() => '');
  const rows = [];
  for (const { place, members } of openings) {
    if (members.size === 0) continue;
    const cells = none.slice();
    for (const [name, value] of members) {
      const i = places.get(name);
      if (i === undefined) return null;
      cells[i] = cellOf(value);
    }
    rows.push(`${place},${cells.join(',')}\r\n`);
  }
  return rows.join('');
}

function cellOf(value) {
  const text = typeof value !== 'string' ? canonical(value) : /^[=+\-@\t\r]/.test(value) ? "'" + value : value;
  return /[,"\r\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
}

/**
 * Adds a finding where records.csv is not what the entries give.
 * @param {?{names: Set<string>, columns: string[], text: ?string}} made rows that are made already, under these columns, and the names of members in them
 */
export function checkCsv(bundle, ordered, made, report) {
  const columns = columnsOf(made?.names ?? memberNames(ordered));
  const isMade = made && made.text !== null && made.columns.join() === columns.join();
  const text = `seq,${columns.join(',')}\r\n${isMade ? made.text : csvRows(ordered, columns)}`;
  if (textOrNull(bundle.content('data/records.csv')) !== text) report.add('rendering.differs', null, 'records.csv as made from the entries', 'another');
}

function textOrNull(bytes) {
  try {
    return utf8Text(bytes);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return null;
  }
}
