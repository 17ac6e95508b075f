// Sending what was written and hearing what others wrote. Everything here may fail at any moment and is then done again.

import { NoAnswer } from './api.js';

const BATCH = 200;
const BYTES = 250_000;

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

/** hooks: wiped(event), settled(results), changed(event, answer), stale(event, why), reset(event), unknown(). */
export function makeSync({ store, api, clock, locks, feed, hooks }) {
  let limit = BATCH;
  let notBefore = 0;

  async function send(event, entries) {
    const batch = nextBatch(entries, limit);
    const { epoch } = feed(event);
    const body = {
      epoch, sent_at: new Date(clock.now()).toISOString(), clock: clock.report(), scans: batch.map((entry) => entry.item),
    };
    const { status, data, wait } = await api.scans(event, body);
    if (status === 413 && batch.length > 1) {
      limit = Math.max(1, Math.floor(batch.length / 2));
      return true;
    }
    if (status !== 200) {
      notBefore = clock.mono() + Math.max(wait * 1000, 2_000);
      if (status === 401) hooks.unknown();
      return false;
    }
    limit = Math.min(BATCH, limit * 2);
    await store.settle(data.results);
    await sendAgainFrom(data.expected_seq);
    hooks.settled(data.results);
    if (data.wipe) hooks.wiped(event);
    return batch.length > 0 && data.results.length > 0;
  }

  /** The server waits for a scan that it had acknowledged: a power cut or a restored backup took it away. */
  async function sendAgainFrom(seq) {
    const lost = (await store.log()).find((entry) => entry.seq === seq && entry.sent);
    if (lost) await store.unsettle(seq);
  }

  async function uploadAll() {
    if (clock.mono() < notBefore) return;
    for (;;) {
      const waiting = (await store.log()).filter((entry) => !entry.sent);
      if (!waiting.length) return;
      const [{ event }] = waiting;
      const more = await send(event, waiting.filter((entry) => entry.event === event));
      if (!more) return;
    }
  }

  /** One uploader at a time, whatever the number of open pages. */
  async function upload() {
    await locks.request('checkin-upload', { ifAvailable: true }, async (lock) => {
      if (!lock) return;
      try {
        await uploadAll();
      } catch (error) {
        if (!(error instanceof NoAnswer)) throw error;
      }
    });
  }

  async function snapshot(event) {
    let after = null;
    let cursor = null;
    const guests = [];
    for (;;) {
      const { status, data } = await api.snapshot(event, after);
      if (status !== 200) return refused(event, status);
      cursor ??= { epoch: data.epoch, rev: data.rev };
      if (data.epoch !== cursor.epoch) return false;
      guests.push(...data.guests);
      if (data.complete) {
        await hooks.fresh(event, { ...data, ...cursor, guests });
        return true;
      }
      after = data.next;
    }
  }

  async function changes(event) {
    const { epoch, rev } = feed(event);
    const { status, data } = await api.changes(event, epoch, rev);
    if (status === 409) {
      await store.unsettle(1);
      return snapshot(event);
    }
    if (status === 410) return snapshot(event);
    if (status !== 200) return refused(event, status);
    await hooks.changed(event, data);
    await sendAgainFrom(data.device.expected_seq);
    return data.has_more ? changes(event) : true;
  }

  function refused(event, status) {
    if (status === 401 || status === 404) hooks.shut(event, status);
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
