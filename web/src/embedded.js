// The machine files that a page carries in itself, each in a <script> of a type that no browser runs.
import { utf8Bytes } from './encoding.js';

// What HTML would change or take for markup is written with a tilde: "~~" a tilde, "~l" a "<", "~r" a CR.
const ESCAPES = { '~~': '~', '~l': '<', '~r': '\r' };

/**
 * Takes the files out of the page, each as soon as it is there; promises `[path, bytes]` of all of them, none for a page without a record.
 * @param {(bytes: number) => void} onBytes hears how many were taken
 */
export function embeddedFiles(onBytes) {
  const files = [];
  let taken = 0;
  const take = (element) => {
    const text = element.textContent;
    const bytes = utf8Bytes(text.includes('~') ? text.replace(/~[~lr]/g, (escape) => ESCAPES[escape]) : text);
    element.remove();
    files.push([element.dataset.path, bytes]);
    taken += bytes.length;
  };
  const takeThose = (isWhole) => {
    for (const element of document.querySelectorAll('script[data-path]')) if (isWhole(element)) take(element);
    onBytes(taken);
  };
  // What has something behind it is whole.
  const observer = new MutationObserver(() => takeThose((element) => element.nextSibling !== null));
  observer.observe(document.body, { childList: true });
  return new Promise((done) => {
    document.addEventListener('DOMContentLoaded', () => {
      observer.disconnect();
      takeThose(() => true);
      done(files);
    });
  });
}
