// Dates, numbers and names for people.
import { TEXT, fill } from './text.js';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export function grouped(number) { return String(number).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f'); }

// "2023-11-17" → "17 Nov 2023"; less where there is less.
function dateOf(text) {
  const [year, month, day] = text.split('-');
  const name = MONTHS[Number(month) - 1];
  return name === undefined ? year : day === undefined ? `${name} ${year}` : `${Number(day)} ${name} ${year}`;
}

/** A time of RFC 3339, to the minute, with its own offset. */
export function instant(text) {
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})[\d:.]*(Z|[+-]\d{2}:\d{2})$/.exec(text ?? '');
  if (!match) return text ?? '';
  return `${dateOf(match[1])}, ${match[2]} ${match[3] === 'Z' ? 'UTC' : match[3].replace('-', '\u2212')}`;
}

/** The value of `occurred_at`, to its own precision. */
export function occurred(value) {
  if (typeof value !== 'object' || value === null || value.precision === 'unknown') return TEXT.dateUnknown;
  if (['instant', 'minute'].includes(value.precision)) return instant(value.value);
  const pattern = TEXT.datePrecision[value.precision];
  const date = dateOf(String(value.value));
  return pattern ? fill(pattern, { date }) : date;
}

/** Milliseconds of the begin of what `occurred_at` names, for order and axes; null for an unknown one. */
export function timeOf(value) {
  const time = Date.parse(value?.value ?? '');
  return Number.isNaN(time) ? null : time;
}

export function day(time) {
  const date = new Date(time);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** "demand_id" → "Demand id", where no schema gives a better name. */
export function nameOf(name) { return name.charAt(0).toUpperCase() + name.slice(1).replaceAll('_', ' '); }
