// The fold over one guest's scans, the twin of app/checkin/fold.py under the same vectors. Times are milliseconds.

export const REPEAT_WITHIN = 10_000;
export const VOID_WITHIN = 5 * 60_000;

const compare = (a, b) =>
  a.at - b.at || order(a.device_id, b.device_id) || a.seq - b.seq || order(a.id, b.id);

function order(a, b) {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Whether this void undoes that scan: the device's own within five minutes, or by the right to void. */
export function voidHolds(undo, target) {
  if (target.kind === 'void') return false;
  const own = undo.device_id === target.device_id && Math.abs(undo.at - target.at) <= VOID_WITHIN;
  return Boolean(undo.may_void) || own;
}

function judgeVoids(ordered, known) {
  const verdicts = {};
  for (const undo of ordered) {
    if (undo.kind !== 'void') continue;
    const target = known.get(undo.ref);
    if (!target) verdicts[undo.id] = 'void';
    else if (voidHolds(undo, target)) {
      verdicts[undo.id] = 'void';
      verdicts[target.id] = 'voided';
    } else verdicts[undo.id] = 'void_refused';
  }
  return verdicts;
}

function noteFlags(flags, fact) {
  for (const mark of fact.marks ?? []) flags.add(mark);
  if (fact.override) flags.add('override');
  if (fact.kind === 'entry' && ['unanswered', 'declined'].includes(fact.advice)) flags.add(fact.advice);
}

/** Whether an officer saw that the guest was inside and admitted him with a reason. */
const knowing = (fact) => Boolean(fact.override) && fact.advice === 'inside';

function enter(state, fact) {
  const previous = state.lastRead.get(fact.device_id);
  state.lastRead.set(fact.device_id, fact.at);
  if (!state.inside) {
    state.inside = fact;
    state.entries += 1;
    if (state.first) return 'reentry';
    state.first = fact;
    return 'first';
  }
  if (previous !== undefined && fact.at - previous <= REPEAT_WITHIN) return 'repeat';
  if (!knowing(fact)) state.clashes.push([state.inside.id, fact.id]);
  return 'duplicate';
}

function leave(state, fact) {
  state.lastRead.clear();
  if (!state.inside) return 'exit_without_entry';
  state.inside = null;
  state.left = fact;
  state.exits += 1;
  return 'exit';
}

function take(state, fact) {
  noteFlags(state.flags, fact);
  const admits = (fact.stage ?? 'admit') === 'admit';
  if (fact.kind === 'entry' && admits) return enter(state, fact);
  if (fact.kind === 'exit' && admits) return leave(state, fact);
  if (['sighted', 'entry'].includes(fact.kind) && state.seenAt === null) state.seenAt = fact.at;
  return 'noted';
}

/** Read all scans of one guest, with every void that names one of them; a fact given twice counts once. */
export function fold(facts) {
  const known = new Map(facts.map((fact) => [fact.id, fact]));
  const ordered = [...known.values()].sort(compare);
  const verdicts = judgeVoids(ordered, known);
  const state = {
    inside: null, first: null, left: null, seenAt: null, entries: 0, exits: 0,
    flags: new Set(), clashes: [], lastRead: new Map(),
  };
  for (const fact of ordered) {
    if (!(fact.id in verdicts)) verdicts[fact.id] = take(state, fact);
  }
  return {
    inside: Boolean(state.inside),
    since: state.inside?.at ?? null,
    gate_id: state.inside?.gate_id ?? null,
    first_at: state.first?.at ?? null,
    first_gate_id: state.first?.gate_id ?? null,
    left_at: state.left?.at ?? null,
    left_gate_id: state.left?.gate_id ?? null,
    seen_at: state.seenAt,
    entries: state.entries,
    exits: state.exits,
    flags: [...state.flags].sort(),
    verdicts,
    clashes: state.clashes,
  };
}
