// The page's second thread: verifies, and keeps what it verified to answer for single entries.
import { Bundle } from './bag.js';
import { Malformed } from './encoding.js';
import { agreesWithBrowser } from './sha256.js';
import { entryModel, recordModel } from './model.js';
import { readArchive } from './archive.js';
import { verify } from './verify.js';

// One message in, one out, with the same `id`: `{ok}` or `{malformed}`; and `{progress}` before it.
let verified = null;

const COMMANDS = {
  /** @param {{files: [string, Uint8Array][], unsafe: string[], whole: boolean, codes: object}} asked */
  async verify({ files, unsafe, whole, codes }, progress) {
    if (!(await agreesWithBrowser())) throw new Error('SHA-256 of this page and of the browser differ');
    verified = await verify(new Bundle(new Map(files), unsafe, whole), codes, { progress });
    return recordModel(verified);
  },
  async unpack({ bytes }) {
    const { files, unsafe } = await readArchive(bytes);
    return { files: [...files], unsafe };
  },
  async entry({ seq }) { return entryModel(verified, seq); },
};

/** Answers messages of `scope`, a worker's own. */
export function serve(scope) {
  scope.addEventListener('message', async ({ data: { id, command, asked } }) => {
    try {
      scope.postMessage({ id, ok: await COMMANDS[command](asked, (progress) => scope.postMessage({ id, progress })) });
    } catch (error) {
      scope.postMessage(error instanceof Malformed ? { id, malformed: error.message } : { id, trouble: String(error?.message ?? error) });
    }
  });
}
