// A name prepared for comparison: the twin of app/names/tokens.py and skeletons.py.

import { makeReadings } from "./readings.js";
import { squeeze } from "./rewriting.js";
import { lowered, makeWords } from "./words.js";

const MOST = 4;
const WEIGHT = { name: 1.0, honorific: 0.5, glue: 0.3, patronymic: 0.3, particle: 0.12, initial: 0.5, title: 0.03 };
const unique = (list) => [...new Set(list)];

export function makeSkeletons(sounds) {
  const vowels = new Set(sounds.vowels);
  const weak = new Set(sounds.weak);
  const classOf = sounds.skeleton;
  const first = sounds.skeleton_first;
  const has = (object, key) => Object.hasOwn(object, key);
  const isVowel = (sound) => vowels.has(sound) || (weak.has(sound) && !has(classOf, sound));

  function options(sound, at) {
    if (isVowel(sound)) return at ? "-" : "a";
    if (at === 0 && has(first, sound)) return first[sound];
    return has(classOf, sound) ? classOf[sound] : "-";
  }

  const cache = new Map();
  function skeletons(text) {
    if (cache.has(text)) return cache.get(text);
    let found = [""];
    [...text].forEach((sound, at) => {
      const grown = [];
      for (const option of options(sound, at)) {
        for (const start of found) grown.push(option === "-" || start.endsWith(option) ? start : start + option);
      }
      found = unique(grown).slice(0, MOST);
    });
    cache.set(text, found);
    return found;
  }

  function coarse(text) {
    let out = "";
    [...text].forEach((sound, at) => {
      let kind = "a";
      if (!isVowel(sound)) {
        const found = (at === 0 && has(first, sound) && first[sound]) || (has(classOf, sound) ? classOf[sound] : "");
        kind = found.slice(0, 1).replace("-", "a");
      }
      if (!out.endsWith(kind)) out += kind;
    });
    return out;
  }

  return { skeletons, coarse };
}

export function makeTokens(tables) {
  const lists = tables.words;
  const set = (text) => new Set(text.split(" "));
  const kinds = [
    ["particle", set(lists.particles)],
    ["glue", set(lists.glue)],
    ["honorific", set(lists.honorific)],
  ];
  const koreans = set(lists.korean_families);
  const chineses = set(lists.chinese_families);
  const descent = new Set(lists.descent);
  const sonOf = new Set(lists.son_of);
  const abdAlone = new Set(lists.abd_alone);
  const abdWhole = new Set(lists.abd_whole);
  const words = makeWords(tables);
  const landOfGiven = new Map();
  for (const [land, names] of Object.entries(lists.given_names)) {
    for (const name of names.split(" ")) landOfGiven.set(name, land);
  }
  const { readings, heard, evidence, plain, unwritten } = makeReadings(tables);
  const { skeletons, coarse } = makeSkeletons(tables.sounds);
  const allSkeletons = (folds) => unique(folds.flatMap((fold) => skeletons(fold).filter(Boolean)));
  let count = 0;

  const spellingSounds = (spelling) =>
    words(spelling).flatMap((word) => readings(word, evidence(spelling), "").slice(0, 1));

  /** Sounds with y written i: Darya and Daria are in the groups of each other. */
  const even = (sounds) => squeeze(sounds.replaceAll("y", "i"));

  const variants = new Map();
  for (const kind of tables.variants.kinds) {
    for (const row of kind.groups) {
      const spellings = row.split(/\s+/);
      const name = kind.name[0] + spellings[0];
      for (const sounds of spellings.flatMap(spellingSounds).map(even)) {
        if (!variants.has(sounds)) variants.set(sounds, new Map());
        if (!variants.get(sounds).has(name)) variants.get(sounds).set(name, kind.score);
      }
    }
  }
  const distinct = new Map();
  tables.distinct.rows.forEach((row, number) => {
    row.split(" / ").forEach((spellings, item) => {
      for (const spelling of spellings.split(/\s+/)) {
        for (const known of [...words(spelling).map(plain), ...spellingSounds(spelling)]) {
          if (!distinct.has(known)) distinct.set(known, new Set());
          distinct.get(known).add(`${number}:${item}`);
        }
      }
    });
  });

  const groupsOf = (folds) => new Map(folds.flatMap((fold) => [...(variants.get(even(fold)) ?? [])]));

  function token(fields) {
    count += 1;
    const heads = unique(fields.skeletons.map((skeleton) => skeleton[0])).join("");
    return { bare: "", native: "", distinct: new Set(), ...fields, heads, id: count };
  }

  function make(text, asciiText, spelt, wanted, isUnwritten, native = "", further = []) {
    const folds = unique([...spelt, ...further]);
    const shortest = Math.min(...spelt.map((fold) => fold.length));
    const kind = wanted === "name" && shortest === 1 && [...text].length <= 2 ? "initial" : wanted;
    let bare = "";
    if (kind === "name" && folds[0].length >= 6) {
      const article = lists.articles.find((a) => folds[0].startsWith(a));
      if (article !== undefined) bare = folds[0].slice(article.length);
    }
    return token({
      text,
      plain: asciiText,
      folds,
      skeletons: allSkeletons(bare ? [...folds, bare] : folds),
      groups: groupsOf(folds),
      kind,
      weight: WEIGHT[kind],
      unwritten: isUnwritten,
      bare,
      native,
      distinct: distinct.get(asciiText) ?? distinct.get(folds[0]) ?? new Set(),
      spelt: spelt.length,
    });
  }

  function split(fold) {
    if (abdAlone.has(fold)) return ["abd"];
    if (!abdWhole.has(fold) && !lists.abd_stems.some((stem) => fold.startsWith(stem))) {
      for (const prefix of lists.abd_prefixes) {
        const rest = fold.slice(prefix.length);
        if (fold.startsWith(prefix) && rest.length >= 3) {
          return ["abd", lists.abd_l.find((x) => rest === x.slice(1)) ?? rest];
        }
      }
    }
    for (const suffix of lists.din_suffixes) {
      if (fold.endsWith(suffix) && fold.length - suffix.length >= 3) {
        return [fold.slice(0, fold.length - suffix.length), "din"];
      }
    }
    return [fold];
  }

  const kindOf = (text, asciiText) =>
    kinds.find(([kind, known]) => known.has(text) || (kind !== "particle" && known.has(asciiText)))?.[0] ?? "name";

  const memo = (make) => {
    const cache = new Map();
    return (key, ...rest) => {
      if (!cache.has(key)) cache.set(key, make(...rest));
      return cache.get(key);
    };
  };
  const part = memo((fold, isUnwritten) => make("", "", [fold], "name", isUnwritten));

  const tokensOf = memo((word, hint, beside) => {
    let folds = readings(word, hint, beside);
    if (!folds.length) return [];
    const isUnwritten = unwritten.has(word.script);
    const asciiText = plain(word);
    const kind = word.title ? "title" : kindOf(word.text, asciiText);
    if (kind === "name") {
      const parts = split(folds[0]);
      if (parts.length > 1) return parts.map((fold) => part(`${fold} ${isUnwritten}`, fold, isUnwritten));
      if (parts[0] !== folds[0]) folds = [parts[0]];
      const article = lists.written_article;
      if (isUnwritten && folds[0].startsWith(article) && folds[0].length >= article.length + 3) {
        folds = [folds[0].slice(article.length), ...folds];
      }
    }
    let native = word.script;
    if (native === "Latn") {
      if (hint === "vietnamese") native = hint;
      else if (asciiText !== word.text) native = "Latn";
      else native = { chinese: "pinyin", korean: "korean", both: "korean" }[beside] ?? "";
    }
    return [make(word.text, asciiText, folds, kind, isUnwritten, native, heard(word, beside))];
  });

  function land(word) {
    if (koreans.has(word.text)) return "korean";
    return word.script === "Hani" || chineses.has(word.text) ? "chinese" : "";
  }

  const givenIn = (word) => (word.script === "Latn" && landOfGiven.get(plain(word))) || "";

  /** Whose family name stands first or last, "both" where these disagree; else whose given name stands in it. */
  function country(found) {
    if (found.some((word) => word.script === "Hang")) return "korean";
    const lands = found.filter((word) => !word.title).map(land);
    const ends = new Set([lands[0], lands.at(-1)]);
    if (ends.has("korean") && ends.has("chinese")) return "both";
    const eastern = ["korean", "chinese"].find((one) => ends.has(one));
    return eastern ?? (found.map(givenIn).find(Boolean) ?? "");
  }

  const taken = memo((one, kind) => token({ ...one, kind, weight: WEIGHT[kind] }));
  const takenAs = (one, kind) => taken(`${one.id} ${kind}`, one, kind);

  /** A father's name counts little where two other names stand: most lists leave it out. */
  function patronymicsLowered(tokens) {
    let names = tokens.filter((one) => one.kind === "name").length;
    return tokens.map((one, at) => {
      if (names < 3 || one.kind !== "name" || at === 0) return one;
      const before = tokens[at - 1].text;
      const after = tokens[at + 1]?.text ?? "";
      const isOne =
        descent.has(after) ||
        (sonOf.has(before) && after) ||
        lists.patronymic_endings.some((ending) => one.folds[0].endsWith(ending));
      if (!isOne) return one;
      names -= 1;
      return takenAs(one, "patronymic");
    });
  }

  /** The tokens of a name, in the order written. */
  const prepared = memo((name) => {
    const text = lowered(name);
    const hint = evidence(text);
    const found = words(name);
    const beside = country(found);
    let tokens = found.flatMap((word) =>
      tokensOf(`${word.script} ${word.text} ${word.family} ${word.title} ${hint} ${beside}`, word, hint, beside),
    );
    if (tokens.length && tokens[0].kind === "particle" && [...tokens[0].text].length === 1) {
      tokens = [takenAs(tokens[0], "initial"), ...tokens.slice(1)];
    }
    if (tokens.length && tokens.at(-1).kind === "particle") {
      tokens = [...tokens.slice(0, -1), takenAs(tokens.at(-1), "name")];
    }
    if (tokens.filter((one) => one.kind === "name").length < 2) {
      tokens = tokens.map((one) => (["honorific", "glue"].includes(one.kind) ? takenAs(one, "name") : one));
    }
    return { text, tokens: patronymicsLowered(tokens) };
  });

  function runTogether(folds) {
    let out = "";
    for (const fold of folds) out += out && fold.startsWith(out.at(-1)) ? fold.slice(1) : fold;
    return out;
  }

  const join = memo((tokens) => {
    const whole = tokens.every((one) => one.text);
    const folds = [runTogether(tokens.map((one) => one.folds[0]))];
    if (tokens.some((one) => one.folds.length > 2)) {
      folds.push(runTogether(tokens.map((one) => one.folds[Math.min(1, one.folds.length - 1)])));
    }
    if (tokens.some((one) => one.folds.length > 1)) folds.push(runTogether(tokens.map((one) => one.folds.at(-1))));
    const found = unique(folds);
    const searched = tokens.some((one) => one.spelt < one.folds.length);
    let weight = 0;
    for (const one of tokens) weight += one.weight;
    return token({
      text: whole ? tokens.map((one) => one.text).join("") : "",
      plain: whole ? tokens.map((one) => one.plain).join("") : "",
      folds: found,
      skeletons: allSkeletons(found).slice(0, MOST),
      groups: groupsOf(found),
      kind: "name",
      weight,
      unwritten: tokens.some((one) => one.unwritten),
      spelt: searched ? 1 : found.length,
    });
  });
  /** Adjacent tokens written as one word. */
  const joined = (tokens) => join(tokens.map((one) => one.id).join(" "), tokens);

  return { prepare: (name) => prepared(name, name), joined, coarse, skeletons };
}
