// Sending what was written and hearing what others wrote. Everything here may fail at any moment and is then done again.

import { NoAnswer } from './api.js';

const BATCH = 200;
const BYTES = 250_000;
const BEAT = 30_000;
const PATIENCE = 60_000;
const CLOSED = { grant_expired: 'closed', device_revoked: 'revoked' };

/** The oldest unsent entries that fit one batch. */
export function nextBatch(entries, limit = BATCH) {
  const batch = [];
  let bytes = 2_000;
  for (const entry of entries) {
    bytes += new TextEncoder().encode(JSON.stringify(entry.item)).length + 1;
    if (batch.length >= limit || (batch.length && bytes > BYTES)) break;
    batch.push(entry);
  }
  return batch;
}

/**
 * feed: (event) → {epoch, rev}. beat: () → {waiting, known_rev, musters} for the desk. hooks: fresh(event, snapshot),
 * changed(event, answer), beaten(what beat said), wiped(event), shut(event, why).
 */
export function makeSync({ store, api, clock, locks, feed, beat, hooks }) {
  let limit = BATCH;
  let notBefore = 0;
  let lastBeat = -Infinity;
  let again = { seq: 0, at: 0 };

  async function send(event, entries) {
    const batch = nextBatch(entries, limit);
    const { epoch } = feed(event);
    const said = beat();
    const body = {
      ...said, epoch, sent_at: new Date(clock.now()).toISOString(), clock: clock.report(),
      scans: batch.map((entry) => entry.item),
    };
    const { status, data, wait } = await api.scans(event, body);
    if (status === 413 && batch.length > 1) {
      limit = Math.max(1, Math.floor(batch.length / 2));
      return true;
    }
    if (status !== 200) {
      notBefore = clock.mono() + Math.max(wait * 1000, 2_000);
      return false;
    }
    limit = Math.min(BATCH, limit * 2);
    lastBeat = clock.mono();
    await hooks.beaten(said);
    await store.settle(batch.map((entry, place) => ({ ...data.results[place], id: entry.id })));
    await sendAgainFrom(data.expected_seq, await store.log());
    if (data.wipe) await hooks.wiped(event);
    return data.results.length > 0;
  }

  /**
   * The server waits for a scan that it had acknowledged: a power cut or a restored backup took it away.
   * entries: the log as it was when the server was asked; what another page has delivered since is not lost.
   */
  async function sendAgainFrom(seq, entries) {
    if (again.seq === seq && clock.mono() - again.at < PATIENCE) return;
    if (!entries.some((entry) => entry.seq === seq && entry.sent)) return;
    again = { seq, at: clock.mono() };
    await store.unsettle(seq);
  }

  /** Everything that waits, event by event; one event that the server does not know keeps none of the others back. */
  async function uploadAll(current) {
    if (clock.mono() < notBefore) return;
    const stuck = new Set();
    for (;;) {
      const waiting = (await store.log()).filter((entry) => !entry.sent && !stuck.has(entry.event));
      if (!waiting.length) break;
      const [{ event }] = waiting;
      const more = await send(event, waiting.filter((entry) => entry.event === event));
      if (!more) stuck.add(event);
    }
    if (!stuck.size && (beat().musters.length || clock.mono() - lastBeat > BEAT)) await send(current, []);
  }

  /** One uploader at a time, whatever the number of open pages. */
  async function upload(current) {
    await locks.request('checkin-upload', { ifAvailable: true }, async (lock) => {
      if (!lock) return;
      try {
        await uploadAll(current);
      } catch (error) {
        if (!(error instanceof NoAnswer)) throw error;
      }
    });
  }

  async function snapshot(event) {
    let after = null;
    let cursor = null;
    const guests = [];
    const scans = [];
    for (;;) {
      const { status, data } = await api.snapshot(event, after);
      if (status !== 200) return refused(event, status, data);
      cursor ??= { epoch: data.epoch, rev: data.rev };
      if (data.epoch !== cursor.epoch) return false;
      guests.push(...data.guests);
      scans.push(...data.scans);
      if (data.complete) {
        await hooks.fresh(event, { ...data, ...cursor, guests, scans });
        return true;
      }
      after = data.next;
    }
  }

  async function changes(event) {
    const { epoch, rev } = feed(event);
    const entries = await store.log();
    const { status, data } = await api.changes(event, epoch, rev);
    if (status === 409) {
      await store.unsettle(1);
      await upload(event);
      return snapshot(event);
    }
    if (status === 410) return snapshot(event);
    if (status !== 200) return refused(event, status, data);
    await hooks.changed(event, data);
    await sendAgainFrom(data.device.expected_seq, entries);
    return data.has_more ? changes(event) : true;
  }

  async function refused(event, status, data) {
    if (status === 401) await hooks.shut(event, CLOSED[data?.code] ?? 'unknown');
    return false;
  }

  /** Hear what is new; returns whether the server answered. */
  async function hear(event) {
    try {
      return await (feed(event).epoch ? changes(event) : snapshot(event));
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      return false;
    }
  }

  return { upload, hear };
}
