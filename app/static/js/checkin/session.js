// One phone, one event: what it keeps, whom it asks, and the rhythm in which it does both.

import { makeApi } from './api.js';
import { makeBreaker } from './breaker.js';
import { makeClock } from './clock.js';
import { makeDesk } from './desk.js';
import { packInside, unpackInside } from './handover.js';
import { makeModel } from './model.js';
import { makeSync } from './sync.js';

const NEAR = 5_000;
const FAR = 30_000;
const FARTHEST = 60_000;
const PING = 3_000;

/** What every page needs before it knows its event. */
export async function makeBase(store, build) {
  const saved = (await store.get('clock')) ?? null;
  const clock = makeClock({ wall: () => Date.now(), mono: () => performance.now(), saved });
  const api = makeApi({ fetch: window.fetch.bind(window), clock, build });
  return { store, clock, api };
}

/** Keep what an enrolment gave; a further event joins the ones there are. */
export async function keepEnrolment(store, answer, operator) {
  const grants = ((await store.get('grants')) ?? []).filter((grant) => grant.event_id !== answer.grant.event_id);
  await store.set('device', { device_id: answer.device_id, operator });
  await store.set('grants', [...grants, { ...answer.grant, event: answer.event, gates: answer.gates }]);
  await store.set('current', answer.grant.event_id);
}

/**
 * shown: {heard, closed(why), written, conflict(conflict), failed(error), decided(scan, referral)} are called as things
 * happen; `decided` when the protocol officer has answered a referral of this phone.
 */
export async function openSession({ store, clock, api }, shown) {
  const device = await store.get('device');
  const event = await store.get('current');
  const grants = (await store.get('grants')) ?? [];
  const grant = grants.find((one) => one.event_id === event);
  if (!device || !grant) return null;

  const model = makeModel({ deviceId: device.device_id, gates: grant.gates });
  const breaker = makeBreaker();
  let feed = (await store.get(`feed:${event}`)) ?? {};
  let answeredAt = null;
  let failures = 0;
  let timer = null;
  let shut = null;

  model.take({ guests: await store.guests(event), scans: await store.peers(event) });
  const log = await store.logOf(event);
  for (const entry of log) model.takeOwn(entry);
  for (const told of (await store.get(`handover:${event}`)) ?? []) model.takeOver(told);
  let waiting = (await store.log()).filter((entry) => !entry.sent).length;

  async function count() {
    waiting = (await store.log()).filter((entry) => !entry.sent).length;
  }

  async function keep(answer, settings) {
    const next = { ...feed, ...settings, heard: clock.corrected() };
    await store.take(event, { ...answer, settings: { [`feed:${event}`]: next, clock: clock.sample() } });
    feed = next;
    model.take(answer);
  }

  async function forgetGuests(of) {
    await store.wipeGuests(of);
    await store.forget(`handover:${of}`);
  }

  /** The list goes at once: this event's, and with the phone's right also those of the others. */
  async function wipe(why) {
    shut = why;
    feed = {};
    for (const one of why === 'revoked' ? grants : [grant]) await forgetGuests(one.event_id);
    model.clear();
    shown.closed(why);
  }

  const over = (one) => Date.parse(one.valid_until) < clock.corrected();

  /** What is over expires, also without a network; a log goes when the server holds all of it. */
  async function expire() {
    for (const one of grants) if (one !== grant && over(one)) await forgetGuests(one.event_id);
    if (over(grant) && !shut) await wipe('closed');
    if (!['closed', 'revoked'].includes(shut)) return;
    const entries = await store.logOf(event);
    if (!entries.length || entries.some((entry) => !entry.sent)) return;
    if (shut === 'revoked' || await close(entries)) await store.dropLog(event);
  }

  const hooks = {
    async fresh(_event, answer) {
      const known = new Set(answer.guests.map((guest) => guest.gid));
      const gone = [...model.guests.keys()].filter((gid) => !known.has(gid) && model.guests.get(gid).iid);
      await keep({ ...answer, gone }, version(answer));
    },
    async changed(_event, answer) {
      await keep(answer, version(answer));
      for (const conflict of answer.conflicts) if (conflict.state === 'open') shown.conflict(conflict);
      const decided = answer.scans.filter((scan) => scan.device_id === 'desk' && ['entry', 'refuse'].includes(scan.kind) && scan.ref);
      const own = new Map(decided.length ? (await store.logOf(event)).map((entry) => [entry.id, entry]) : []);
      for (const scan of decided) if (own.has(scan.ref)) shown.decided(scan, own.get(scan.ref));
    },
    /** The server has what was said with this upload. */
    async beaten(said) {
      if (!said.musters.length) return;
      musters = musters.filter((one) => !said.musters.includes(one));
      await store.set(`musters:${event}`, musters);
    },
    wiped: () => wipe('revoked'),
    shut: (_event, why) => wipe(why),
  };
  const version = ({ epoch, rev, list_version: cut, gates_heard: heard = {} }) => ({ epoch, rev, list_version: cut, gates_heard: heard });
  let musters = (await store.get(`musters:${event}`)) ?? [];
  const beat = () => ({ waiting, known_rev: feed.rev ?? 0, musters });
  const sync = makeSync({ store, api, clock, locks: navigator.locks, feed: () => feed, beat, hooks });

  const desk = makeDesk({
    model, store, api, clock, breaker, grant,
    who: () => device,
    feed: () => feed,
    written: async () => {
      await count();
      shown.written();
      send();
    },
  });

  async function send() {
    await sync.upload(event);
    await count();
    shown.written();
  }

  async function exchange() {
    await send();
    const heard = shut ? false : await sync.hear(event);
    await expire();
    return heard;
  }

  /** Send, hear, and come again: sooner when somebody looks, later when nobody answers. */
  async function round() {
    clearTimeout(timer);
    const heard = await exchange().catch(shown.failed);
    failures = heard || shut ? 0 : failures + 1;
    if (heard) answeredAt = clock.mono();
    shown.heard();
    const base = document.visibilityState === 'visible' ? NEAR : FAR;
    const wait = Math.min(base * 2 ** Math.min(failures, 4), FARTHEST) * (0.8 + 0.4 * Math.random());
    clearTimeout(timer);
    timer = setTimeout(round, failures ? wait : base * (0.9 + 0.2 * Math.random()));
  }

  /** While the circuit is open: does the network answer quickly again? */
  async function ping() {
    if (breaker.open) {
      const rtt = await api.ping().then((answer) => answer.rtt, () => null);
      if (breaker.pinged(rtt)) round();
    }
    setTimeout(ping, PING);
  }

  return {
    desk,
    model,
    grant,
    device,
    start() {
      round();
      ping();
    },
    now: round,
    waiting: () => waiting,
    shut: () => shut,
    online: () => answeredAt !== null && !failures && !breaker.open,
    /** Age of the list in milliseconds; null when there is none. */
    age: () => (feed.heard ? Math.max(0, clock.corrected() - feed.heard) : null),
    version: () => feed.list_version ?? '',
    /** When each gate was last heard by the server; only a device that may show the board is told. */
    gatesHeard: () => feed.gates_heard ?? {},
    /** What another phone must scan to know who is inside. */
    handOver: () => packInside({
      guests: model.guests, inside: (gid) => model.presence(gid).inside, gateId: grant.gate_id, at: clock.corrected(),
    }),
    /** What another phone showed: how many more are inside; null when its list is another. */
    async takeOver(text) {
      const told = await unpackInside(text, model.guests);
      if (!told) return null;
      await store.set(`handover:${event}`, [...(await store.get(`handover:${event}`)) ?? [], told]);
      return model.takeOver(told);
    },
    /** What this phone recorded at this event, for when it can no longer be sent: no badge, no note, no other event. */
    async logText() {
      const entries = (await store.logOf(event)).sort((a, b) => a.seq - b.seq);
      return JSON.stringify({ event: grant.event.title, device_id: device.device_id, scans: entries.map(logLine) }, null, 1);
    },
    /** Somebody opens the list of all who are inside. */
    async noteMuster() {
      musters = [...musters, crypto.randomUUID()];
      await store.set(`musters:${event}`, musters);
      send();
    },
    async setOperator(name) {
      device.operator = name;
      await store.set('device', device);
    },
    /** Sign out: the list goes at once, the log when the server says that it holds all of it. */
    async finish() {
      await send();
      const entries = await store.logOf(event);
      const complete = await close(entries);
      await wipe('closed');
      if (complete) {
        await store.dropLog(event);
        await store.set('grants', (await store.get('grants')).filter((one) => one.event_id !== event));
        await store.forget('current');
      }
      await count();
      return complete;
    },
  };

  async function close(entries) {
    const last = (await store.get('seq')) ?? 0;
    const text = entries.sort((a, b) => a.seq - b.seq).map((entry) => `${entry.seq}:${entry.id}`).join('\n');
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
    const hash = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    const body = { device_id: device.device_id, last_seq: last, log_hash: hash };
    return api.close(event, body).then(({ status }) => status === 200, () => false);
  }
}

function logLine({ item: { h, note, mono_ms, known_epoch, ...told }, sent, verdict }) {
  return { ...told, sent: Boolean(sent), verdict };
}
