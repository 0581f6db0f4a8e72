// Verifies one bundle: the checks of docs/formats.md section 8 that a browser makes, which are all but what the entries say of
// the process. Trust: nothing in the bundle; `pinned` is the only thing trusted.
import { hexOf } from './encoding.js';
import { checkBag } from './bag.js';
import { checkCheckpoint, checkGivenCheckpoint, checkOlder, checkReceipt, readBundleKey, readCheckpoint } from './checkpoints.js';
import { checkMatter, checkOpening, checkOrder, loadSchemas, readDisclosures, schemaOf } from './disclosures.js';
import { checkChain, checkGenesis, checkProofs, entryFinder, readEntries } from './entries.js';
import { checkAllOpen, erasureJson, readErasures } from './erasures.js';
import { checkCsv, checkExport, parseExport } from './export.js';
import { Lineage } from './lineage.js';
import { NoEd25519 } from './tlog.js';
import { Report } from './report.js';

/**
 * @param bundle a Bundle, not yet digested
 * @param codes the content of finding_codes.json
 * @param {{pinned?: object, older?: Uint8Array[], receipts?: Uint8Array[], progress?: (done: number) => void}} options
 *   `pinned` a key of parseKey; checkpoints and receipts that somebody kept; `progress` hears of 0 to 1
 * @returns {{bundle, report, said, checkpoint, entries, openings, ordered, schemas, proofs, lineage}}
 */
export async function verify(bundle, codes, { pinned = null, older = [], receipts = [], progress = () => {} } = {}) {
  const report = new Report(codes);
  await bundle.digestAll();
  progress(0.1);
  const said = parseExport(bundle.content('data/export.json'));
  const { complete } = said;
  checkBag(bundle, complete, report);
  const checkpoint = readCheckpoint(bundle, report);
  const entries = readEntries(bundle, complete, report);
  progress(0.3);
  checkChain(entries, complete, checkpoint, report);
  const find = entryFinder(entries, complete);
  const key = pinned ?? readBundleKey(bundle, report);
  if (!pinned) report.skip('checkpoint.signature', 'key_not_pinned');
  const { openings, hasDecoys } = readDisclosures(bundle, find, report);
  progress(0.8);
  const ordered = inOrder(entries, openings);
  const lineage = new Lineage(openings, ordered, key, report);
  await checkSignatures({ bundle, checkpoint, entries, complete, find, lineage, older, receipts, report });
  const proofs = complete ? new Map() : checkProofs(bundle, entries, find, checkpoint, report);
  checkGenesis(find, openings, checkpoint, report);
  const schemas = loadSchemas(bundle);
  checkEvents(schemas, said, entries, openings, ordered, report);
  checkExport(said, checkpoint, entries, ordered, hasDecoys, report);
  checkCsv(bundle, ordered, report);
  for (const code of ['state.transition', 'deadline.missed', 'record.late']) report.skip(code, 'not_in_browser');
  summarise(report, said, checkpoint, entries, openings);
  progress(1);
  return { bundle, report, said, checkpoint, entries, openings, ordered, schemas, proofs, lineage };
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
  for (const opening of openings.values()) checkOpening(opening, schemas, said.showsChains, report);
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
  const chosen = said.complete ? [...matters.keys()] : said.matters;
  for (const matter of new Set(chosen)) if (matter !== null) checkMatter(matters.get(matter) ?? [], report);
}

function summarise(report, said, checkpoint, entries, openings) {
  report.source = said.complete ? 'bundle' : 'partial_bundle';
  const all = [...openings.values()];
  report.counts = {
    entries: entries.length,
    opened: all.filter(({ members }) => members.size > 0).length,
    decoys: all.reduce((sum, { arrays }) => sum + arrays[1].length, 0),
  };
  if (checkpoint) Object.assign(report, { origin: checkpoint.origin, size: checkpoint.size, root: hexOf(checkpoint.root) });
  if (said.members) report.asOf = said.members.created_at;
}
