// The opened entries as a table: searched, filtered, sorted, a page at a time.
import { TEXT, fill } from './text.js';
import { grouped, instant, occurred, timeOf } from './format.js';
import { h, replace, said } from './dom.js';

const PAGE = 100;
const COLUMNS = ['seq', 'occurred', 'type', 'matter', 'recorded'];
const KEYS = {
  seq: (row) => row.seq, occurred: (row) => timeOf(row.occurred) ?? -Infinity, recorded: (row) => row.recordedAt ?? '',
  matter: (row) => row.matter ?? '', type: (row) => row.type,
};

/** @param open called with the seq of the entry that was chosen */
export function entriesTable(record, open) {
  const state = { search: '', type: '', matter: '', own: false, column: 'seq', down: false, shown: PAGE };
  const titleOf = (type) => record.types[type]?.title ?? type;
  const body = h('tbody', {}), status = h('p', { role: 'status', class: 'note' }), heads = new Map(), more = h('p', { class: 'pages' });
  const texts = new Map();  // of each row what is searched, made when first needed
  const textOf = (row) => {
    if (!texts.has(row)) texts.set(row, `${row.seq} ${titleOf(row.type)} ${JSON.stringify([row.type, row.matter, row.recordedBy, row.members])}`.toLowerCase());
    return texts.get(row);
  };
  const fits = (row) => (state.own || row.matter !== 'ledger') && (!state.type || row.type === state.type) &&
    (!state.matter || row.matter === state.matter) && (!state.search || textOf(row).includes(state.search));

  function draw() {
    const key = KEYS[state.column], way = state.down ? -1 : 1;
    const rows = record.rows.filter(fits).sort((left, right) => (key(left) < key(right) ? -way : key(left) > key(right) ? way : left.seq - right.seq));
    for (const [column, head] of heads) head.setAttribute('aria-sort', column !== state.column ? 'none' : state.down ? 'descending' : 'ascending');
    replace(body, rows.slice(0, state.shown).map(rowElement));
    const shown = Math.min(rows.length, state.shown);
    status.textContent = rows.length === 0 ? TEXT.none : fill(TEXT.showing, { shown: grouped(shown), count: grouped(rows.length) });
    replace(more, shown < rows.length && [button(TEXT.more, () => { state.shown += PAGE; }), ' ', button(TEXT.all, () => { state.shown = Infinity; })]);
  }
  const button = (label, change) => h('button', { type: 'button', onclick: () => { change(); draw(); } }, label);
  const rowElement = (row) => h('tr', { onclick: () => open(row.seq) },
    h('td', {}, h('button', { type: 'button', class: 'seq', 'aria-label': fill(TEXT.openEntry, row), onclick: (event) => { event.stopPropagation(); open(row.seq); } }, grouped(row.seq))),
    h('td', {}, occurred(row.occurred)), h('td', {}, titleOf(row.type)), h('td', {}, said(row.matter ?? '')), h('td', {}, instant(row.recordedAt)));
  for (const column of COLUMNS) {
    const sort = () => { state.down = state.column === column && !state.down; state.column = column; draw(); };
    heads.set(column, h('th', { scope: 'col' }, h('button', { type: 'button', onclick: sort }, TEXT.column[column])));
  }
  const changed = (change) => (event) => { change(event.target); state.shown = PAGE; draw(); };
  const select = (id, label, all, values, name) => [h('label', { for: id }, label),
    h('select', { id, onchange: changed(({ value }) => { state[id] = value; }) }, h('option', { value: '' }, all), values.map((value) => h('option', { value }, name(value))))];
  const matters = [...new Set(record.rows.map(({ matter }) => matter))].filter((matter) => matter && matter !== 'ledger').sort();
  const types = [...new Set(record.rows.map(({ type }) => type))].sort();
  const filters = h('form', { class: 'filters', role: 'search', onsubmit: (event) => event.preventDefault() },
    h('label', { for: 'search' }, TEXT.search), h('input', { id: 'search', type: 'search', oninput: changed(({ value }) => { state.search = value.trim().toLowerCase(); }) }),
    select('matter', TEXT.matterFilter, TEXT.allMatters, matters, (matter) => matter),
    select('type', TEXT.typeFilter, TEXT.allTypes, types, titleOf),
    h('label', { class: 'check' }, h('input', { type: 'checkbox', onchange: changed(({ checked }) => { state.own = checked; }) }), ' ', TEXT.ownEntries));
  draw();
  const element = h('section', { 'aria-labelledby': 'entries' }, h('h2', { id: 'entries' }, TEXT.entries), filters, status,
    h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-labelledby': 'entries' }, h('table', {}, h('thead', {}, h('tr', {}, [...heads.values()])), body)), more);
  /** Shows the entries of one matter. */
  const choose = (matter) => { state.matter = matter; element.querySelector('#matter').value = matter; state.shown = PAGE; draw(); };
  /** Shows all that fits the filters: paper has no button for more. */
  const all = () => { state.shown = Infinity; draw(); };
  return { element, choose, all };
}
