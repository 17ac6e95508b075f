// What the officer does: every act is written to the device first, and only then shown.

import { advise } from './advise.js';
import { NoAnswer } from './api.js';
import { hash, normalise, wellFormed } from './badge.js';
import { PATIENCE } from './breaker.js';

/**
 * model, store, api, clock, breaker: their modules'. grant: {event_id, gate_id, stage, gates}. who: () => {device_id,
 * operator}. feed: () => {epoch, rev} of the last answer. written: called with each new log entry.
 */
export function makeDesk({ model, store, api, clock, breaker, grant, who, feed, written }) {
  const post = () => ({ gate_id: grant.gate_id, stage: grant.stage, device_id: who().device_id });

  const localAdvice = (guest, badge) => {
    const facts = guest ? model.factsOf(guest.gid) : [];
    return advise(model.subject(guest, badge), facts, [], post(), clock.corrected());
  };

  /** The server's advice where it answers in time; else, at once, the device's own. */
  async function ask(guest, badge = null) {
    const local = localAdvice(guest, badge);
    const alone = { ...local, offline: breaker.open };
    if (!guest || breaker.open || grant.stage === 'sight' || local.code === 'repeat') return alone;
    try {
      const claim = { id: crypto.randomUUID(), gid: guest.gid, gate_id: grant.gate_id, at: stamp(clock.now()) };
      const { status, data } = await api.claim(grant.event_id, claim, PATIENCE);
      if (status !== 200) return alone;
      return merge(local, data);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      breaker.trip();
      return { ...local, offline: true };
    }
  }

  function merge(local, answer) {
    const stricter = ['reserved', 'inside', 'revoked', 'cancelled'].includes(answer.advice);
    if (!stricter || local.code === answer.advice) return { ...local, offline: false };
    const first = answer.first ?? {};
    const since = first.at ? Date.parse(first.at) : null;
    return { code: answer.advice, colour: answer.colour, gate_id: first.gate ?? null, since, offline: false };
  }

  async function record(kind, fields) {
    const { epoch, rev } = feed();
    const item = {
      id: fields.id ?? crypto.randomUUID(),
      kind,
      gid: fields.guest?.gid ?? fields.gid ?? null,
      h: fields.h ?? null,
      walk_in: fields.walk_in ?? null,
      shown_name: fields.shown_name ?? fields.guest?.line ?? '',
      gate_id: grant.gate_id,
      operator: who().operator,
      method: fields.method ?? 'search',
      device_time: stamp(clock.now()),
      mono_ms: clock.mono(),
      known_rev: rev ?? 0,
      known_epoch: epoch ?? '',
      advice: fields.advice ?? '',
      override_reason: fields.reason ?? null,
      ref: fields.ref ?? null,
      note: fields.note ?? '',
    };
    const entry = await store.append(grant.event_id, item, clock.corrected());
    model.takeOwn(entry);
    written(entry);
    return entry;
  }

  const passing = () => (grant.stage === 'sight' ? 'sighted' : 'entry');

  return {
    ask,
    record,
    /** A scanned text: {kind: 'misread' | 'unknown' | 'guest', guest, badge, h}. */
    async read(text) {
      const code = normalise(text);
      if (!wellFormed(code)) return { kind: 'misread' };
      const h = await hash(code);
      const found = model.byBadge(h);
      const guest = found && model.guests.get(found.gid);
      return guest ? { kind: 'guest', guest, badge: found.state, h } : { kind: 'unknown', h };
    },
    admit: (guest, fields) => record(passing(), { guest, ...fields }),
    leave: (guest, fields) => record('exit', { guest, ...fields }),
    refuse: (guest, fields) => record('refuse', { guest, ...fields }),
    refer: (guest, fields) => record('refer', { guest, ...fields }),
    undo: (entry) => record('void', { gid: entry.item.gid, ref: entry.id, shown_name: entry.item.shown_name }),
    walkIn(person, { kind = passing(), ...fields }) {
      const gid = crypto.randomUUID();
      return record(kind, { gid, walk_in: person, shown_name: person.name, method: 'walk_in', advice: 'walk_in', ...fields });
    },
    amend: (entry, person) => record('amend', {
      gid: entry.item.gid, ref: entry.id, walk_in: person, shown_name: person.name,
    }),
  };
}

const stamp = (milliseconds) => new Date(milliseconds).toISOString();
