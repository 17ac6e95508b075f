// Matching of personal names across scripts, spellings and hearing, for the gate without a network.
//
// The twin of app/names: the same tables (app/names/tables/*.json, handed in as one object by name), the same
// keys, the same scores to the last digit; tests/names/vectors.json holds both to that.

import { edits } from "./names/comparing.js";
import { makeKeys } from "./names/keys.js";
import { makeScoring } from "./names/scoring.js";
import { makeTokens } from "./names/tokens.js";

const FEWEST = 30;
const MOST = 200;

/** The matcher that these tables make: fold, searchKeys, queryKeys, score, samePerson, rank, makeIndex. */
export function makeMatcher(tables) {
  const tokens = makeTokens(tables);
  const compared = makeScoring(tables, tokens);
  const { searchKeys, queryKeys } = makeKeys(tokens);

  /** The sounds of each token of a name, likeliest first. */
  const fold = (name) => tokens.prepare(name).tokens.map((token) => token.folds);

  /** How well `query` stands for `stored`, 0 to 1; mode "gate" (part of a name) or "same" (one person?). */
  const score = (query, stored, mode = "gate") => compared(query, stored, mode).score;

  function samePerson(a, b) {
    const found = Math.min(score(a, b, "same"), score(b, a, "same"));
    if (found >= tables.scores.yes) return "yes";
    return found >= tables.scores.perhaps ? "perhaps" : "no";
  }

  /** The best of [key, names] candidates as {key, score, name, why}, best first. */
  function rank(query, candidates, limit = 10) {
    const hits = [];
    for (const [key, names] of candidates) {
      let best = { key, score: 0, name: "", why: "" };
      for (const name of names) {
        const found = compared(query, name, "gate");
        if (found.score > best.score) best = { key, score: found.score, name, why: found.why };
      }
      if (best.score > 0) hits.push(best);
    }
    return inOrder(query, hits, limit);
  }

  const counted = (items) => {
    const counts = new Map();
    for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
    return counts;
  };
  const texts = (name) => [...new Set(tokens.prepare(name).tokens.map((token) => token.text))];

  /** Best first; of those who score alike, whose letters are nearer, then whose rarest word more of them bear. */
  function inOrder(query, hits, limit) {
    const found = [...hits].sort((a, b) => b.score - a.score);
    const best = found.filter((hit) => hit.score >= found.slice(0, limit).at(-1).score);
    const alike = counted(best.map((hit) => hit.score));
    if (alike.size === best.length) return best;
    const bearers = counted(found.flatMap((hit) => texts(hit.name)));
    const letters = (name) => [...tokens.prepare(name).text];
    const typed = letters(query);
    const place = (hit) => {
      if (alike.get(hit.score) === 1) return [hit, 0, 0];
      return [hit, edits(typed, letters(hit.name)), Math.min(...texts(hit.name).map((text) => bearers.get(text)))];
    };
    return best
      .map(place)
      .sort(([a, farA, bornA], [b, farB, bornB]) => b.score - a.score || farA - farB || bornB - bornA)
      .map(([hit]) => hit)
      .slice(0, limit);
  }

  /** An index of [key, names, keys?]: keys the server sent spare the device folding every guest. */
  function makeIndex(people) {
    const postings = new Map();
    people.forEach(([, names, keys], number) => {
      for (const key of keys ?? searchKeys(names)) {
        if (!postings.has(key)) postings.set(key, []);
        postings.get(key).push(number);
      }
    });

    function search(query, limit = 10) {
      const gained = new Map();
      for (const [key, weight] of queryKeys(query)) {
        const found = postings.get(key) ?? [];
        for (const number of found) {
          gained.set(number, (gained.get(number) ?? 0) + weight / (3 + Math.sqrt(found.length)));
        }
      }
      const best = [...gained].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, Math.min(MOST, FEWEST + Math.floor(people.length / 100)));
      const { worth_ranking: worth, ranked_first: first, convincing } = tables.scores;
      const likeliest = best.filter(([, sum]) => sum >= worth * best[0][1]).map(([number]) => people[number]);
      const hits = rank(query, likeliest.slice(0, first), limit);
      if (likeliest.length <= first || (hits.length && hits[0].score >= convincing)) return hits;
      return inOrder(query, [...hits, ...rank(query, likeliest.slice(first), limit)], limit);
    }

    return { search };
  }

  return { fold, searchKeys, queryKeys, score, samePerson, rank, makeIndex };
}
