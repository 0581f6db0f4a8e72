// Elements, made of text alone: whatever a string of the ledger holds, it stays a string.

/**
 * An element: `h('p', {class: 'x', onclick: f}, 'text', child)`. Attributes of null, undefined and false are left out;
 * children of null and false too.
 */
export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? '' : String(value));
  }
  append(element, children);
  return element;
}

export function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(typeof child === 'object' ? child : document.createTextNode(String(child)));
  }
  return element;
}

/** Puts the children in the place of what the element holds. */
export function replace(element, ...children) {
  element.replaceChildren();
  return append(element, children);
}

/** A string of the ledger: kept apart from the direction of the text around it. */
export function said(text) { return h('bdi', {}, text); }
