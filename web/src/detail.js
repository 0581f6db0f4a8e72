// One entry, opened: its members by their titles, then what proves it.
import { TEXT, fill } from './text.js';
import { grouped, instant, nameOf, occurred } from './format.js';
import { h, said } from './dom.js';

const LONG = 400;

// A value of the ledger, whatever it holds. `schema` says how its parts are called; may be undefined. `titles` has those of
// values that are words of a list.
function valueElement(value, schema, titles) {
  if (typeof value === 'string' && Array.isArray(schema?.enum)) {
    const title = own(titles, value);
    return typeof title === 'string' ? [title, ' ', h('code', {}, value)] : said(value.replaceAll('_', ' '));
  }
  if (typeof value === 'string') return value.length > LONG ? h('div', { class: 'long', tabindex: '0' }, said(value)) : said(value);
  if (typeof value === 'boolean') return value ? TEXT.yes : TEXT.no;
  if (typeof value === 'number') return grouped(value);
  if (Array.isArray(value)) {
    if (value.length === 0) return TEXT.detail.none;
    return h('ul', {}, value.map((element) => h('li', {}, valueElement(element, schema?.items))));
  }
  if (value === null || typeof value !== 'object') return TEXT.detail.none;
  const order = Object.keys(schema?.properties ?? {});
  const parts = Object.entries(value).sort(([left], [right]) => order.indexOf(left) - order.indexOf(right));
  return h('dl', {}, parts.map(([name, part]) => {
    const inner = own(schema?.properties, name);
    return [h('dt', {}, inner?.title ?? nameOf(name)), h('dd', {}, valueElement(part, inner))];
  }));
}

function own(object, name) { return object !== undefined && object !== null && Object.hasOwn(object, name) ? object[name] : undefined; }

/** @param {Promise} entry what the worker says of it */
export function detailDialog(row, record, entry) {
  const type = record.types[row.type];
  const order = ([name]) => own(type?.properties, name)?.['x-order'] ?? 1e6;
  const members = [...row.members].sort((left, right) => order(left) - order(right));
  const proof = h('div', {});
  const dialog = h('dialog', { class: 'detail', 'aria-labelledby': 'detail-title' },
    h('header', {}, h('h2', { id: 'detail-title' }, fill(TEXT.detail.title, { seq: grouped(row.seq) }), ' – ', type?.title ?? row.type),
      h('button', { type: 'button', onclick: () => dialog.close() }, TEXT.detail.close)),
    h('p', {}, occurred(row.occurred), ' · ', said(row.matter ?? '')),
    row.recordedAt && h('p', { class: 'note' }, fill(TEXT.detail.recorded, { at: instant(row.recordedAt), by: row.recordedBy ?? '–' })),
    h('dl', { class: 'members' }, members.map(([name, value]) => {
      const schema = own(type?.properties, name);
      return [h('dt', { title: schema?.description }, schema?.title ?? nameOf(name)), h('dd', {}, valueElement(value, schema, record.kinds[name]))];
    })),
    h('p', { class: 'note' }, row.closed === 0 ? TEXT.detail.allOpen : fill(TEXT.detail.hidden, { count: row.closed })), proof);
  dialog.addEventListener('close', () => dialog.remove());
  dialog.addEventListener('click', (event) => { if (event.target === dialog) dialog.close(); });
  entry.then(({ line, leaf, prev, proof: hashes }) => {
    const parts = [[TEXT.detail.leaf, leaf], [TEXT.detail.prev, prev], [TEXT.detail.raw, line]];
    proof.append(h('dl', { class: 'raw' }, parts.map(([name, text]) => [h('dt', {}, name), h('dd', {}, h('code', { tabindex: '0' }, text))]),
      h('dt', {}, TEXT.detail.proof), h('dd', {}, hashes ? h('ol', {}, hashes.map((hash) => h('li', {}, h('code', {}, hash)))) : TEXT.detail.inTree)));
  });
  return dialog;
}
