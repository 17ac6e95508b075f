// The phone's own parts: clock, circuit, badge, search, and the uploader over a network that loses things.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

import { NoAnswer } from '../../app/static/js/checkin/api.js';
import { hash, looksLikeBadge, normalise, wellFormed } from '../../app/static/js/checkin/badge.js';
import { makeBreaker } from '../../app/static/js/checkin/breaker.js';
import { makeClock } from '../../app/static/js/checkin/clock.js';
import { makeDesk } from '../../app/static/js/checkin/desk.js';
import { looksLikeHandover, packInside, unpackInside } from '../../app/static/js/checkin/handover.js';
import { makeLine } from '../../app/static/js/checkin/line.js';
import { makeModel } from '../../app/static/js/checkin/model.js';
import { makeSearch } from '../../app/static/js/checkin/search.js';
import { makeSync, nextBatch } from '../../app/static/js/checkin/sync.js';
import { makeMatcher } from '../../app/static/js/names.js';
import { makeNames } from '../../app/static/js/checkin/spelling.js';
import { dice, makeLocks, makeMemory, makeNetwork, makeServer } from './world.js';

const badges = JSON.parse(readFileSync(new URL('./vectors/badges.json', import.meta.url), 'utf-8'));

test('a badge is recognised, checked and hashed as the server does', async () => {
  for (const { code, h } of badges) {
    assert.ok(wellFormed(code));
    assert.equal(await hash(code), h);
    assert.ok(looksLikeBadge(` ${code.toLowerCase()} `));
    assert.equal(normalise(` ${code.toLowerCase()}\n`), code);
  }
});

test('every single misread character is noticed', () => {
  const [{ code }] = badges;
  for (let place = 2; place < code.length; place += 1) {
    const other = code[place] === '7' ? '8' : '7';
    assert.ok(!wellFormed(code.slice(0, place) + other + code.slice(place + 1)), `place ${place}`);
  }
  for (const text of ['', 'E1', 'Ada Orr', 'https://chancery.example/r/abc', 'E1'.padEnd(29, 'Ü')]) assert.ok(!wellFormed(text));
  assert.ok(!looksLikeBadge('Elena Einarsdottir'));
});

function handClock() {
  const hands = { wall: 1_790_000_000_000, mono: 5_000 };
  return {
    hands,
    pass(ms) {
      hands.wall += ms;
      hands.mono += ms;
    },
    clock: makeClock({ wall: () => hands.wall, mono: () => hands.mono }),
  };
}

test('the offset is taken from the quickest answer', () => {
  const { clock, hands, pass } = handClock();
  const ask = (rtt, error) => {
    const asked = hands.mono;
    pass(rtt);
    clock.heard(hands.wall - rtt / 2 + 60_000 + error, asked, hands.mono);
  };
  ask(900, 300);
  ask(40, 0);
  ask(2_000, -700);
  assert.deepEqual(clock.report(), { offset_ms: 60_000, rtt_ms: 40, age_s: 2, jump_ms: 0 });
  assert.equal(clock.corrected(), hands.wall + 60_000);
});

test('a clock set by hand is noticed, said, and measured anew', () => {
  const { clock, hands, pass } = handClock();
  clock.heard(hands.wall, hands.mono, hands.mono);
  pass(1_000);
  hands.wall -= 86_400_000;
  assert.equal(clock.report().jump_ms, -86_400_000);
  assert.equal(clock.report().offset_ms, null);
  clock.heard(hands.wall + 86_400_000, hands.mono, hands.mono);
  assert.deepEqual(clock.report(), { offset_ms: 86_400_000, rtt_ms: 0, age_s: 0, jump_ms: 0 });
});

test('one claim without answer opens the circuit; two quick pings close it', () => {
  const breaker = makeBreaker();
  breaker.trip();
  for (const rtt of [100, 900, null, 200]) breaker.pinged(rtt);
  assert.ok(breaker.open);
  breaker.pinged(120);
  assert.ok(!breaker.open);
});

const guest = (gid, line, more = {}) => ({
  gid, iid: gid, line, names: line ? [line] : [], status: 'expected', office: '', organisation: '', state: '', spouse: '',
  plates: [], badge: null, ...more,
});

test('search finds by part of a name, office, number, plate and spouse', () => {
  const guests = new Map([
    guest('1', 'Xəzər Bayramlı', { office: 'Counsellor', badge: { no: 112 } }),
    guest('2', 'Inés Arrieta', { organisation: 'Embassy of Orland', plates: ['CD 23-118'], spouse: 'Juan Ortiz' }),
    guest('3', 'Ada Orr', { badge: { no: 12 } }),
  ].map((one) => [one.gid, one]));
  const search = makeSearch({ guests, names: null });
  const found = (typed) => search(typed).map((one) => one.gid);
  assert.deepEqual(found('bayr'), ['1']);
  assert.deepEqual(found('ines'), ['2']);
  assert.deepEqual(found('counsellor'), ['1']);
  assert.deepEqual(found('12'), ['3']);
  assert.deepEqual(found('112'), ['1']);
  assert.deepEqual(found('cd23118'), ['2']);
  assert.deepEqual(found('ortiz'), ['2']);
  assert.deepEqual(found('zzz'), []);
  assert.deepEqual(found('  '), []);
});

const tables = new URL('../../app/names/tables/', import.meta.url);
const matcher = makeMatcher(Object.fromEntries(readdirSync(tables).filter((file) => file.endsWith('.json'))
  .map((file) => [file.slice(0, -5), JSON.parse(readFileSync(new URL(file, tables), 'utf-8'))])));

test('a name is found by another spelling, also of a guest who came later', () => {
  const { model } = gate(async () => ({ status: 503, data: null }));
  const names = makeNames(matcher);
  const search = makeSearch({
    guests: model.guests,
    names: (typed, guests) => names(typed, guests, model.version()),
  });
  const found = (typed) => search(typed).map((one) => one.line);
  assert.deepEqual(found('Khazar Bayramli'), []);
  model.take({ guests: [guest('2', 'Xəzər Bayramlı'), guest('3', 'Юсуф Ахмедов')] });
  assert.equal(found('Khazar Bayramli')[0], 'Xəzər Bayramlı');
  assert.equal(found('Yousaf Akhmedov')[0], 'Юсуф Ахмедов');
});

test('a name however it is spelt, and a word of the office, the body or the state, are found together', () => {
  const embassy = (gid, line, state) => guest(gid, line, { office: 'Ambassador', organisation: `Embassy of ${state}`, state });
  const guests = new Map(
    [
      embassy('1', 'Xəzər Bayramlı', 'Azerbaijan'),
      embassy('2', 'Khazar Bayramaliev', 'Kazakhstan'),
      embassy('3', 'Rəşid Göyçəbəyli', 'Azerbaijan'),
    ].map((one) => [one.gid, one]),
  );
  const names = makeNames(matcher);
  const search = makeSearch({ guests, names: (typed, all) => names(typed, all, 1) });
  const found = (typed) => search(typed).map((one) => one.line);
  assert.equal(found('khazar azerb')[0], 'Xəzər Bayramlı');
  assert.equal(found('kazakh khazar')[0], 'Khazar Bayramaliev');
  assert.deepEqual(found('goychabeyli ambassador'), ['Rəşid Göyçəbəyli']);
  assert.deepEqual(found('azerb zzz'), []);
});

test('search among three thousand guests takes well under fifty milliseconds', () => {
  const guests = new Map(Array.from({ length: 3_000 }, (_none, number) => {
    const one = guest(String(number), `Guest${number} Family${number % 97}`, { organisation: `Ministry ${number % 40}` });
    return [one.gid, one];
  }));
  const names = makeNames(matcher);
  const search = makeSearch({ guests, names: (typed, all) => names(typed, all, 1) });
  search('warm');
  const started = performance.now();
  for (let round = 0; round < 10; round += 1) search(`family${round} ministry`);
  assert.ok((performance.now() - started) / 10 < 50);
});

function phone(server, seed) {
  const random = dice(seed);
  const { clock, pass } = handClock();
  const store = makeMemory();
  const network = makeNetwork(server, NoAnswer, random);
  const locks = makeLocks();
  const state = { epoch: 'one', rev: 0, wiped: false };
  const hooks = {
    fresh: async (_event, answer) => Object.assign(state, { epoch: answer.epoch, rev: answer.rev }),
    changed: async (_event, answer) => Object.assign(state, { rev: answer.rev }),
    beaten: async () => {},
    wiped: async () => { state.wiped = true; },
    shut: () => {},
  };
  const make = () => makeSync({
    store, api: network.api, clock, locks, feed: () => state, beat: () => ({ waiting: 0, known_rev: 0, musters: [] }), hooks,
  });
  const sync = make();
  return {
    store, network, state, random, pass, sync, another: make(),
    scan: (event = 'e', more = {}) => store.append(event, { id: randomUUID(), ...more }, 0),
    async round() {
      pass(5_000);
      await sync.upload('e');
      await sync.hear('e');
    },
  };
}

const unsent = (one) => one.store.entries.filter((entry) => !entry.sent).length;

test('whatever is lost on the way, every scan arrives once and in the end nothing waits', async () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const server = makeServer();
    const one = phone(server, seed);
    for (let step = 0; step < 30; step += 1) {
      one.network.loss = [0, 0.3, 0.9, 1][Math.floor(one.random() * 4)];
      if (one.random() < 0.8) await one.scan(one.random() < 0.8 ? 'e' : 'f');
      await one.round();
    }
    one.network.loss = 0;
    for (let step = 0; step < 5; step += 1) await one.round();
    assert.equal(unsent(one), 0, `seed ${seed}`);
    assert.deepEqual([...server.scans.keys()].sort(), one.store.entries.map((entry) => entry.id).sort(), `seed ${seed}`);
  }
});

test('what the server lost after acknowledging it is sent again', async () => {
  const server = makeServer();
  const one = phone(server, 7);
  for (let number = 0; number < 10; number += 1) await one.scan();
  await one.round();
  const lost = one.store.entries.slice(6);
  for (const entry of lost) server.scans.delete(entry.id);
  one.pass(120_000);
  await one.round();
  await one.round();
  assert.equal(server.scans.size, 10);
  assert.equal(unsent(one), 0);
});

test('a restored server gets the whole log', async () => {
  const server = makeServer();
  const one = phone(server, 8);
  for (let number = 0; number < 10; number += 1) await one.scan();
  await one.round();
  Object.assign(server, { epoch: 'two', scans: new Map() });
  await one.round();
  await one.round();
  assert.equal(server.scans.size, 10);
  assert.equal(one.state.epoch, 'two');
});

test('a list in several pages brings the scans of every page', async () => {
  const pages = [['g1', 's1'], ['g2', 's2'], ['g3', null]].map(([gid, scan], place, all) => ({
    epoch: 'one', rev: place, guests: [{ gid }], scans: scan ? [{ id: scan, gid }] : [], next: gid, complete: place === all.length - 1,
  }));
  const heard = [];
  const sync = makeSync({
    store: makeMemory(), api: { snapshot: async (_event, after) => ({ status: 200, data: pages[pages.findIndex((page) => page.next === after) + 1] }) },
    clock: handClock().clock, locks: makeLocks(), feed: () => ({}), beat: () => ({}), hooks: { fresh: async (_event, answer) => { heard.push(answer); } },
  });
  assert.ok(await sync.hear('e'));
  assert.equal(heard.length, 1);
  assert.deepEqual(heard[0].guests.map((one) => one.gid), ['g1', 'g2', 'g3']);
  assert.deepEqual(heard[0].scans.map((one) => one.id), ['s1', 's2']);
  assert.equal(heard[0].rev, 0);
});

test('a batch that is too large is halved until it fits', async () => {
  const server = Object.assign(makeServer(), { most: 3 });
  const one = phone(server, 9);
  for (let number = 0; number < 20; number += 1) await one.scan();
  for (let step = 0; step < 12; step += 1) await one.round();
  assert.equal(server.scans.size, 20);
  assert.equal(unsent(one), 0);
});

test('an event that the server does not know keeps nothing of another one back', async () => {
  const server = makeServer();
  const one = phone(server, 10);
  await one.scan('gone');
  await one.scan('e');
  for (let step = 0; step < 3; step += 1) await one.round();
  assert.equal(server.scans.size, 1);
  assert.equal(unsent(one), 1);
});

test('two open pages have one uploader', async () => {
  const server = makeServer();
  const one = phone(server, 11);
  for (let number = 0; number < 5; number += 1) await one.scan();
  await Promise.all([one.sync.upload('e'), one.another.upload('e')]);
  assert.equal(server.posts, 1);
  assert.equal(unsent(one), 0);
});

test('what one page delivers while another hears is not taken for lost', async () => {
  const server = makeServer();
  const one = phone(server, 12);
  await one.scan();
  const { changes } = one.network.api;
  one.network.api.changes = async (...given) => {
    const answer = await changes(...given);
    await one.sync.upload('e');
    return answer;
  };
  await one.another.hear('e');
  assert.equal(unsent(one), 0);
  await one.sync.upload('e');
  assert.equal(server.posts, 1);
});

test('a batch holds the oldest scans, at most two hundred and a quarter of a megabyte', () => {
  const entry = (seq, note) => ({ seq, item: { seq, note } });
  const small = Array.from({ length: 300 }, (_none, place) => entry(place + 1, 'x'));
  assert.deepEqual(nextBatch(small).map((one) => one.seq), small.slice(0, 200).map((one) => one.seq));
  const large = Array.from({ length: 5 }, (_none, place) => entry(place + 1, 'x'.repeat(100_000)));
  assert.equal(nextBatch(large).length, 2);
});

function gate(claim) {
  const { clock } = handClock();
  const grant = { event_id: 'e', gate_id: 'g1', stage: 'admit', gates: [{ id: 'g1', name: 'Gate 1', stage: 'admit' }] };
  const model = makeModel({ deviceId: 'd', gates: grant.gates });
  model.take({ guests: [guest('1', 'Ada Orr')] });
  const breaker = makeBreaker();
  let asked = 0;
  const api = { claim: (...given) => { asked += 1; return claim(...given); } };
  const desk = makeDesk({
    model, store: makeMemory(), api, clock, breaker, grant,
    who: () => ({ device_id: 'd', operator: 'Nadia' }), feed: () => ({ epoch: 'one', rev: 3 }), written: () => {},
  });
  return { desk, model, breaker, ada: model.guests.get('1'), asked: () => asked };
}

test('a claim without answer decides locally, and the next guest does not wait for one', async () => {
  const { desk, ada, asked } = gate(async () => { throw new NoAnswer('late'); });
  assert.deepEqual(await desk.ask(ada), { code: 'expected', colour: 'green', gate_id: null, since: null, offline: true });
  assert.equal((await desk.ask(ada)).offline, true);
  assert.equal(asked(), 1);
});

test('the server may make the advice stricter, never milder', async () => {
  const inside = { advice: 'inside', colour: 'amber', first: { gate: 'g2', at: '2026-11-08T13:30:00.000Z' } };
  const strict = gate(async () => ({ status: 200, data: inside }));
  assert.equal((await strict.desk.ask(strict.ada)).code, 'inside');
  const mild = gate(async () => ({ status: 200, data: { advice: 'expected', colour: 'green', first: null } }));
  mild.model.take({ guests: [guest('1', 'Ada Orr', { status: 'revoked' })] });
  assert.equal((await mild.desk.ask(mild.model.guests.get('1'))).code, 'revoked');
});

test('an answer that is no advice leaves the decision with the phone', async () => {
  for (const status of [403, 404, 429, 500, 503]) {
    const { desk, ada, breaker } = gate(async () => ({ status, data: { code: 'refused' } }));
    assert.equal((await desk.ask(ada)).code, 'expected');
    assert.ok(!breaker.open);
  }
});

test('an undo and a new entry: in, out of it, in again', async () => {
  const { desk, model, ada } = gate(async () => ({ status: 503, data: null }));
  const entry = await desk.admit(ada, { method: 'qr', advice: 'expected' });
  assert.ok(model.presence('1').inside);
  await desk.undo(entry);
  assert.ok(!model.presence('1').inside);
  assert.equal((await desk.ask(ada)).code, 'expected');
});

test('a walk-in stands in the headcount at once and can be found', async () => {
  const { desk, model } = gate(async () => ({ status: 503, data: null }));
  const entry = await desk.walkIn({ name: 'Dee Moss', office: 'Daily Post', vouched_by: '' }, {});
  assert.equal(model.inside(), 1);
  assert.equal(model.guests.get(entry.item.gid).line, 'Dee Moss');
});

test('the feed’s word of an own scan replaces the phone’s', async () => {
  const { desk, model, ada } = gate(async () => ({ status: 503, data: null }));
  const { item, seq } = await desk.admit(ada, { advice: 'expected' });
  const heard = { ...item, seq, device_id: 'd', stage: 'admit', at: '2026-11-08T13:30:00.000Z', flags: ['late'] };
  model.take({ scans: [heard] });
  assert.equal(model.presence('1').since, Date.parse(heard.at));
  assert.equal(model.inside(), 1);
});

const GATE = 'f2a3c1d4-0001-4f00-8a00-00000000ffff';
const listOf = (count) => new Map(Array.from({ length: count }, () => randomUUID()).map((gid) => [gid, { gid, iid: 'i', line: gid }]));

test('who is inside goes from phone to phone in one QR, for any list', async () => {
  const random = dice(11);
  for (const count of [1, 7, 8, 9, 300, 2000]) {
    const guests = listOf(count);
    const inside = new Set([...guests.keys()].filter(() => random() < 0.4));
    const text = await packInside({ guests, inside: (gid) => inside.has(gid), gateId: GATE, at: 1_790_000_000_123 });
    assert.ok(looksLikeHandover(text));
    assert.match(text, /^[A-Z0-9]{44,460}$/u);
    const told = await unpackInside(text, new Map([...guests].reverse()));
    assert.deepEqual(new Set(told.gids), inside);
    assert.deepEqual([told.gate_id, told.at], [GATE, 1_790_000_000_123]);
  }
});

test('a phone with another list takes nothing over', async () => {
  const guests = listOf(20);
  const text = await packInside({ guests, inside: () => true, gateId: GATE, at: 1 });
  assert.equal(await unpackInside(text, listOf(20)), null);
  assert.equal(await unpackInside(`${text.slice(0, 50)}!`, guests), null);
  assert.equal(await unpackInside('H1A', guests), null);
});

test('who was handed over is inside until his own scan is heard, and is then no double', () => {
  const model = makeModel({ deviceId: 'mine', gates: [{ id: GATE, name: 'Gate 1', stage: 'admit' }] });
  model.take({ guests: [{ gid: 'a', iid: 'i', line: 'Ada Orr', names: ['Ada Orr'] }] });
  assert.equal(model.takeOver({ gids: ['a', 'nobody'], gate_id: GATE, at: 60_000 }), 1);
  assert.equal(model.takeOver({ gids: ['a'], gate_id: GATE, at: 70_000 }), 0);
  assert.deepEqual([model.presence('a').inside, model.presence('a').since], [true, 60_000]);
  const heard = { id: 's', gid: 'a', device_id: 'other', seq: 1, kind: 'entry', stage: 'admit', gate_id: GATE };
  model.take({ scans: [{ ...heard, at: '1970-01-01T00:00:30.000Z' }] });
  assert.equal(model.factsOf('a').length, 1);
  model.take({ scans: [{ ...heard, id: 't', seq: 2, kind: 'exit', at: '1970-01-01T00:00:40.000Z' }] });
  assert.equal(model.presence('a').inside, false);
});

test('the receiving line is in the order of arrival, and as the announcer moves it', async () => {
  const gates = [{ id: 'out', name: 'Outer gate', stage: 'sight' }, { id: 'in', name: 'Gate 1', stage: 'admit' }];
  const model = makeModel({ deviceId: 'mine', gates });
  model.take({ guests: ['a', 'b', 'c', 'd'].map((gid) => ({ gid, iid: gid, line: gid, names: [gid], alert: gid > 'b', status: 'expected' })) });
  const seen = (gid, kind, minute, more = {}) => ({
    id: `${gid}${kind}${minute}`, gid, device_id: 'x', seq: minute, kind, stage: kind === 'sighted' ? 'sight' : 'admit',
    gate_id: kind === 'sighted' ? 'out' : 'in', at: `2026-11-08T18:${String(minute).padStart(2, '0')}:00.000Z`, ...more,
  });
  const store = makeMemory();
  const open = () => makeLine({ store, key: 'board', model });
  let line = await open();
  model.take({ scans: [seen('b', 'entry', 11), seen('a', 'entry', 10), seen('c', 'sighted', 12), seen('c', 'entry', 14)] });
  const queue = () => line.state().queue.map((guest) => guest.gid).join('');
  const gids = (list) => list.map((one) => (one.guest ?? one).gid).join('');
  assert.equal(queue(), 'abc');
  assert.deepEqual([gids(line.state().alerts), gids(line.state().missing)], ['c', 'd']);
  assert.equal(line.state().alerts[0].seen.gate_id, 'out');
  await line.acknowledge('c');
  await line.skip('a');
  assert.equal(queue(), 'bac');
  await line.first('c');
  await line.done('c');
  await line.first('d');
  line = await open();
  assert.equal(queue(), 'dba');
  assert.equal(gids(line.state().alerts), '');
  model.take({ scans: [seen('a', 'void', 12, { ref: 'aentry10' })] });
  assert.equal(queue(), 'dba');
  await line.done('b');
  await line.done('d');
  assert.deepEqual(line.state().queue.map((guest) => guest.gid), ['a']);
});

test('O15: among 3,000 guests a badge and words are found', () => {
  const model = makeModel({ deviceId: 'mine', gates: [] });
  const guests = Array.from({ length: 3000 }, (_none, place) => {
    const line = `Guest ${place.toString(36)} Bayramov`;
    return { gid: `g${place}`, iid: 'i', line, names: [line], office: 'Counsellor', organisation: 'Embassy of Orland', badge: { no: place, h: `h${place}`, s: 'active' } };
  });
  model.take({ guests });
  const search = makeSearch({ guests: model.guests, names: () => [] });
  assert.equal(model.byBadge('h2999').gid, 'g2999');
  assert.ok(search('bayramov').length > 0);
  assert.equal(search('2999')[0].gid, 'g2999');
});
