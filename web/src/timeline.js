// A matter's demands, duties of secrecy and challenges as bars on one axis of time.
import { TEXT, fill } from './text.js';
import { day, occurred, timeOf } from './format.js';
import { h, said } from './dom.js';

const DAY = 86_400_000;

// One for each demand, duty of secrecy and challenge: `{entity, id, points: [{time, row}]}` in order of time.
function lanesOf(rows) {
  const lanes = new Map();
  for (const row of rows) {
    const time = timeOf(row.occurred);
    if (time === null) continue;
    const own = row.entities.filter(([entity]) => row.type.startsWith(entity + '.'));
    for (const [entity, id] of own.length > 0 ? own : row.entities) {
      const key = `${entity} ${id}`;
      if (!lanes.has(key)) lanes.set(key, { entity, id, points: [] });
      lanes.get(key).points.push({ time, row });
    }
  }
  for (const lane of lanes.values()) lane.points.sort((left, right) => left.time - right.time || left.row.seq - right.row.seq);
  const order = ['demand', 'secrecy', 'challenge'];
  return [...lanes.values()].sort((left, right) => order.indexOf(left.entity) - order.indexOf(right.entity) || left.points[0].time - right.points[0].time);
}

// Years, months or days between begin and end, at most about ten.
function ticksOf(begin, end) {
  const ticks = [];
  const years = (end - begin) / (365.25 * DAY);
  const first = new Date(begin);
  if (years > 2) {
    const step = Math.ceil(years / 10);
    for (let year = first.getUTCFullYear() + 1; Date.UTC(year, 0, 1) < end; year += step) ticks.push([Date.UTC(year, 0, 1), String(year)]);
  } else {
    const step = Math.max(1, Math.ceil((years * 12) / 8));
    for (let month = first.getUTCMonth() + 1; ; month += step) {
      const time = Date.UTC(first.getUTCFullYear(), month, 1);
      if (time >= end) break;
      ticks.push([time, day(time).slice(2)]);
    }
  }
  return ticks;
}

function place(element, left, width) {
  element.style.left = `${left * 100}%`;
  if (width !== undefined) element.style.width = `${width * 100}%`;
  return element;
}

/** @param open called with the seq of the entry that was chosen */
export function timeline(matter, rows, record, open) {
  const lanes = lanesOf(rows);
  if (lanes.length === 0) return h('p', { class: 'note' }, TEXT.noTimeline);
  const times = lanes.flatMap(({ points }) => points.map(({ time }) => time));
  const ends = new Set(record.ends);
  const isOpen = (lane) => !ends.has(lane.points.at(-1).row.type);
  const asOf = Date.parse(record.export?.created_at ?? '');
  const first = Math.min(...times), last = Math.max(...times);
  // What is open goes on to the day of the export, as far as that leaves the rest readable.
  const limit = last + Math.max(30 * DAY, (last - first) * 0.25);
  const begin = first, end = Math.max(first + DAY, lanes.some(isOpen) && asOf > last ? Math.min(asOf, limit) : last);
  const at = (time) => Math.min(1, (time - begin) / (end - begin));
  const axis = h('div', { class: 'axis', 'aria-hidden': 'true' }, ticksOf(begin, end).map(([time, label]) => place(h('span', {}, label), at(time))));
  const items = lanes.map((lane) => laneItem(lane, { at, isOpen: isOpen(lane), record, open }));
  return h('figure', { class: 'timeline' }, h('figcaption', {}, fill(TEXT.timeline, { matter: '' }), said(matter)),
    h('div', { class: 'lanes' }, h('div', { class: 'lane head' }, h('div', {}), axis), h('ol', {}, items)));
}

function laneItem({ entity, id, points }, { at, isOpen, record, open }) {
  const title = (row) => record.types[row.type]?.title ?? row.type;
  const firstPoint = points[0], lastPoint = points.at(-1);
  const summary = fill(isOpen ? TEXT.laneOpen : TEXT.laneEnded, {
    entity: TEXT.lane[entity], id, count: points.length, first: occurred(firstPoint.row.occurred), last: occurred(lastPoint.row.occurred),
    title: title(lastPoint.row), asOf: day(Date.parse(record.export?.created_at ?? '')),
  });
  const bar = place(h('div', { class: `bar ${entity} ${isOpen ? 'open' : ''}` }), at(firstPoint.time), (isOpen ? 1 : at(lastPoint.time)) - at(firstPoint.time));
  const dots = points.map(({ time, row }) => place(h('button', {
    type: 'button', class: `dot ${entity}`, title: `${occurred(row.occurred)}: ${title(row)}`, tabindex: '-1', 'aria-hidden': 'true', onclick: () => open(row.seq),
  }), at(time)));
  return h('li', { class: 'lane' }, h('div', { class: 'name' }, h('span', { class: 'entity' }, TEXT.lane[entity]), ' ', said(id)),
    h('div', { class: 'track' }, h('span', { class: 'unseen' }, summary), bar, dots));
}
