// What the page reads from bytes in one go must be what it reads the long way, and nothing that the long way finds fault with.
import assert from 'node:assert/strict';
import { createHash, randomBytes, randomInt } from 'node:crypto';
import { readAnyLine } from '../../web/src/disclosures.js';
import { parseAnyEntry } from '../../web/src/entries.js';
import { Malformed, utf8Text } from '../../web/src/encoding.js';
import { plainEntry, plainOpening } from '../../web/src/plain.js';

const ROUNDS = Number(process.argv[2] ?? 20_000);
const bytesOf = (text) => new Uint8Array(Buffer.from(text));
const base64url = (bytes) => Buffer.from(bytes).toString('base64url');
const salt = () => base64url(randomBytes(16));

class Findings {
  found = [];
  add(code) { this.found.push(code); }
  skip() {}
}

// A change of a byte or of a stretch of them.
function changed(bytes) {
  const at = randomInt(bytes.length), to = Math.min(bytes.length, at + randomInt(1, 60));
  const [head, piece, tail] = [bytes.subarray(0, at), bytes.subarray(at, to), bytes.subarray(to)];
  const kinds = [[head, piece, piece, tail], [head, tail], [head, randomBytes(1), bytes.subarray(at + 1)], [head, bytesOf('",{}[]:0 -_'[randomInt(11)]), piece, tail],
    [head, piece.toReversed(), tail], [head, bytesOf('0123456789aZ-_'[randomInt(14)]), bytes.subarray(at + 1)]];
  return new Uint8Array(Buffer.concat(kinds[randomInt(kinds.length)]));
}

function longWay(read) {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return undefined;
  }
}

function checkEntry(line, isGood) {
  const plain = plainEntry(line);
  if (isGood) assert.ok(plain, utf8Text(line));
  if (plain) assert.deepEqual(plain, longWay(() => parseAnyEntry(utf8Text(line))), utf8Text(line));
}

function checkEntries() {
  for (let round = 0; round < ROUNDS; ++round) {
    const digests = Array.from({ length: 32 }, () => base64url(randomBytes(32)));
    if (round % 50 === 1) digests[randomInt(32)] = digests[randomInt(32)];
    if (round % 50 === 2) digests[3] = base64url(Buffer.concat([Buffer.from(digests[4], 'base64url').subarray(0, 4), randomBytes(28)]));
    const seq = [0, 7, 10, 1234, 999_999_999_999_999, Number.MAX_SAFE_INTEGER][round % 6];
    const text = `{"_sd":["${digests.join('","')}"],"_sd_alg":"sha-256","prev":"${randomBytes(32).toString('hex')}","seq":${seq},"v":1}`;
    checkEntry(bytesOf(text), round % 50 > 2 && round % 6 < 5);
    checkEntry(changed(bytesOf(text)), false);
  }
}

// A line whose strings stand for these texts, with an entry that holds their digests at these slots.
function lineOf(disclosures, decoys, seq = 5) {
  const sd = new Uint8Array(randomBytes(1024));
  const place = (text, slot) => {
    const encoded = base64url(Buffer.from(text));
    sd.set(createHash('sha256').update(encoded).digest(), 32 * slot);
    return encoded;
  };
  const shown = disclosures.map(([slot, text]) => place(text, slot)), hidden = decoys.map(([slot, text]) => place(text, slot));
  const array = (texts) => JSON.stringify(texts);
  const line = bytesOf(`{${decoys.length > 0 ? `"decoys":${array(hidden)},` : ''}"disclosures":${array(shown)},"seq":${seq}}`);
  return { line, entry: { place: seq, sd, known: true, sealed: true } };
}

function checkLine({ line, entry }, isPlain) {
  const find = (seq) => (seq === entry.place ? entry : null);
  const plain = plainOpening(line, -1, find), told = Buffer.from(line).toString().slice(0, 3000);
  if (isPlain !== undefined) assert.equal(plain !== undefined, isPlain, told);
  if (!plain) return;
  const report = new Findings();
  const long = longWay(() => readAnyLine(line, -1, find, report));
  assert.ok(long, told);
  assert.deepEqual(report.found, [], told);
  for (const name of ['seq', 'hasDecoys']) assert.equal(plain[name], long[name], told);
  for (const name of ['slots', 'decoys', 'members', 'core', 'place']) assert.deepEqual(plain.opening[name], long.opening[name], told);
  const shown = ({ arrays }) => arrays[0].map(({ slot, name, value }) => [slot, name, value]);
  assert.deepEqual(shown(plain.opening), shown(long.opening), told);
}

const member = (name, value, own = salt()) => `["${own}","${name}",${value}]`;
const GOOD = ['"a"', '""', '0', '-7', '9007199254740991', 'true', 'false', '[]', '{}', '{"a":1,"b":[{"c":"é𝄞"}]}', '[[[[["deep"]]]]]', '"~<&>\u2028"'];
const BAD = ['null', '1.0', '1.5', '1e3', '-0', '9007199254740992', '[null]', '{"b":1,"a":2}', '{"a":1,"a":2}', '{"__proto__":1}', '{"A":1}', '{"1":1}', ' 1', '1 ',
  '[1, 2]', '"\u007f"', '"\u0085"', '"\t"', '"\\b"', '"\\ud800"', '"\\u0041"', '[[[[[[1]]]]]]', '"a"],["x"', '1],\n["x","y",2', '\ufeff1', 'tru', '01', ''];

function checkLines() {
  const types = [0, member('type', '"demand.received"')];
  for (const value of GOOD) checkLine(lineOf([types, [9, member('note', value)]], [[8, `["${salt()}"]`], [31, `["${salt()}"]`]]), true);
  for (const value of ['"\\""', '"\\n"', '"\\t\\\\"']) checkLine(lineOf([types, [9, member('note', value)]], []), false);
  for (const value of BAD) for (const decoys of [[], [[8, `["${salt()}"]`]]]) checkLine(lineOf([types, [9, member('note', value)]], decoys), false);
  const wrong = [member('seq', '1'), member('v', '1'), member('Note', '1'), member('note', '1', 'A'.repeat(21) + 'B'), member('note', '1', 'A'.repeat(20)), `["${salt()}","note"]`, `["${salt()}"]`,
    `["${salt()}","note",1,2]`, '{}', `[1,"note",2]`, member('type', '"twice"'), `${member('note', '1')},\n${member('more', '2')}`];
  for (const text of wrong) checkLine(lineOf([types, [9, text]], []), false);
  checkLine(lineOf([types, [9, '["' + salt() + '","a"'], [10, '1]']], []), false);
  checkLine(lineOf([types, [9, Buffer.from(member('note', '"\u00ff"'), 'latin1')]], []), false);  // not UTF-8
  checkLine(lineOf([[9, member('note', '1')], [8, member('mode', '2')]], []), false);
  checkLine(lineOf([types], [[7, `["${salt()}"]`]]), false);
  for (const text of [`["${'A'.repeat(21)}B"]`, `["${salt()}" ]`, `["${salt()}",1]`]) checkLine(lineOf([types], [[8, text]]), false);
  for (let round = 0; round < ROUNDS; ++round) {
    const disclosures = [types, ...[9, 10, 11].map((slot) => [slot, member(`m${slot}`, GOOD[randomInt(GOOD.length)])])];
    const decoys = Array.from({ length: randomInt(4) }, (_, i) => [12 + i, `["${salt()}"]`]);
    // A change of the line, and one of what stands in it, whose digest is then right.
    const good = lineOf(disclosures, decoys);
    checkLine({ line: changed(good.line), entry: good.entry });
    const place = randomInt(4);
    disclosures[place] = [disclosures[place][0], changed(bytesOf(disclosures[place][1]))];
    checkLine(lineOf(disclosures, decoys));
  }
}

checkEntries();
checkLines();
console.log('plain: ok');
