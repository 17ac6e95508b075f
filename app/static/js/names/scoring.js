// The score of a whole name: the twin of app/names/aligning.py and scoring.py.

import { makeLikeness } from "./comparing.js";

const LONGEST_JOIN = 4;
const SURE = 0.95;

export function makeScoring(tables, { prepare, joined, skeletons }) {
  const S = tables.scores;
  const likeness = makeLikeness(tables, skeletons);

  function runs(tokens, sure) {
    const out = [];
    for (let first = 0; first < tokens.length - 1; first += 1) {
      for (let end = first + 2; end <= Math.min(tokens.length, first + LONGEST_JOIN); end += 1) {
        if (tokens.slice(first, end).some((_, at) => sure.has(first + at))) break;
        if (end - first === 2 || tokens.slice(first + 1, end - 1).some((t) => t.kind === "particle")) {
          out.push([first, end]);
        }
      }
    }
    return out;
  }

  function mayStandFor(one, tokens, first, end) {
    let size = 0;
    for (let at = first; at < end; at += 1) size += tokens[at].folds[0].length;
    const gap = one.folds[0].length - size;
    return gap >= -4 && gap <= 3 && [...one.heads].some((head) => tokens[first].heads.includes(head));
  }

  function addJoins(typed, stored, gate, found) {
    const sureTyped = new Set(found.filter((m) => m.score >= SURE).map((m) => m.firstTyped));
    const sureStored = new Set(found.filter((m) => m.score >= SURE).map((m) => m.firstStored));
    const singlesTyped = [...typed.keys()].filter((i) => !sureTyped.has(i));
    const singlesStored = [...stored.keys()].filter((j) => !sureStored.has(j));
    const push = (like, firstTyped, endTyped, firstStored, endStored) =>
      found.push({ score: like.score - S.join, why: like.why, firstTyped, endTyped, firstStored, endStored });
    if (singlesTyped.length) {
      for (const [first, end] of runs(stored, sureStored)) {
        for (const i of singlesTyped) {
          if (!mayStandFor(typed[i], stored, first, end)) continue;
          const like = likeness(typed[i], joined(stored.slice(first, end)), gate);
          if (like.score >= S.join_least && like.why !== "prefix" && like.why !== "sound") push(like, i, i + 1, first, end);
        }
      }
    }
    if (singlesStored.length) {
      for (const [first, end] of runs(typed, sureTyped)) {
        for (const j of singlesStored) {
          if (!mayStandFor(stored[j], typed, first, end)) continue;
          const like = likeness(joined(typed.slice(first, end)), stored[j], gate);
          if (like.score >= S.join_least && like.why !== "sound") push(like, first, end, j, j + 1);
        }
      }
    }
  }

  function align(typed, stored, gate) {
    const found = [];
    typed.forEach((a, i) => {
      stored.forEach((b, j) => {
        const like = likeness(a, b, gate);
        if (like.score >= S.least) {
          const place = { firstTyped: i, endTyped: i + 1, firstStored: j, endStored: j + 1 };
          found.push({ score: like.score, why: like.why, ...place });
        }
      });
    });
    addJoins(typed, stored, gate, found);
    const order = (m) => -m.score - 0.001 * (m.endTyped - m.firstTyped + m.endStored - m.firstStored);
    found.sort((a, b) => order(a) - order(b));
    const usedTyped = new Set();
    const usedStored = new Set();
    const range = (first, end) => Array.from({ length: end - first }, (_, at) => first + at);
    return found.filter((match) => {
      const onTyped = range(match.firstTyped, match.endTyped);
      const onStored = range(match.firstStored, match.endStored);
      if (onTyped.some((x) => usedTyped.has(x)) || onStored.some((x) => usedStored.has(x))) return false;
      onTyped.forEach((x) => usedTyped.add(x));
      onStored.forEach((x) => usedStored.add(x));
      return true;
    });
  }

  function weightOf(tokens, first, end) {
    let total = 0;
    for (let at = first; at < end; at += 1) total += tokens[at].weight;
    return total;
  }

  const namesIn = (tokens, first, end) => tokens.slice(first, end).filter((t) => t.kind === "name").length;

  /** Whether the order is the same, but for names moved from the front to the end. */
  function rotated(matches) {
    const order = [...matches].sort((a, b) => a.firstTyped - b.firstTyped).map((match) => match.firstStored);
    return order.filter((place, at) => place > order[(at + 1) % order.length]).length <= 1;
  }

  function crossings(matches) {
    let count = 0;
    matches.forEach((a, i) => {
      for (const b of matches.slice(i + 1)) {
        if (a.firstTyped < b.firstTyped !== a.firstStored < b.firstStored) count += 1;
      }
    });
    return Math.min(count, 3);
  }

  function summed(typed, held, matches, mode) {
    let total = 0;
    let mean = 0;
    let weakest = 2;
    let why = "";
    let names = 0;
    let restTyped = weightOf(typed, 0, typed.length);
    let restHeld = weightOf(held, 0, held.length);
    for (const match of matches) {
      const onTyped = weightOf(typed, match.firstTyped, match.endTyped);
      const onHeld = weightOf(held, match.firstStored, match.endStored);
      const weight = Math.max(onTyped, onHeld);
      total += weight;
      mean += (match.score - S.doubt * Math.max(0, S.doubt_below - match.score)) * weight;
      restTyped -= onTyped;
      restHeld -= onHeld;
      names += Math.max(
        namesIn(typed, match.firstTyped, match.endTyped),
        namesIn(held, match.firstStored, match.endStored),
      );
      if ((weight >= 0.45 || weakest > 1) && (match.score < weakest || weakest > 1)) {
        weakest = match.score;
        why = match.why;
      }
    }
    const base = S.mean * (mean / total) + S.weakest * weakest;
    const shareTyped = total / (total + Math.max(restTyped, 0));
    const shareHeld = total / (total + Math.max(restHeld, 0));
    let value;
    if (mode === "gate") {
      value = base * (1 - S.gate_query + S.gate_query * shareTyped);
      value *= 1 - S.gate_stored + S.gate_stored * shareHeld;
      value -= S.order * crossings(matches);
    } else if (total < 1.45) {
      value = base * S.same_single;
    } else {
      value = base * (1 - S.same_query + S.same_query * shareTyped);
      value *= 1 - S.same_stored + S.same_stored * shareHeld;
      if (names < 2) value *= S.same_one_name;
      if (!rotated(matches)) value *= S.same_order;
    }
    return { score: Math.trunc(Math.max(value, 0) * 10000 + 0.5) / 10000, why };
  }

  /** The score of `query` for `stored` (0 to 1) and why; mode "gate" or "same". */
  return function compared(query, stored, mode) {
    const typed = prepare(query);
    const held = prepare(stored);
    if (!typed.tokens.length || !held.tokens.length) return { score: 0, why: "" };
    if (typed.text === held.text) return { score: 1, why: "exact" };
    const matches = align(typed.tokens, held.tokens, mode === "gate");
    return matches.length ? summed(typed.tokens, held.tokens, matches, mode) : { score: 0, why: "" };
  };
}
