// The JavaScript side of the shared vectors; pytest runs it (test_vectors.py).

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { advise } from '../../app/static/js/checkin/advise.js';
import { fold } from '../../app/static/js/checkin/fold.js';

const vectors = (name) => JSON.parse(readFileSync(new URL(`./vectors/${name}.json`, import.meta.url), 'utf-8'));

function shuffled(items, seed) {
  const keyed = items.map((item, index) => [(index * 7919 + seed * 104729) % 1009, item]);
  return keyed.sort((a, b) => a[0] - b[0]).map((pair) => pair[1]);
}

for (const { name, scans, expect } of vectors('fold')) {
  test(`fold: ${name}`, () => {
    for (let seed = 0; seed < 6; seed += 1) {
      const state = fold(shuffled(scans, seed));
      for (const [key, value] of Object.entries(expect)) assert.deepEqual(state[key], value, key);
    }
  });
}

for (const { name, guest, local, peers, gate, now, expect } of vectors('advise')) {
  test(`advise: ${name}`, () => {
    assert.deepEqual(advise(guest, local, peers, gate, now), expect);
  });
}
