// The machine files that a page carries in itself, each in a <script> of a type that no browser runs.
import { utf8Bytes } from './encoding.js';

// What HTML would change or take for markup is written with a tilde: "~~" a tilde, "~l" a "<", "~r" a CR.
const ESCAPES = { '~~': '~', '~l': '<', '~r': '\r' };

/** `[path, bytes]` of each file, each with a buffer of its own; empty for a page without a record. */
export function embeddedFiles() {
  return [...document.querySelectorAll('script[data-path]')].map((element) => {
    const text = element.textContent;
    const plain = text.includes('~') ? text.replace(/~[~lr]/g, (escape) => ESCAPES[escape]) : text;
    element.remove();
    return [element.dataset.path, utf8Bytes(plain)];
  });
}
