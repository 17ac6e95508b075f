// A phone's memory and a server that keeps the protocol, joined by a network that does what the dice say.

export function dice(seed) {
  let state = seed * 2654435761 + 1;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 3266489917) >>> 0;
    return state / 2 ** 32;
  };
}

/** What store.js offers, kept in an array and in maps. */
export function makeMemory() {
  const entries = [];
  const settings = new Map();
  const guests = new Map();
  return {
    entries,
    get: async (key) => settings.get(key),
    set: async (key, value) => settings.set(key, value),
    async append(event, item, at) {
      const entry = { id: item.id, seq: entries.length + 1, event, at, item: { ...item, seq: entries.length + 1 }, sent: 0 };
      entries.push(entry);
      return entry;
    },
    log: async () => entries.map((entry) => ({ ...entry })),
    async settle(results) {
      for (const result of results) Object.assign(entries.find((entry) => entry.id === result.id), { sent: 1, verdict: result.verdict });
    },
    async unsettle(seq) {
      for (const entry of entries) if (entry.seq >= seq) entry.sent = 0;
    },
    forget: async (key) => settings.delete(key),
    logOf: async (event) => entries.filter((entry) => entry.event === event).map((entry) => ({ ...entry })),
    guests: async (event) => guests.get(event) ?? [],
    peers: async () => [],
    async take(event, answer) {
      if (answer.guests?.length) guests.set(event, answer.guests);
      for (const [key, value] of Object.entries(answer.settings ?? {})) settings.set(key, value);
    },
    async wipeGuests(event) {
      guests.delete(event);
      settings.delete(`feed:${event}`);
    },
    async dropLog(event) {
      entries.splice(0, entries.length, ...entries.filter((entry) => entry.event !== event));
    },
  };
}

export function makeServer() {
  const server = {
    scans: new Map(), epoch: 'one', rev: 0, posts: 0, most: 200, known: new Set(['e', 'f']),
    expected() {
      const held = new Set([...server.scans.values()].map((scan) => scan.seq));
      let seq = 1;
      while (held.has(seq)) seq += 1;
      return seq;
    },
    receive(event, { scans }) {
      server.posts += 1;
      if (!server.known.has(event)) return { status: 404, data: {}, wait: 0 };
      if (scans.length > server.most) return { status: 413, data: {}, wait: 0 };
      const results = scans.map((scan) => {
        const status = server.scans.has(scan.id) ? 'known' : 'stored';
        server.scans.set(scan.id, scan);
        return { id: scan.id, status, verdict: 'first' };
      });
      server.rev += 1;
      return { status: 200, wait: 0, data: { results, expected_seq: server.expected(), wipe: false } };
    },
    changes(epoch, since) {
      if (epoch !== server.epoch) return { status: 409, data: {} };
      const device = { state: 'active', expected_seq: server.expected() };
      const data = { epoch, rev: server.rev, guests: [], gone: [], scans: [], conflicts: [], device, has_more: since > 1e9 };
      return { status: 200, data };
    },
    snapshot: () => ({ status: 200, data: { epoch: server.epoch, rev: server.rev, guests: [], scans: [], complete: true } }),
  };
  return server;
}

/** Requests are lost with probability `loss`, before or after the server has acted. */
export function makeNetwork(server, NoAnswer, random) {
  const network = { loss: 0 };
  const through = (act) => async (...given) => {
    if (random() < network.loss) throw new NoAnswer('request lost');
    const answer = act(...given);
    if (random() < network.loss) throw new NoAnswer('answer lost');
    return structuredClone(answer);
  };
  network.api = {
    scans: through((event, batch) => server.receive(event, structuredClone(batch))),
    changes: through((_event, epoch, since) => server.changes(epoch, since)),
    snapshot: through(() => server.snapshot()),
  };
  return network;
}

/** navigator.locks with `ifAvailable`. */
export function makeLocks() {
  const held = new Set();
  return {
    async request(name, _options, act) {
      if (held.has(name)) return act(null);
      held.add(name);
      try {
        return await act({ name });
      } finally {
        held.delete(name);
      }
    },
  };
}
