// Schema files: the slots they give, and the keywords by which they judge. Source: docs/formats.md sections 4 (slots) and 6.
import { Malformed, isInteger, parseJson, utf8Text } from './encoding.js';
import { CORE, FIRST_FREE_SLOT, FIRST_RESERVED_SLOT, isObject, isSame } from './event.js';

class Schema {
  /** @param {Uint8Array} bytes of the file; Malformed where it is not one */
  constructor(bytes) {
    this.root = parseJson(utf8Text(bytes));
    if (!isObject(this.root) || !isObject(this.root.properties)) throw new Malformed('not a schema file');
    const names = Object.keys(this.root.properties).filter((name) => !CORE.includes(name)).sort((left, right) => (left < right ? -1 : 1));
    this.slots = new Map(names.slice(0, FIRST_RESERVED_SLOT - FIRST_FREE_SLOT).map((name, i) => [name, FIRST_FREE_SLOT + i]));
  }

  get type() { return this.root['x-type']; }
  get version() { return isInteger(this.root['x-version'], 1) ? this.root['x-version'] : null; }
  /** The slot of a member that is not core, or null. */
  slot(name) { return this.slots.get(name) ?? null; }
  /** What the file says of a member for people and for whom it is, or undefined. */
  member(name) { return Object.hasOwn(this.root.properties, name) ? this.root.properties[name] : undefined; }
  personalSlots() {
    const marked = [...this.slots].filter(([name]) => this.member(name)['x-personal'] === true);
    return new Set(marked.map(([, slot]) => slot));
  }
  /** @param {object} members by name */
  accepts(members) { return isValid(this.root, members); }
}

/** Schema files, each read when it is first asked for: an entry names few of them. */
export class Schemas {
  /** @param {[string, Uint8Array][]} files hex SHA-256 and bytes of what may be one */
  constructor(files) {
    this.files = new Map(files);
    this.found = new Map();
  }

  /** The schema whose file has this digest, or null. */
  get(digest) {
    if (!this.found.has(digest)) this.found.set(digest, this.files.has(digest) ? schemaOrNull(this.files.get(digest)) : null);
    return this.found.get(digest);
  }
}

function schemaOrNull(bytes) {
  try {
    return new Schema(bytes);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return null;
  }
}

const KINDS = new Map([
  ['object', isObject],
  ['array', Array.isArray],
  ['string', (value) => typeof value === 'string'],
  ['boolean', (value) => typeof value === 'boolean'],
  ['integer', (value) => typeof value === 'number'],
]);

function isValid(schema, value) {
  return typeHolds(schema, value) && objectHolds(schema, value) && arrayHolds(schema, value) && stringHolds(schema, value) &&
    integerHolds(schema, value) && choiceHolds(schema, value) && conditionsHold(schema, value);
}

function typeHolds(schema, value) { return schema.type === undefined || KINDS.get(schema.type)(value); }

function objectHolds(schema, value) {
  if (!isObject(value)) return true;
  const properties = schema.properties ?? {};
  if ((schema.required ?? []).some((name) => !Object.hasOwn(value, name))) return false;
  if (schema.additionalProperties === false && Object.keys(value).some((name) => !Object.hasOwn(properties, name))) return false;
  return Object.keys(value).every((name) => !Object.hasOwn(properties, name) || isValid(properties[name], value[name]));
}

function arrayHolds(schema, value) {
  if (!Array.isArray(value)) return true;
  if (value.length < (schema.minItems ?? 0) || value.length > (schema.maxItems ?? value.length)) return false;
  return schema.items === undefined || value.every((element) => isValid(schema.items, element));
}

function stringHolds(schema, value) {
  if (typeof value !== 'string') return true;
  const length = [...value].length;
  if (length < (schema.minLength ?? 0) || length > (schema.maxLength ?? length)) return false;
  return schema.pattern === undefined || new RegExp(schema.pattern).test(value);
}

function integerHolds(schema, value) {
  return typeof value !== 'number' || (value >= (schema.minimum ?? value) && value <= (schema.maximum ?? value));
}

function choiceHolds(schema, value) {
  if (schema.const !== undefined && !isSame(schema.const, value)) return false;
  return schema.enum === undefined || schema.enum.some((choice) => isSame(choice, value));
}

function conditionsHold(schema, value) {
  if (schema.if !== undefined) {
    const branch = schema[isValid(schema.if, value) ? 'then' : 'else'];
    if (branch !== undefined && !isValid(branch, value)) return false;
  }
  return (schema.allOf ?? []).every((part) => isValid(part, value));
}
