// A phone and its evening: when its list goes, when its log goes, and what happens when its disk is full.

import assert from 'node:assert/strict';
import { mock, test } from 'node:test';

import { NoAnswer } from '../../app/static/js/checkin/api.js';
import { makeClock } from '../../app/static/js/checkin/clock.js';
import { keepEnrolment, openSession } from '../../app/static/js/checkin/session.js';
import { makeLocks, makeMemory } from './world.js';

mock.timers.enable({ apis: ['setTimeout'] }); // a round does not come by itself
globalThis.document = { visibilityState: 'visible' };
Object.defineProperty(globalThis, 'navigator', { value: { locks: makeLocks() }, configurable: true });

const START = 1_790_000_000_000;
const DAY = 24 * 3_600_000;
const ADA = { gid: 'a', iid: 'i', line: 'Ada Orr', names: ['Ada Orr'], status: 'expected' };
const enrolment = (event) => ({
  device_id: 'd', event: { title: event, zone: 'UTC' }, gates: [{ id: 'g', name: 'Gate 1', stage: 'admit' }],
  grant: { event_id: event, gate_id: 'g', stage: 'admit', caps: [], valid_until: new Date(START + DAY).toISOString() },
});

/** A server in three lines: `says` replaces its answers, `down` takes the network away. */
function makeServer() {
  const server = { says: {}, down: false, closed: 0 };
  const answer = (name, usual) => async (...given) => {
    if (server.down) throw new NoAnswer(name);
    return server.says[name]?.(...given) ?? { status: 200, data: usual(...given), wait: 0 };
  };
  const known = ({ scans }) => scans.map(({ id }) => ({ id, status: 'stored', verdict: 'first' }));
  server.api = {
    scans: answer('scans', (_event, batch) => ({ results: known(batch), expected_seq: 9, wipe: false })),
    snapshot: answer('snapshot', () => ({ epoch: 'one', rev: 1, guests: [ADA], scans: [], complete: true })),
    changes: answer('changes', () => ({ epoch: 'one', rev: 1, guests: [], scans: [], conflicts: [], device: { expected_seq: 9 } })),
    close: answer('close', () => { server.closed += 1; return { complete: true }; }),
    ping: answer('ping', () => null),
  };
  return server;
}

async function evening(events = ['e']) {
  const hands = { now: START };
  const clock = makeClock({ wall: () => hands.now, mono: () => hands.now - START });
  const store = makeMemory();
  for (const event of events) await keepEnrolment(store, enrolment(event), 'Nadia');
  const server = makeServer();
  const told = [];
  const shown = { heard() {}, written() {}, conflict() {}, decided: ({ kind }) => told.push(kind), closed: (why) => told.push(why), failed: (error) => { told.push(error.message); return false; } };
  const session = await openSession({ store, clock, api: server.api }, shown);
  return { hands, store, server, told, session, round: session.now };
}

const names = async (store, event = 'e') => (await store.guests(event)).map((guest) => guest.line);

test('O17: a day after the event the list goes, also without a network, and unsent scans stay until they are sent', async () => {
  const { hands, store, server, told, session, round } = await evening();
  await round();
  assert.deepEqual(await names(store), ['Ada Orr']);
  server.down = true;
  await session.desk.admit(ADA, {});
  hands.now += DAY + 1_000;
  await round();
  assert.deepEqual([await names(store), session.model.guests.size, told], [[], 0, ['closed']]);
  assert.equal(store.entries.length, 1);
  server.down = false;
  hands.now += 120_000;
  await round();
  assert.deepEqual([store.entries.length, server.closed], [0, 1]);
});

test('O17: a log that the server does not hold whole is kept', async () => {
  const { hands, store, server, session, round } = await evening();
  await round();
  await session.desk.admit(ADA, {});
  server.says.close = () => ({ status: 409, data: { missing: [1] } });
  hands.now += DAY + 1_000;
  await round();
  assert.equal(store.entries.length, 1);
});

test('O09: a revoked phone deletes the lists of all its events at once, and its log when nothing waits', async () => {
  const { hands, store, server, told, session, round } = await evening(['f', 'e']);
  await round();
  await store.take('f', { guests: [{ ...ADA, line: 'Bo Lund' }] });
  server.says.scans = () => ({ status: 503, data: null, wait: 0 });
  await session.desk.admit(ADA, {});
  server.says.changes = () => ({ status: 401, data: { code: 'device_revoked', wipe: true } });
  await round();
  assert.deepEqual([await names(store), await names(store, 'f'), told], [[], [], ['revoked']]);
  assert.equal(store.entries.length, 1);
  const quarantined = (_event, { scans }) => scans.map(({ id }) => ({ id, status: 'quarantined', reason: 'device_revoked' }));
  server.says.scans = (...given) => ({ status: 200, wait: 0, data: { results: quarantined(...given), expected_seq: 2, wipe: true } });
  hands.now += 5_000;
  await round();
  assert.equal(store.entries.length, 0);
});

test('O14: a server that has forgotten the phone costs it the list and never the log', async () => {
  const { store, server, told, session, round } = await evening();
  await round();
  await session.desk.admit(ADA, {});
  await round();
  for (const call of ['changes', 'scans', 'close']) server.says[call] = () => ({ status: 401, data: { code: 'device_unknown' }, wait: 0 });
  await round();
  assert.deepEqual([told, await names(store), store.entries.length], [['unknown'], [], 1]);
});

test('what the protocol officer decided on a referral is told to the phone that sent it, and to no other', async () => {
  const { server, told, session, round } = await evening();
  await round();
  const { id } = await session.desk.refer(ADA, {});
  const scan = { gid: 'a', device_id: 'desk', seq: 0, kind: 'entry', gate_id: 'g', stage: 'admit', at: '2026-09-21T14:00:00.000Z' };
  const scans = [{ ...scan, id: 'one', ref: id }, { ...scan, id: 'two', kind: 'refuse', ref: 'of another phone' }];
  server.says.changes = () => ({ status: 200, data: { epoch: 'one', rev: 2, guests: [], scans, conflicts: [], device: { expected_seq: 9 } } });
  await round();
  assert.deepEqual([told, session.model.presence('a').inside], [['entry'], true]);
});

test('that somebody looked at who is inside is told once the server hears it, and once only', async () => {
  const { hands, store, server, session, round } = await evening();
  const heard = [];
  server.says.scans = (_event, { musters, scans }) => {
    heard.push(musters.length);
    return { status: 200, wait: 0, data: { results: scans.map(({ id }) => ({ id, status: 'stored' })), expected_seq: 9, wipe: false } };
  };
  await round();
  server.down = true;
  await session.noteMuster();
  await round();
  assert.equal((await store.get('musters:e')).length, 1);
  server.down = false;
  await round();
  hands.now += 60_000;
  await round();
  assert.deepEqual([heard, await store.get('musters:e')], [[0, 1, 0], []]);
});

test('O22: a disk that fills up while the list comes is said, and the next round comes all the same', async () => {
  const { store, told, session, round } = await evening();
  const { take } = store;
  store.take = async () => { throw new Error('full'); };
  await round();
  assert.deepEqual([told, session.model.guests.size], [['full'], 0]);
  store.take = take;
  await round();
  assert.deepEqual(await names(store), ['Ada Orr']);
});
