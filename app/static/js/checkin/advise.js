// What the gate page advises for one guest, the twin of app/checkin/advise.py under the same vectors. It reads no
// clock, no storage and no network: everything it knows is handed to it.

import { REPEAT_WITHIN, fold } from './fold.js';

export const COLOURS = {
  expected: 'green', presumed: 'green', repeat: 'green',
  unanswered: 'amber', declined: 'amber', awaiting: 'amber', represented: 'amber', walk_in: 'amber', nameless: 'amber',
  inside: 'amber', superseded: 'amber', reserved: 'amber', ask: 'amber',
  revoked: 'red', cancelled: 'red', badge_revoked: 'red', unknown: 'red',
};

const STATUSES = ['expected', 'presumed', 'unanswered', 'declined', 'awaiting', 'represented', 'walk_in'];

const answer = (code, presence = null) => ({
  code,
  colour: COLOURS[code],
  gate_id: presence?.gate_id ?? null,
  since: presence?.since ?? null,
});

function justRead(facts, presence, gate, now) {
  return facts.some((fact) => fact.device_id === gate.device_id && fact.kind === 'entry'
    && presence.verdicts[fact.id] !== 'voided' && now - fact.at >= 0 && now - fact.at <= REPEAT_WITHIN);
}

function codeFor(guest, facts, presence, gate, now) {
  if (guest.status === 'revoked' || guest.status === 'cancelled') return guest.status;
  if (presence.inside) return justRead(facts, presence, gate, now) ? 'repeat' : 'inside';
  if (guest.badge === 'revoked') return 'badge_revoked';
  if (guest.badge === 'superseded') return 'superseded';
  if (!guest.named) return 'nameless';
  return STATUSES.includes(guest.status) ? guest.status : 'ask';
}

/**
 * guest: {gid, status, named, badge} (badge: the state of the badge that was shown, null when found by search), or
 * null for a code nobody knows. localLog, peerScans: the guest's scans as fold.js takes them. gate: {gate_id, stage,
 * device_id}. now: milliseconds.
 */
export function advise(guest, localLog, peerScans, gate, now) {
  if (!guest) return answer('unknown');
  const facts = [...localLog, ...peerScans];
  const presence = fold(facts);
  const code = codeFor(guest, facts, presence, gate, now);
  const shown = ['inside', 'repeat', 'revoked', 'cancelled'].includes(code) && presence.inside;
  return answer(code, shown ? presence : null);
}
