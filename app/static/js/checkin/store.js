// What the device keeps (IndexedDB): guests, the log of its own scans, the scans of its peers, and its settings.
// A scan is on the disk before anybody sees a colour: its write waits for `durability: 'strict'`.

import { openDB } from '/static/vendor/idb/index.js';

const NAME = 'checkin';
const STRICT = { durability: 'strict' };

function upgrade(database) {
  database.createObjectStore('setting');
  database.createObjectStore('guest', { keyPath: ['event', 'gid'] }).createIndex('event', 'event');
  const log = database.createObjectStore('log', { keyPath: 'id' });
  log.createIndex('seq', 'seq', { unique: true });
  log.createIndex('event', 'event');
  database.createObjectStore('peer', { keyPath: ['event', 'id'] }).createIndex('event', 'event');
}

/** Opens the store. A log entry is {id, seq, event, at, item, sent, verdict, reason}. */
export async function openStore() {
  const database = await openDB(NAME, 1, { upgrade });
  const eventRange = (event) => IDBKeyRange.bound([event], [event, []]);

  return {
    get: (key) => database.get('setting', key),
    set: (key, value) => database.put('setting', value, key),
    forget: (key) => database.delete('setting', key),

    /** Write one scan; its number is given inside the same transaction, so none is given twice. */
    async append(event, item, at) {
      const change = database.transaction(['log', 'setting'], 'readwrite', STRICT);
      const settings = change.objectStore('setting');
      const seq = ((await settings.get('seq')) ?? 0) + 1;
      const entry = { id: item.id, seq, event, at, item: { ...item, seq }, sent: 0, verdict: null, reason: null };
      await settings.put(seq, 'seq');
      await change.objectStore('log').add(entry);
      await change.done;
      return entry;
    },
    log: () => database.getAllFromIndex('log', 'seq'),
    logOf: (event) => database.getAllFromIndex('log', 'event', event),
    async settle(results) {
      const change = database.transaction('log', 'readwrite');
      for (const result of results) {
        const entry = await change.store.get(result.id);
        if (entry) await change.store.put({ ...entry, sent: 1, verdict: result.verdict, reason: result.reason });
      }
      await change.done;
    },
    /** The server lost what it had acknowledged from this number on: it will be sent again. */
    async unsettle(seq) {
      const change = database.transaction('log', 'readwrite');
      for await (const cursor of change.store.index('seq').iterate(IDBKeyRange.lowerBound(seq))) {
        await cursor.update({ ...cursor.value, sent: 0 });
      }
      await change.done;
    },
    async dropLog(event) {
      const change = database.transaction('log', 'readwrite');
      for await (const cursor of change.store.index('event').iterate(event)) await cursor.delete();
      await change.done;
    },

    guests: (event) => database.getAllFromIndex('guest', 'event', event),
    peers: (event) => database.getAllFromIndex('peer', 'event', event),
    /** One answer of the feed and the cursor it leads to, together or not at all. */
    async take(event, { guests = [], gone = [], scans = [], settings = {} }) {
      const change = database.transaction(['guest', 'peer', 'setting'], 'readwrite');
      for (const guest of guests) change.objectStore('guest').put({ ...guest, event });
      for (const gid of gone) change.objectStore('guest').delete([event, gid]);
      for (const scan of scans) change.objectStore('peer').put({ ...scan, event });
      for (const [key, value] of Object.entries(settings)) change.objectStore('setting').put(value, key);
      await change.done;
    },
    /** Delete all that names a guest; the log stays until it is delivered. */
    async wipeGuests(event) {
      const change = database.transaction(['guest', 'peer', 'setting'], 'readwrite');
      change.objectStore('guest').delete(eventRange(event));
      change.objectStore('peer').delete(eventRange(event));
      change.objectStore('setting').delete(`feed:${event}`);
      await change.done;
    },
  };
}
