// Verifies one bundle: the checks of docs/formats.md section 8 that a browser makes, which are all but what the entries say of
// the process. Trust: nothing in the bundle; `pinned` is the only thing trusted.
import { hexOf } from './encoding.js';
import { checkBag } from './bag.js';
import { checkCheckpoint, checkGivenCheckpoint, checkOlder, checkReceipt, readBundleKey, readCheckpoint } from './checkpoints.js';
import { checkMatter, checkOpening, checkOrder, readDisclosures, schemaFiles, schemaOf } from './disclosures.js';
import { checkChain, checkGenesis, checkProofs, entryFinder, entryFrom, genesisPrev, readEntries } from './entries.js';
import { checkAllOpen, erasureJson, readErasures } from './erasures.js';
import { checkCsv, columnsSaid } from './csv.js';
import { checkDocuments, checkExport, parseExport } from './export.js';
import { cut } from './range.js';
import { Lineage } from './lineage.js';
import { NoEd25519, sameBytes } from './tlog.js';
import { Report } from './report.js';
import { Schemas } from './schema.js';
import { openingFrom } from './opening.js';

/**
 * @param bundle a Bundle, not yet digested
 * @param codes the content of finding_codes.json
 * @param {{pinned?: object, older?: Uint8Array[], receipts?: Uint8Array[], threads?: Function[], progress?: (done: number) => void}} options
 *   `threads` functions that run readRange, each in a thread of its own; `pinned` a key of parseKey; checkpoints and receipts that somebody kept; `progress` hears of 0 to 1
 * @returns {{bundle, report, said, checkpoint, entries, openings, ordered, schemas, proofs, lineage}}
 */
export async function verify(bundle, codes, { pinned = null, older = [], receipts = [], threads = [], progress = () => {} } = {}) {
  const report = new Report(codes);
  const said = parseExport(bundle.content('data/export.json'));
  const { complete } = said;
  const checkpoint = readCheckpoint(bundle, report);
  const key = pinned ?? readBundleKey(bundle, report);
  if (!pinned) report.skip('checkpoint.signature', 'key_not_pinned');
  const schemas = new Schemas(schemaFiles(bundle));
  progress(0.1);
  // Other threads have their work before the browser has its own.
  const together = readTogether(bundle, said, checkpoint, codes, threads), digested = bundle.digestLarge();
  const { entries, find, openings, hasDecoys, csv } = await together ?? readAlone(bundle, said, checkpoint, schemas, report, progress);
  await digested;
  progress(0.8);
  checkBag(bundle, complete, report);
  const ordered = inOrder(entries, openings);
  const lineage = new Lineage(openings, ordered, key, report);
  await checkSignatures({ bundle, checkpoint, entries, complete, find, lineage, older, receipts, report });
  const proofs = complete ? new Map() : checkProofs(bundle, entries, find, checkpoint, report);
  checkGenesis(find, openings, checkpoint, report);
  checkEvents(schemas, said, entries, openings, ordered, report);
  checkExport(said, checkpoint, entries, ordered, hasDecoys, report);
  checkCsv(bundle, ordered, csv, report);
  checkDocuments(bundle, ordered, report);
  for (const code of ['state.transition', 'deadline.missed', 'record.late']) report.skip(code, 'not_in_browser');
  summarise(report, said, checkpoint, entries, openings);
  progress(1);
  return { bundle, report, said, checkpoint, entries, openings, ordered, schemas, proofs, lineage };
}

// In order, by this thread alone: finds all that there is to find of entries and what is opened of each.
function readAlone(bundle, said, checkpoint, schemas, report, progress) {
  const entries = readEntries(bundle, said.complete, report);
  progress(0.3);
  checkChain(entries, said.complete, checkpoint, report);
  const find = entryFinder(entries, said.complete);
  const { openings, hasDecoys } = readDisclosures(bundle, find, report);
  for (const opening of openings.values()) checkOpening(opening, schemas, said.showsChains, report);
  return { entries, find, openings, hasDecoys, csv: null };
}

// By several threads, each a range; null where there is something to find, or nothing to gain.
async function readTogether(bundle, said, checkpoint, codes, threads) {
  const ranges = said.complete && checkpoint && threads.length > 0 ? cut(bundle, threads.length) : null;
  if (!ranges) return null;
  const schemas = schemaFiles(bundle), columns = columnsSaid(bundle);
  const read = await Promise.all(ranges.map((range, i) => threads[i]({ range, schemas, chainsShown: said.showsChains, columns, codes })));
  if (read.includes(null)) return null;
  const { lines } = bundle.lines('data/entries.jsonl');
  const entries = [], openings = new Map();
  let before = genesisPrev(checkpoint.origin);
  for (const [i, { leaves, prev, openings: opened }] of read.entries()) {
    if (ranges[i].first !== entries.length || prev === null || !sameBytes(prev, before)) return null;
    for (let at = 0; at < leaves.length; at += 32) entries.push(entryFrom(entries.length, lines[entries.length], leaves.subarray(at, at + 32)));
    before = entries.at(-1).leaf;
    for (const one of opened) openings.set(one.place, openingFrom(one, entries[one.place]));
  }
  const hasDecoys = read.some(({ openings: opened }) => opened.some((one) => one.hasDecoys));
  const parts = read.map(({ csv }) => csv);
  const csv = { names: new Set(read.flatMap(({ names }) => names)), columns, text: parts.includes(null) ? null : parts.join('') };
  return { entries, find: entryFinder(entries, true), openings, hasDecoys, csv };
}

async function checkSignatures({ bundle, checkpoint, entries, complete, find, lineage, older, receipts, report }) {
  try {
    await checkCheckpoint(checkpoint, entries, complete, lineage, report);
    const proven = await checkOlder(bundle, checkpoint, lineage, report);
    lineage.checkTies(checkpoint !== null);
    for (const bytes of older) await checkGivenCheckpoint(bytes, checkpoint, entries, complete, lineage, proven, report);
    for (const bytes of receipts) await checkReceipt(bytes, entries, complete, find, lineage, report);
  } catch (error) {
    if (!(error instanceof NoEd25519)) throw error;
    report.skip('checkpoint.signature', 'no_ed25519');
  }
}

// The openings that belong to an entry line, in the order of these lines.
function inOrder(entries, openings) {
  const byEntry = new Map([...openings.values()].filter(({ entry }) => entry).map((opening) => [opening.entry, opening]));
  return entries.filter((entry) => byEntry.has(entry)).map((entry) => byEntry.get(entry));
}

function checkEvents(schemas, said, entries, openings, ordered, report) {
  const erasures = readErasures(ordered);
  if (said.audience === 'auditor') checkAllOpen(entries, openings, (opening) => schemaOf(opening, schemas), erasures, report);
  report.erasures = erasures.map(erasureJson);
  checkOrder(ordered, report);
  if (!said.showsChains) return;
  const matters = new Map();
  for (const opening of ordered) {
    const matter = opening.wellFormed('matter');
    if (!matters.has(matter)) matters.set(matter, []);
    matters.get(matter).push(opening);
  }
  const chosen = said.complete ? [...matters.keys()] : said.wholeMatters;
  for (const matter of new Set(chosen)) if (matter !== null) checkMatter(matters.get(matter) ?? [], report);
}

function summarise(report, said, checkpoint, entries, openings) {
  report.source = said.complete ? 'bundle' : 'partial_bundle';
  const all = [...openings.values()];
  report.counts = {
    entries: entries.length,
    opened: all.filter(({ members }) => members.size > 0).length,
    decoys: all.reduce((sum, { decoys }) => sum + decoys, 0),
  };
  if (checkpoint) Object.assign(report, { origin: checkpoint.origin, size: checkpoint.size, root: hexOf(checkpoint.root) });
  if (said.members) report.asOf = said.members.created_at;
}
