// The page: reads what it embeds or is given, has it verified, shows it.
import { TEXT, fill } from './text.js';
import { append, h, replace, said } from './dom.js';
import { checkingLine, particulars, signerLine, tooLargeLine, troubleLine, wholenessLine } from './verdict.js';
import { detailDialog } from './detail.js';
import { embeddedFiles } from './embedded.js';
import { entriesTable } from './table.js';
import { grouped, instant, occurred, timeOf } from './format.js';
import { parseExport } from './export.js';
import { readFolder } from './archive.js';
import { timeline } from './timeline.js';
import { Malformed } from './encoding.js';

// What stands above the table; the table holds all.
const MAX_MATTERS = 200;
const MAX_TIMELINES = 40;

// More threads than this gain nothing: what they read must be put together by one.
const MAX_THREADS = 4;
const MIN_BYTES = 4_000_000;  // below, one thread is as fast

/** The other thread, and those that help it: `ask(command, asked, {onProgress, moved})` gives a promise of its answer; buffers that are `moved` are gone here. */
class Thread {
  constructor(code) {
    this.waiting = new Map();
    this.next = 0;
    this.url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
    this.worker = this.start();
    this.worker.addEventListener('message', ({ data }) => this.hear(data));
    this.hasHelpers = false;
  }

  start() {
    const worker = new Worker(this.url);
    worker.addEventListener('error', (event) => {
      for (const { fail } of this.waiting.values()) fail(new Error(event.message));
      this.waiting.clear();
    });
    return worker;
  }

  // A worker of a page from a file cannot start others: they are started here, and meet through ports.
  startHelpers(bytes) {
    if (this.hasHelpers || bytes < MIN_BYTES) return;
    this.hasHelpers = true;
    const ports = [];
    for (let i = 1; i < Math.min(navigator.hardwareConcurrency ?? 2, MAX_THREADS); ++i) {
      const { port1, port2 } = new MessageChannel();
      this.start().postMessage({ helped: port1 }, [port1]);
      ports.push(port2);
    }
    this.worker.postMessage({ helpers: ports }, ports);
  }

  hear({ id, ok, malformed, trouble, progress }) {
    const { done, fail, onProgress } = this.waiting.get(id);
    if (progress !== undefined) return onProgress(progress);
    this.waiting.delete(id);
    if (malformed !== undefined) return fail(new Malformed(malformed));
    return trouble === undefined ? done(ok) : fail(new Error(trouble));
  }

  ask(command, asked = {}, { onProgress = () => {}, moved = [] } = {}) {
    const id = this.next++;
    return new Promise((done, fail) => {
      this.waiting.set(id, { done, fail, onProgress });
      this.worker.postMessage({ id, command, asked }, moved);
    });
  }
}

class Page {
  constructor(main, worker, codes, isViewer) {
    this.main = main;
    this.worker = worker;
    this.codes = codes;
    this.isViewer = isViewer;
    this.byCode = new Map(codes.codes.map((row) => [row.code, row]));
    this.verdict = h('section', { class: 'verdict', 'aria-live': 'polite' });
    this.rest = h('div', {});
    this.heading = h('header', { class: 'top' }, h('h1', {}, TEXT.title));
    this.siblings = h('p', { role: 'status', class: 'note' });
    window.addEventListener('beforeprint', () => {
      this.table?.all();
      for (const details of this.verdict.querySelectorAll('details')) details.open = true;
    });
    append(main, [this.heading, this.verdict, this.siblingsElement(), this.rest, h('footer', {}, TEXT.footer)]);
  }

  /** @param {{files, unsafe, whole}} bundle */
  async show(bundle) {
    const checking = checkingLine();
    replace(this.verdict, checking.element);
    replace(this.rest);
    this.worker.startHelpers(bundle.files.reduce((sum, [, bytes]) => sum + bytes.length, 0));
    const record = await this.worker.ask('verify', { ...bundle, codes: this.codes }, { onProgress: checking.set, moved: buffersOf(bundle.files) });
    this.record = record;
    this.head(record.origin, record.export);
    replace(this.verdict, wholenessLine(record), signerLine(record), particulars(record, this.byCode));
    // The verdict is there while the rows come.
    Object.assign(record, JSON.parse(await this.worker.ask('rows')));
    this.showRecord(record);
    document.documentElement.dataset.state = record.verdict;
    return record;
  }

  // What the bundle says of itself.
  head(origin, told) {
    replace(this.heading, h('h1', {}, TEXT.title), h('p', {}, said(origin ?? '')),
      h('p', { class: 'note' }, TEXT.audience[told?.audience] ?? TEXT.unknownAudience, ' · ', fill(TEXT.madeAt, { time: instant(told?.created_at) })),
      told && h('p', { class: 'statement' }, said(told.statement)));
  }

  tooLarge(bytes) {
    const { members } = parseExport(bytes);
    this.head(members?.origin, members);
    replace(this.verdict, tooLargeLine(), members && h('dl', { class: 'facts' }, h('dt', {}, TEXT.size), h('dd', {}, grouped(members.size)),
      h('dt', {}, TEXT.root), h('dd', {}, h('code', {}, members.root))));
    document.documentElement.dataset.state = 'too_large';
  }

  trouble(error) {
    replace(this.verdict, troubleLine(error.message));
    document.documentElement.dataset.state = 'trouble';
  }

  showRecord(record) {
    const open = (seq) => this.open(seq);
    const table = entriesTable(record, open);
    this.table = table;
    const byMatter = new Map();
    for (const row of record.rows) {
      if (row.matter === null || row.matter === 'ledger') continue;
      if (!byMatter.has(row.matter)) byMatter.set(row.matter, []);
      byMatter.get(row.matter).push(row);
    }
    const timelines = new Map([...byMatter].slice(0, MAX_TIMELINES).map(([matter, rows]) => [matter, timeline(matter, rows, record, open)]));
    const drawn = h('div', {}, [...timelines.values()]);
    // The matter's entries in the table, and its timeline where it is not among the first.
    const choose = (matter) => {
      if (!timelines.has(matter)) {
        timelines.set(matter, timeline(matter, byMatter.get(matter), record, open));
        drawn.prepend(timelines.get(matter));
      }
      table.choose(matter);
      timelines.get(matter).scrollIntoView();
    };
    const note = byMatter.size > MAX_TIMELINES && h('p', { class: 'note' }, fill(TEXT.moreTimelines, { shown: MAX_TIMELINES, count: grouped(byMatter.size) }));
    replace(this.rest, this.mattersElement(byMatter, choose),
      timelines.size > 0 && h('section', {}, h('h2', {}, TEXT.timelines), h('p', { class: 'note' }, TEXT.legend), note, drawn), table.element);
  }

  mattersElement(byMatter, choose) {
    const column = TEXT.matterColumn;
    const dated = (rows) => rows.filter(({ occurred: when }) => timeOf(when) !== null).sort((left, right) => timeOf(left.occurred) - timeOf(right.occurred));
    const rows = [...byMatter].slice(0, MAX_MATTERS).map(([matter, all]) => {
      const times = dated(all);
      return h('tr', {}, h('td', {}, h('button', { type: 'button', class: 'link', onclick: () => choose(matter) }, said(matter))), h('td', { class: 'number' }, grouped(all.length)),
        h('td', {}, times.length > 0 ? occurred(times[0].occurred) : ''), h('td', {}, times.length > 0 ? occurred(times.at(-1).occurred) : ''));
    });
    return h('section', {}, h('h2', {}, TEXT.matters), rows.length === 0 ? h('p', {}, TEXT.noMatters) : h('div', { class: 'scroll' }, h('table', {},
      h('thead', {}, h('tr', {}, Object.values(column).map((name) => h('th', { scope: 'col' }, name)))), h('tbody', {}, rows)),
      byMatter.size > MAX_MATTERS && h('p', { class: 'note' }, fill(TEXT.moreMatters, { shown: grouped(MAX_MATTERS), count: grouped(byMatter.size) }))));
  }

  open(seq) {
    const row = this.record.rows.find((one) => one.seq === seq);
    const dialog = detailDialog(row, this.record, this.worker.ask('entry', { seq }));
    document.body.append(dialog);
    dialog.showModal();
  }

  siblingsElement() {
    const pick = (attributes, label, read) => {
      const input = h('input', { type: 'file', class: 'unseen', ...attributes, onchange: () => this.read(read([...input.files]), input.files[0]?.name ?? '') });
      return h('label', { class: 'button' }, input, label);
    };
    const zone = h('section', { class: 'siblings' }, h('h2', {}, this.isViewer ? TEXT.siblings.titleViewer : TEXT.siblings.title), h('p', {}, this.isViewer ? TEXT.siblings.introViewer : TEXT.siblings.intro),
      h('p', {}, pick({ webkitdirectory: true, multiple: true }, TEXT.siblings.folder, (files) => folderOf(files.map((file) => ({ path: file.webkitRelativePath, file })))), ' ',
        pick({ accept: '.zip,.tar.gz,.tgz' }, TEXT.siblings.archive, ([file]) => this.archiveOf(file))), this.siblings);
    const over = (event, isOver) => { event.preventDefault(); zone.classList.toggle('over', isOver); };
    document.addEventListener('dragover', (event) => over(event, true));
    document.addEventListener('dragleave', (event) => over(event, false));
    document.addEventListener('drop', (event) => {
      over(event, false);
      const items = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry()).filter(Boolean);
      if (items.length === 1) this.read(items[0].isFile ? fileOf(items[0]).then((file) => this.archiveOf(file)) : droppedFolder(items[0]).then(folderOf), items[0].name);
    });
    return zone;
  }

  async archiveOf(file) { return this.worker.ask('unpack', { bytes: new Uint8Array(await file.arrayBuffer()) }); }

  // Checks files that were given, and shows them where they are another record than the page's, or do not verify.
  async read(reading, name) {
    const before = this.record?.bundleDigest;
    this.siblings.textContent = fill(TEXT.siblings.reading, { name });
    try {
      const { files, unsafe } = await reading;
      const record = await this.show({ files, unsafe, whole: true });
      const values = { count: grouped(files.length), digest: record.bundleDigest };
      const says = record.verdict === 'failed' ? TEXT.siblings.bad : before === undefined ? TEXT.siblings.loaded : before === record.bundleDigest ? TEXT.siblings.good : TEXT.siblings.other;
      this.siblings.textContent = fill(says, values);
      document.documentElement.dataset.siblings = record.verdict;
    } catch (error) {
      if (error instanceof Malformed) {
        this.siblings.textContent = fill(TEXT.siblings.unreadable, { name, why: error.message });
        document.documentElement.dataset.siblings = 'unreadable';
      } else {
        this.trouble(error);
      }
    }
  }
}

// Those of the files' bytes, each once.
function buffersOf(files) { return [...new Set(files.map(([, bytes]) => bytes.buffer))]; }

async function folderOf(items) {
  const { files, unsafe } = await readFolder(items);
  return { files: [...files], unsafe };
}

function fileOf(entry) { return new Promise((done, fail) => { entry.file(done, fail); }); }

async function droppedFolder(folder) {
  const items = [];
  const reader = folder.createReader();
  const next = () => new Promise((done, fail) => { reader.readEntries(done, fail); });
  for (let entries = await next(); entries.length > 0; entries = await next()) {
    for (const entry of entries) {
      if (entry.isDirectory) items.push(...await droppedFolder(entry));
      else items.push({ path: entry.fullPath.slice(1), file: await fileOf(entry) });
    }
  }
  return items;
}

/**
 * @param {string} code of this script, which the other thread runs too
 * @param codes the content of finding_codes.json as the page was built with it, never a bundle's own
 */
export async function start(code, codes) {
  // The threads start while the page still loads.
  const thread = new Thread(code);
  const embedded = await embeddedFiles((bytes) => thread.startHelpers(bytes));
  const page = new Page(document.querySelector('main'), thread, codes, embedded.length === 0);
  if (embedded.length === 0) {
    document.documentElement.dataset.state = 'empty';
    return;
  }
  const files = new Map(embedded);
  if (!files.has('data/entries.jsonl') && files.has('data/export.json')) {
    page.tooLarge(files.get('data/export.json'));
    return;
  }
  try {
    await page.show({ files: embedded, unsafe: [], whole: false });
  } catch (error) {
    page.trouble(error);
  }
}
