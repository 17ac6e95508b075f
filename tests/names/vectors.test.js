// The JavaScript side of the shared vectors; pytest runs it (test_twin.py).

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

import { makeMatcher } from '../../app/static/js/names.js';

const folder = new URL('../../app/names/tables/', import.meta.url);
const read = (url) => JSON.parse(readFileSync(url, 'utf-8'));
const tables = Object.fromEntries(
  readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => [file.slice(0, -5), read(new URL(file, folder))]),
);
const vectors = read(new URL('./vectors.json', import.meta.url));
const matcher = makeMatcher(tables);

test('the same sounds and keys of every name', () => {
  for (const { name, fold, keys, query } of vectors.names) {
    assert.deepEqual(matcher.fold(name), fold, name);
    assert.deepEqual([...matcher.searchKeys([name])].sort(), keys, name);
    assert.deepEqual(Object.fromEntries(matcher.queryKeys(name)), query, name);
  }
});

test('the same scores to the last digit', () => {
  for (const [a, b, gate, same, verdict] of vectors.scores) {
    assert.equal(matcher.score(a, b, 'gate'), gate, `${a} / ${b}, gate`);
    assert.equal(matcher.score(a, b, 'same'), same, `${a} / ${b}, same`);
    assert.equal(matcher.samePerson(a, b), verdict, `${a} / ${b}`);
  }
});

test('the same hits in the same order', () => {
  const index = matcher.makeIndex(vectors.crowd.map((name) => [name, [name]]));
  for (const [typed, hits] of vectors.searches) {
    const found = index.search(typed, 5).map((hit) => [hit.name, hit.score, hit.why]);
    assert.deepEqual(found, hits, typed);
  }
});

test('keys the server sent are used as they are', () => {
  const people = vectors.crowd.slice(0, 50).map((name) => [name, [name], matcher.searchKeys([name])]);
  const [hit] = matcher.makeIndex(people).search(vectors.crowd[7], 1);
  assert.equal(hit.name, vectors.crowd[7]);
});
