// How far two strings of sounds are apart, and how well one token stands for another:
// the twin of app/names/costs.py and comparing.py. Costs are whole numbers, so that both agree exactly.

const FAR = 10000;
const EASTERN = new Set(["pinyin", "korean", "Hani", "Hang"]);

export function makeDistance(sounds) {
  const vowels = new Set(sounds.vowels);
  const { near, gaps, strict_gaps: strictGaps } = sounds;
  const cached = (cache, key, make) => {
    if (!cache.has(key)) cache.set(key, make());
    return cache.get(key);
  };

  function substitution(a, b, strict) {
    if (a === b) return 0;
    const both = vowels.has(a) && vowels.has(b);
    const known = near[a]?.[b] ?? near[b]?.[a] ?? sounds[both ? "vowel_default" : "consonant_default"];
    return strict && both && known > 14 ? Math.trunc(known * sounds.strict_vowels) : known;
  }

  function gap(sound, unwritten, strict, last) {
    const vowel = vowels.has(sound);
    if (unwritten && vowel && !last) return gaps.unwritten;
    if (unwritten && vowel && !strict) return gaps.unwritten_last;
    if (last && vowel) {
      const kind = sound === "e" ? "final_e" : "aə".includes(sound) ? "final_a" : "final_vowel";
      return strict ? strictGaps[kind] : (gaps[kind] ?? gaps.vowel);
    }
    if (strict && vowel) return strictGaps.vowel;
    if (strict && sound === "h" && !last) return strictGaps.h;
    return gaps[sound] ?? gaps[vowel ? "vowel" : "consonant"];
  }

  const subs = new Map();
  const sub = (a, b, strict) => cached(subs, a + b + strict, () => substitution(a, b, strict));
  const gapLists = new Map();
  const gapsOf = (text, unwritten, strict) =>
    cached(gapLists, `${text} ${unwritten} ${strict}`, () =>
      [...text].map((sound, at) => {
        if (strict && at === 0 && sound === "y" && text[1] !== "e") return strictGaps.first_y;
        const cost = gap(sound, unwritten, strict, at === text.length - 1);
        const hiatus = unwritten && at && vowels.has(sound) && vowels.has(text[at - 1]);
        return hiatus && at < text.length - 1 ? Math.max(cost, gaps.hiatus) : cost;
      }),
    );

  /** Where the two begin to differ, and where each ends to. */
  function unlike(a, b, strict) {
    let [first, endA, endB] = [0, a.length, b.length];
    while (first < Math.min(a.length, b.length) && a[first] === b[first]) first += 1;
    if (strict || endA >= endB) {
      while (endA > first && endB > first && a[endA - 1] === b[endB - 1]) {
        endA -= 1;
        endB -= 1;
      }
    }
    return [first, endA, endB];
  }

  /** Cost of turning `one` into `other`, and of turning `one` into some beginning of `other`. */
  return function distance(one, other, unwritten, strict, limit) {
    const [first, endA, endB] = unlike(one, other, strict);
    const gapsA = gapsOf(one, unwritten, strict).slice(first, endA);
    const gapsB = gapsOf(other, unwritten, strict).slice(first, endB);
    const a = one.slice(first, endA);
    const b = other.slice(first, endB);
    let before = [];
    let row = [0];
    for (const cost of gapsB) row.push(row.at(-1) + cost);
    for (let i = 0; i < a.length; i += 1) {
      const next = [row[0] + gapsA[i]];
      let least = next[0];
      for (let j = 0; j < b.length; j += 1) {
        let value = Math.min(row[j] + sub(a[i], b[j], strict), row[j + 1] + gapsA[i], next[j] + gapsB[j]);
        if (i && j && a[i] === b[j - 1] && b[j] === a[i - 1]) value = Math.min(value, before[j - 1] + sounds.swap);
        next.push(value);
        if (value < least) least = value;
      }
      if (least > limit) return [FAR, FAR];
      before = row;
      row = next;
    }
    return [row.at(-1), Math.min(...row)];
  };
}

/** Levenshtein's distance of two strings, or lists of letters. */
export function edits(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 0; i < a.length; i += 1) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j += 1) {
      next.push(Math.min(row[j] + (a[i] === b[j] ? 0 : 1), row[j + 1] + 1, next[j] + 1));
    }
    row = next;
  }
  return row.at(-1);
}

export function makeLikeness({ sounds: soundTable, scores: S, distinct }, skeletons) {
  const distance = makeDistance(soundTable);
  const NONE = { score: 0, why: "" };

  function ofSounds(a, b, unwritten, gate) {
    if (a === b) return { score: S.same_sound, why: "spelling" };
    const size = Math.max(a.length, b.length, 4);
    const mayBegin = gate && a.length >= 2 && a.length < b.length;
    if (!worthHearing(a, b, mayBegin)) return NONE;
    const [whole, beginning] = distance(a, b, unwritten, !gate, S.limit * size);
    const found = whole < 100 * size ? { score: S.same_sound * (1 - whole / (100 * size)), why: "spelling" } : NONE;
    if (mayBegin && beginning <= 12 * a.length) {
      const begun = S.prefix * (1 - beginning / (100 * Math.max(a.length, 4)));
      if (begun > found.score) return { score: begun, why: "prefix" };
    }
    if (gate && a.length >= 4 && found.score < S.ending && b.endsWith(a)) return { score: S.ending, why: "ending" };
    return found;
  }

  function worthHearing(a, b, mayBegin) {
    for (const x of skeletons(a)) {
      for (const y of skeletons(b)) {
        if (edits(x, y) <= Math.floor((Math.max(x.length, y.length) + 2) / 3)) return true;
        if (mayBegin && x.length < y.length && edits(x, y.slice(0, x.length)) <= (x.length <= 2 ? 0 : 1)) return true;
      }
    }
    return false;
  }

  const sameWord = (a, b) =>
    a.plain === b.plain || a.folds.some((x) => b.folds.includes(x)) || [...a.groups.keys()].some((x) => b.groups.has(x));

  function toldApart(a, b) {
    const [shorter, longer] = a.plain.length <= b.plain.length ? [a.plain, b.plain] : [b.plain, a.plain];
    if (shorter.endsWith("e") && longer === `${shorter}e`) return true;
    const row = (place) => place.split(":")[0];
    const rows = new Set([...a.distinct].map(row));
    return [...b.distinct].some((x) => rows.has(row(x))) && ![...a.distinct].some((x) => b.distinct.has(x));
  }

  /** The readings that count: all of them in a search; of two from the East, how the land reads its own. */
  const judged = (token, gate, oneLand) => (gate ? token.folds : token.folds.slice(oneLand ? token.spelt - 1 : 0, token.spelt));
  const sameSpelt = (a, b) => a.folds.slice(0, a.spelt).join() === b.folds.slice(0, b.spelt).join();

  function bySound(typed, stored, gate) {
    let best = NONE;
    const unwritten = typed.unwritten !== stored.unwritten;
    const own = !gate && !["", "korean"].includes(typed.native) && typed.native === stored.native;
    const oneLand = !gate && EASTERN.has(typed.native) && EASTERN.has(stored.native);
    for (const a of judged(typed, gate, oneLand)) {
      for (const b of judged(stored, gate, oneLand)) {
        let found = ofSounds(a, b, unwritten, gate);
        if (own && found.score < S.same_sound) {
          found = { score: Math.max(0, 1 - S.native * (1 - found.score)), why: found.why };
        }
        if (found.score > best.score) best = found;
      }
    }
    if ((typed.kind === "initial" || stored.kind === "initial") && best.score < S.initial) {
      const alike = typed.folds.some((a) => stored.folds.some((b) => a[0] === b[0]));
      if (alike || (typed.plain && typed.plain[0] === stored.plain[0])) best = { score: S.initial, why: "initials" };
    }
    if (typed.bare || stored.bare) {
      const pairs = [...stored.folds.map((b) => [typed.bare, b]), ...typed.folds.map((a) => [a, stored.bare])];
      for (const [a, b] of pairs) {
        if (!a || !b) continue;
        const found = ofSounds(a, b, unwritten, gate);
        if (found.score - S.article > best.score) best = { score: found.score - S.article, why: found.why };
      }
    }
    return best;
  }

  function compare(typed, stored, gate) {
    if (typed.text && typed.text === stored.text) return { score: S.exact, why: "exact" };
    if ((typed.kind === "title" || stored.kind === "title") && !sameWord(typed, stored)) return NONE;
    if (typed.plain && typed.plain === stored.plain) {
      const marked = ["Latn", "vietnamese"].includes(typed.native) && typed.native === stored.native;
      return { score: marked && !gate ? S.both_marked : S.typed, why: "spelling" };
    }
    if (!gate && toldApart(typed, stored)) return { score: distinct.score, why: "sound" };
    if (!gate && typed.native === "Hani" && stored.native === "Hani" && sameSpelt(typed, stored)) {
      return { score: S.both_marked, why: "sound" };
    }
    let best = bySound(typed, stored, gate);
    if (gate && best.score < S.prefix && typed.plain.length >= 3 && stored.plain.startsWith(typed.plain)) {
      best = { score: S.prefix, why: "prefix" };
    }
    if (gate && best.score < S.ending && typed.plain.length >= 4 && stored.plain.endsWith(typed.plain)) {
      best = { score: S.ending, why: "ending" };
    }
    let group = 0;
    for (const [name, score] of typed.groups) if (stored.groups.has(name) && score > group) group = score;
    if (group > best.score) best = { score: group, why: "variant" };
    if (best.score < S.long_skeleton) {
      const shared = typed.skeletons.filter((x) => stored.skeletons.includes(x)).map((x) => x.length);
      const size = Math.max(0, ...shared);
      if (size >= 3) return { score: S.long_skeleton, why: "sound" };
      if (size === 2 && best.score < S.short_skeleton) return { score: S.short_skeleton, why: "sound" };
    }
    return best.score >= S.least ? best : NONE;
  }

  const cache = new Map();
  return function likeness(typed, stored, gate) {
    const key = `${typed.id} ${stored.id} ${gate}`;
    if (!cache.has(key)) {
      if (cache.size > 200000) cache.clear();
      cache.set(key, compare(typed, stored, gate));
    }
    return cache.get(key);
  };
}
