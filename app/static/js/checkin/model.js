// The event as this device knows it, in memory: guests, badges, and every scan it made or heard of.

import { fold } from './fold.js';

/** A scan of the feed as fold.js takes it. */
function heardFact(scan) {
  return { ...scan, at: Date.parse(scan.at), marks: scan.flags ?? [] };
}

/** deviceId and gates ([{id, name, stage}]) come from the grant. */
export function makeModel({ deviceId, gates }) {
  const guests = new Map();
  const badges = new Map();
  const facts = new Map();
  const owners = new Map();
  const states = new Map();
  const stages = new Map(gates.map((gate) => [gate.id, gate.stage]));
  let version = 0;

  function put(gid, fact) {
    if (!facts.has(gid)) facts.set(gid, new Map());
    facts.get(gid).set(fact.id, fact);
    owners.set(fact.id, gid);
    states.delete(gid);
  }

  function putGuest(guest) {
    version += 1;
    guests.set(guest.gid, guest);
    if (guest.badge?.h) badges.set(guest.badge.h, { gid: guest.gid, state: guest.badge.s });
    for (const old of guest.old_badges ?? []) badges.set(old.h, { gid: guest.gid, state: old.s });
  }

  /** What a scan says itself replaces what another phone had handed over about its guest. */
  function putHeard(gid, fact) {
    if (fact.kind === 'entry') facts.get(gid)?.delete(handedOver(gid));
    put(gid, fact);
  }

  const subject = (guest, badge = null) => (guest && {
    gid: guest.gid, status: guest.status, named: Boolean(guest.names?.length), badge,
  });

  const model = {
    guests,
    subject,
    /** Moves with every change of a guest. */
    version: () => version,
    take({ guests: fresh = [], gone = [], scans = [] }) {
      for (const gid of gone) guests.delete(gid);
      version += gone.length;
      for (const guest of fresh) putGuest(guest);
      for (const scan of scans) {
        const gid = scan.gid ?? owners.get(scan.ref);
        if (gid) putHeard(gid, heardFact(scan));
      }
    },
    /** Guests that another phone says are inside; returns how many were news. */
    takeOver({ gids, gate_id, at }) {
      const news = gids.filter((gid) => guests.has(gid) && !model.factsOf(gid).some((fact) => fact.kind === 'entry'));
      for (const gid of news) {
        put(gid, { id: handedOver(gid), device_id: 'handover', seq: 0, kind: 'entry', stage: 'admit', gate_id, at });
      }
      return news.length;
    },
    /** A scan this device has just written, or reads back from its log. The feed's own word of it wins. */
    takeOwn({ seq, item, at }) {
      const gid = item.gid ?? owners.get(item.ref);
      if (!gid || facts.get(gid)?.has(item.id)) return;
      put(gid, {
        id: item.id, device_id: deviceId, seq, kind: item.kind, gate_id: item.gate_id, at,
        stage: stages.get(item.gate_id) ?? 'admit', ref: item.ref, advice: item.advice,
        override: Boolean(item.override_reason), may_void: false,
      });
      if (item.walk_in) putGuest(told(guests.get(gid), gid, item.walk_in));
    },
    byBadge: (hash) => badges.get(hash) ?? null,
    factsOf: (gid) => [...(facts.get(gid)?.values() ?? [])],
    presence(gid) {
      if (!states.has(gid)) states.set(gid, fold(model.factsOf(gid)));
      return states.get(gid);
    },
    party: (guest) => [...guests.values()].filter((other) => other.iid && other.iid === guest.iid),
    inside() {
      let count = 0;
      for (const gid of facts.keys()) count += model.presence(gid).inside ? 1 : 0;
      return count;
    },
    clear() {
      version += 1;
      for (const map of [guests, badges, facts, owners, states]) map.clear();
    },
  };
  return model;
}

const handedOver = (gid) => `handover:${gid}`;

/** A walk-in, or a place without a name, as the officer has just written him down. */
function told(guest, gid, { name, office }) {
  if (guest) return guest.names?.length ? guest : { ...guest, line: name, names: [name] };
  return {
    gid, iid: null, status: 'walk_in', line: name, names: [name], keys: [], office, organisation: '',
    state: '', category: '', spouse: '', plates: [], badge: null,
  };
}
