// Four phones as they are, without a screen: they admit whoever comes over a network that comes and goes, while the
// test does to the server what it likes. In: the path of a JSON file {url, codes, shared, parts, loss}; on each stage
// a line "stage N" goes out and a line comes in. Out, last: what each phone has written down.

import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

import { makeApi } from '../../app/static/js/checkin/api.js';
import { makeClock } from '../../app/static/js/checkin/clock.js';
import { keepEnrolment, openSession } from '../../app/static/js/checkin/session.js';
import { dice, makeLocks, makeMemory } from './world.js';

const given = JSON.parse(readFileSync(process.argv[2], 'utf-8'));
const network = { down: false, loss: 0 };
const pass = (ms) => new Promise((done) => { setTimeout(done, ms); });
const told = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
globalThis.document = { visibilityState: 'visible' };

/** Asks the real server; what is asked and what is answered may be lost. */
function makeFetch(random) {
  let cookie = '';
  return async (path, { headers, ...options }) => {
    if (network.down || random() < network.loss) throw new TypeError('request lost');
    const answer = await fetch(given.url + path, { ...options, headers: { ...headers, Cookie: cookie } });
    for (const set of answer.headers.getSetCookie()) [cookie] = set.split(';');
    if (network.down || random() < network.loss) throw new TypeError('answer lost');
    return answer;
  };
}

async function makePhone(code, number) {
  const store = makeMemory();
  const clock = makeClock({ wall: () => Date.now(), mono: () => performance.now() });
  const api = makeApi({ fetch: makeFetch(dice(number + 1)), clock, build: 'siege' });
  const { status, data } = await api.enrol(code, `Phone ${number + 1}`, 'Nadia');
  if (status !== 201) throw new Error(`enrolment: ${status}`);
  await keepEnrolment(store, data, 'Nadia');
  Object.defineProperty(globalThis, 'navigator', { value: { locks: makeLocks() }, configurable: true });
  const phone = { closed: null, left: [], log: [] };
  const shown = { heard() {}, written() {}, conflict() {}, decided() {}, failed(error) { throw error; }, closed: (why) => { phone.closed = why; } };
  phone.session = await openSession({ store, clock, api }, shown);
  phone.session.start();
  while (!phone.session.model.guests.size) await pass(50);
  return phone;
}

/** One badge after the other, as the page does it: green admits, amber and red do not. */
async function work(phone, codes) {
  const { desk } = phone.session;
  for (const code of codes) {
    const { guest, badge, h } = await desk.read(code);
    if (!guest) {
      phone.left.push(code);
      continue;
    }
    const advice = await desk.ask(guest, badge);
    if (advice.colour === 'green' && advice.code !== 'repeat') phone.log.push(await desk.admit(guest, { method: 'qr', h, advice: advice.code }));
    await pass(5);
  }
}

async function settled(phones) {
  for (let round = 0; round < 60; round += 1) {
    await Promise.all(phones.map((phone) => phone.session.now()));
    if (round > 1 && phones.every((phone) => !phone.session.waiting())) return;
    await pass(2_100);
  }
  throw new Error('scans still wait');
}

const phones = await Promise.all(given.codes.map(makePhone));
network.down = true;
await Promise.all(phones.map((phone) => work(phone, given.shared)));
network.loss = given.loss;
const flapping = setInterval(() => { network.down = !network.down; }, 1_300);
for (const [stage, parts] of given.parts.entries()) {
  console.log(`stage ${stage}`);
  await Promise.all([told.next(), ...phones.map((phone, number) => work(phone, parts[number]))]);
}
clearInterval(flapping);
Object.assign(network, { down: false, loss: 0 });
await settled(phones);
const standing = phones.find((phone) => !phone.closed);
const left = phones.flatMap((phone) => phone.left.splice(0));
await work(standing, left);
if (left.length) await settled(phones);
await Promise.all(phones.map((phone) => phone.session.now())); // what the last of them sent, the others hear now
const report = JSON.stringify(phones.map(({ log, closed, left, session }) => ({
  closed, left, inside: session.model.inside(), log: log.map(({ id, seq, item }) => ({ id, seq, kind: item.kind, gid: item.gid })),
})));
process.stdout.write(`${report}\n`, () => process.exit(0));
