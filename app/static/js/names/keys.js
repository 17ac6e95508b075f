// The keys under which a person is found: the twin of app/names/keys.py.

import { squeeze } from "./rewriting.js";

const LONGEST = 40;
const SHORT_SKELETON = 2;
const BEGINNING = 4;
const MOST_SKELETONS = 4;
const MOST_GROUPS = 2;
const cut = (text) => [...text].slice(0, LONGEST).join("");

export function makeKeys({ prepare, joined, coarse }) {
  function deletions(skeleton) {
    if (skeleton.length <= SHORT_SKELETON) return [];
    return [...new Set([...skeleton].map((_, at) => skeleton.slice(0, at) + skeleton.slice(at + 1)))];
  }

  const pair = (a, b) => (a <= b ? `w:${a}+${b}` : `w:${b}+${a}`);

  /** What a token contributes to pairs: its skeletons with t and s alike, and the groups it belongs to. */
  function marks(token) {
    const loose = token.skeletons.map((skeleton) => squeeze(skeleton.replaceAll("t", "s")));
    return [...new Set([...loose.slice(0, MOST_SKELETONS), ...[...token.groups.keys()].slice(0, MOST_GROUPS)])];
  }

  const across = (one, two) => one.flatMap((a) => two.map((b) => pair(a, b)));

  function pairs(tokens) {
    const heads = tokens.filter((t) => t.kind !== "particle" && t.skeletons.length).map(marks);
    const first = heads.slice(0, 5);
    const found = first.flatMap((one, i) => first.slice(i + 1).flatMap((two) => across(one, two)));
    if (tokens.length === 3) {
      for (const [one, two] of [
        [tokens[0], joined(tokens.slice(1))],
        [tokens[2], joined(tokens.slice(0, 2))],
      ]) {
        found.push(...across(marks(one), marks(two)));
      }
    }
    return [...new Set(found)];
  }

  const isShort = (token) => token.skeletons.some((s) => s.length <= SHORT_SKELETON);

  function joins(tokens) {
    const found = [];
    for (let first = 0; first < tokens.length - 1; first += 1) {
      const around = first + 2 < tokens.length && tokens[first + 1].kind === "particle";
      for (const size of around ? [2, 3] : [2]) {
        const whole = joined(tokens.slice(first, first + size));
        found.push(...whole.skeletons.slice(0, 2).map((skeleton) => `s:${skeleton}`));
        if (size === 2 && isShort(whole)) found.push(...whole.folds.map((fold) => `f:${fold}`));
      }
    }
    return found;
  }

  const beginning = (token) => ([...token.plain].length >= BEGINNING ? [`l:${[...token.plain].slice(0, BEGINNING).join("")}`] : []);

  function storedToken(token) {
    if (token.kind === "title") return [];
    const found = [...[...token.groups.keys()].map((group) => `g:${group}`), ...beginning(token)];
    token.skeletons.forEach((skeleton, at) => {
      found.push(`s:${skeleton}`);
      if (at < 2) found.push(...deletions(skeleton).map((shorter) => `s:${shorter}`));
    });
    for (const fold of token.folds) {
      const begun = coarse(fold);
      for (const size of [2, 3, 4]) if (begun.length >= size) found.push(`p:${begun.slice(0, size)}`);
    }
    for (const skeleton of token.skeletons.slice(0, 2)) {
      for (const size of [2, 3]) if (skeleton.length > size) found.push(`q:${skeleton.slice(0, size)}`);
    }
    if (isShort(token)) found.push(...token.folds.map((fold) => `f:${fold}`));
    return found;
  }

  function typedToken(token) {
    if (token.kind === "title") return [];
    const share = token.weight;
    const found = beginning(token).map((key) => [key, 0.9 * share]);
    found.push(...[...token.groups.keys()].map((group) => [`g:${group}`, 2 * share]));
    token.skeletons.forEach((skeleton, at) => {
      found.push([`s:${skeleton}`, (skeleton.length > SHORT_SKELETON ? 2 : 1.2) * share]);
      if (at < 2) found.push(...deletions(skeleton).map((shorter) => [`s:${shorter}`, 0.5 * share]));
    });
    for (const fold of token.folds) {
      const begun = coarse(fold);
      if (begun.length >= 2) found.push([`p:${begun.slice(0, 4)}`, 0.9 * share]);
    }
    for (const skeleton of token.skeletons.slice(0, 2)) {
      if (skeleton.length >= 2 && skeleton.length <= 3) found.push([`q:${skeleton}`, 0.6 * share]);
    }
    if (isShort(token)) found.push(...token.folds.map((fold) => [`f:${fold}`, 1.5 * share]));
    return found;
  }

  /** The postings of a person who bears these names. */
  function searchKeys(names) {
    const found = new Set();
    for (const name of names) {
      const { tokens } = prepare(name);
      for (const key of [...tokens.flatMap(storedToken), ...joins(tokens), ...pairs(tokens)]) found.add(cut(key));
    }
    return found;
  }

  /** Keys to look for, with the weight a person gains for each. */
  function queryKeys(query) {
    const { tokens } = prepare(query);
    const weights = new Map();
    const add = (key, weight) => weights.set(cut(key), Math.max(weights.get(cut(key)) ?? 0, weight));
    for (const token of tokens) for (const [key, weight] of typedToken(token)) add(key, weight);
    for (const key of joins(tokens)) add(key, 2);
    for (const key of pairs(tokens)) add(key, 3);
    return weights;
  }

  return { searchKeys, queryKeys };
}
