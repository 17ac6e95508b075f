// A name as typed, cut into words: the twin of app/names/words.py.

const APOSTROPHES = new Set("'’‘`´ʿʾʼʻʹ\u2032\u05f3\u05f4\"“”");
const INVISIBLE = new Set("\u0640\u200b\u200c\u200d\u200e\u200f\u00ad\ufeff\u0307");
const NON_JOINER = "\u200c";
const GERESH = "\u05f3";
const MIDDLE_DOTS = [..."·・‧•"];
const LETTER_OR_MARK = /^[\p{L}\p{M}]$/u;
const RANGES = [
  ["Latn", 0x0041, 0x024f],
  ["Latn", 0x0250, 0x02af],
  ["Grek", 0x0370, 0x03ff],
  ["Cyrl", 0x0400, 0x052f],
  ["Armn", 0x0530, 0x058f],
  ["Hebr", 0x0590, 0x05ff],
  ["Arab", 0x0600, 0x06ff],
  ["Arab", 0x0750, 0x077f],
  ["Deva", 0x0900, 0x097f],
  ["Geor", 0x10a0, 0x10ff],
  ["Latn", 0x1e00, 0x1eff],
  ["Grek", 0x1f00, 0x1fff],
  ["Kana", 0x3040, 0x30ff],
  ["Hani", 0x3005, 0x3007],
  ["Hani", 0x3400, 0x9fff],
  ["Hang", 0xac00, 0xd7a3],
];

export function scriptOf(letter) {
  const point = letter.codePointAt(0);
  return RANGES.find(([, first, last]) => first <= point && point <= last)?.[0] ?? "Zyyy";
}

/** Lower case that survives Turkish and Azerbaijani. */
export function lowered(name) {
  return name.normalize("NFKC").replaceAll("İ", "i").toLowerCase().replaceAll("i\u0307", "i");
}

export function makeWords({ words: lists, hangul, chinese }) {
  const titles = new Set(lists.titles.split(" "));
  const trailing = new Set(lists.trailing.split(" "));
  const dotted = new Set(lists.dotted);

  function letters(text) {
    const out = [];
    let current = "";
    for (const sign of text) {
      if (APOSTROPHES.has(sign)) {
        if (current && scriptOf([...current].at(-1)) === "Hebr") current += GERESH;
      } else if (INVISIBLE.has(sign) && !(sign === NON_JOINER && current && scriptOf([...current].at(-1)) === "Arab")) {
        continue;
      } else if (LETTER_OR_MARK.test(sign) || sign === "ー" || sign === "々") {
        current += sign;
      } else if (current) {
        out.push(current);
        current = "";
      }
    }
    return current ? [...out, current] : out;
  }

  function withoutTitles(part) {
    let start = 0;
    let end = part.length;
    while (start < end) {
      const single = part.slice(start, start + 3).filter((x) => [...x].length === 1);
      const size = [3, 2].find((n) => single.length >= n && dotted.has(single.slice(0, n).join(""))) ?? 0;
      if (!titles.has(part[start]) && !size) break;
      start += size || 1;
    }
    const last = start && titles.has(part[start - 1]) ? [part[start - 1]] : [];
    while (end > start + 1 && trailing.has(part[end - 1])) end -= 1;
    const rest = part.slice(start, end);
    return rest.length === 1 && (trailing.has(rest[0]) || rest[0] === "r") ? [[], []] : [last, rest];
  }

  const joins = (sign) => /^\p{M}$/u.test(sign) || sign === "ー" || sign === "々" || sign === GERESH;
  const double = (run, known) =>
    run.length > 2 && (Array.isArray(known) ? known.includes(run.slice(0, 2)) : Object.hasOwn(known, run.slice(0, 2)));

  function divided(run, script, family) {
    if (family === 0 || family >= run.length) return [{ text: run, script, family: family > 0 }];
    return [
      { text: run.slice(0, family), script, family: true },
      { text: run.slice(family), script, family: false },
    ];
  }

  function pieces(text, foreign) {
    const signs = [...text];
    const out = [];
    let start = 0;
    for (let at = 1; at <= signs.length; at += 1) {
      if (at < signs.length && (joins(signs[at]) || scriptOf(signs[at]) === scriptOf(signs[start]))) continue;
      const run = signs.slice(start, at).join("");
      const script = scriptOf(signs[start]);
      if (script === "Hani" && !foreign) {
        out.push(...divided(run, script, double(run, chinese.double_surnames) ? 2 : 1));
      } else if (script === "Hang" && !foreign && run.length >= 2 && run.length <= 5) {
        const single = hangul.surnames.includes(run[0]) && run.length <= 4 ? 1 : 0;
        out.push(...divided(run, script, double(run, hangul.double_surnames) ? 2 : single));
      } else {
        out.push({ text: run, script, family: false });
      }
      start = at;
    }
    return out;
  }

  /** The words of a name, its titles marked as such; titles alone are words. */
  return function words(name) {
    const parts = lowered(name).split(/[,،、;()（）]/).map(letters);
    const kept = parts.map(withoutTitles);
    const foreign = MIDDLE_DOTS.some((dot) => name.includes(dot));
    if (!kept.some(([, rest]) => rest.length)) return parts.flat().flatMap((text) => pieces(text, foreign));
    return kept.flatMap(([before, rest]) => [
      ...before.map((text) => ({ text, script: scriptOf([...text][0]), family: false, title: true })),
      ...rest.flatMap((text) => pieces(text, foreign)),
    ]);
  };
}
