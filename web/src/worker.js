// The page's second thread: verifies, and keeps what it verified to answer for single entries.
import { Bundle } from './bag.js';
import { Malformed } from './encoding.js';
import { agreesWithBrowser } from './sha256.js';
import { entryModel, recordModel, rowsModel } from './model.js';
import { readRange } from './range.js';
import { readArchive } from './archive.js';
import { verify } from './verify.js';

// One message in, one out, with the same `id`: `{ok}` or `{malformed}`; and `{progress}` before it.
let verified = null;

// Ports to other threads of the same script.
const helpers = [];

// Many small values go to another thread faster as one text.
function packed(read) { return read && { ...read, openings: JSON.stringify(read.openings) }; }
function unpacked(read) { return read && { ...read, openings: JSON.parse(read.openings) }; }

// Each as a function that runs readRange; none without helpers.
function rangeThreads() {
  if (helpers.length === 0) return [];
  const ask = (port) => (asked) => new Promise((done, fail) => {
    port.onmessage = ({ data }) => (data.trouble === undefined ? done(unpacked(data.ok)) : fail(new Error(data.trouble)));
    const range = { ...asked.range, entries: asked.range.entries.slice(), disclosures: asked.range.disclosures.slice() };
    port.postMessage({ id: 0, command: 'range', asked: { ...asked, range } }, [range.entries.buffer, range.disclosures.buffer]);
  });
  // This thread's own range comes last, once the others have theirs.
  return [...helpers.map(ask), (asked) => Promise.resolve().then(() => readRange(asked))];
}

const COMMANDS = {
  /** @param {{files: [string, Uint8Array][], unsafe: string[], whole: boolean, codes: object}} asked */
  async verify({ files, unsafe, whole, codes }, progress) {
    const bundle = new Bundle(new Map(files), unsafe, whole);
    const [agrees, found] = await Promise.all([agreesWithBrowser(), verify(bundle, codes, { progress, threads: rangeThreads() })]);
    if (!agrees) throw new Error('SHA-256 of this page and of the browser differ');
    verified = found;
    return recordModel(verified);
  },
  async rows() { return JSON.stringify(rowsModel(verified)); },
  async range(asked) { return packed(readRange(asked)); },
  async unpack({ bytes }) {
    const { files, unsafe } = await readArchive(bytes);
    return { files: [...files], unsafe };
  },
  async entry({ seq }) { return entryModel(verified, seq); },
};

// Answers the messages that come to `port`, through it.
function answer(port) {
  port.addEventListener('message', async ({ data: { id, command, asked } }) => {
    if (command === undefined) return;
    try {
      port.postMessage({ id, ok: await COMMANDS[command](asked, (progress) => port.postMessage({ id, progress })) });
    } catch (error) {
      port.postMessage(error instanceof Malformed ? { id, malformed: error.message } : { id, trouble: String(error?.message ?? error) });
    }
  });
}

/** Answers messages of `scope`, a worker's own. One may bring ports: `helpers` to threads that help this one, `helped` from one to be helped. */
export function serve(scope) {
  answer(scope);
  scope.addEventListener('message', ({ data }) => {
    helpers.push(...data.helpers ?? []);
    if (data.helped === undefined) return;
    answer(data.helped);
    data.helped.start();
  });
}
