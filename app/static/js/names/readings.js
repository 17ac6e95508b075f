// What a word sounds like: the twin of app/names/readings.py.

import { base, isMark, Rewriter, squeeze } from "./rewriting.js";

const SCRIPTS = {
  Cyrl: "cyrillic",
  Grek: "greek",
  Armn: "armenian",
  Geor: "georgian",
  Hebr: "hebrew",
  Arab: "arabic",
};
const LANDS = { both: ["chinese", "korean"] };
const get = (object, key) => (Object.hasOwn(object, key) ? object[key] : undefined);

export function makeReadings(tables) {
  const { latin, devanagari: deva, kana, hangul, chinese, han } = tables;
  const LATIN = new Rewriter(latin.letters, latin.rules);
  const KOREAN = LATIN.overridden(latin.korean);
  const CHINESE = LATIN.overridden(latin.chinese.rules);
  const JAPANESE = LATIN.overridden(latin.japanese.rules);
  const japaneseWord = new RegExp(latin.japanese.word);
  const unwritten = new Set(Object.keys(SCRIPTS).filter((script) => tables[SCRIPTS[script]].unwritten_vowels));
  const alphabets = {};
  for (const [script, name] of Object.entries(SCRIPTS)) {
    alphabets[script] = new Rewriter(tables[name].letters, tables[name].rules, unwritten.has(script));
  }
  const found = { Latn: latin.evidence, Cyrl: tables.cyrillic.evidence };
  const profiles = new Map();
  for (const [script, rows] of Object.entries(found)) {
    for (const [name, row] of Object.entries(rows)) {
      profiles.set(`${script} ${name}`, (script === "Latn" ? LATIN : alphabets[script]).overridden(row.rules));
    }
  }
  const heardIn = new Map();
  for (const [script, rows] of [
    ["Latn", latin.heard],
    ["Cyrl", tables.cyrillic.heard],
  ]) {
    for (const [land, row] of Object.entries(rows)) {
      heardIn.set(`${script} ${land}`, (script === "Latn" ? LATIN : alphabets[script]).overridden(row.rules));
    }
  }
  const cantonese = chinese.cantonese.readings;
  const pinyin = han.pinyin.split(" ");

  function evidence(text) {
    for (const rows of Object.values(found)) {
      for (const [name, row] of Object.entries(rows)) {
        for (const letter of row.letters) if (text.includes(letter)) return name;
      }
    }
    return "";
  }

  function plain(word) {
    if (word.script !== "Latn") return word.text;
    let out = "";
    for (const sign of word.text) if (!isMark(sign)) out += get(latin.plain, sign) ?? base(sign);
    return out;
  }

  function fromLatin(text, hint, beside) {
    let out = [(profiles.get(`Latn ${hint}`) ?? LATIN).sounds(text)];
    if (out[0].includes("x")) out = [squeeze(out[0].replaceAll("x", "ks")), out[0]];
    if (beside === "chinese" || beside === "both") out.push(CHINESE.sounds(text));
    if (beside === "korean" || beside === "both") out.push(KOREAN.sounds(text));
    if (japaneseWord.test(text)) out.push(JAPANESE.sounds(text));
    return out;
  }

  function speltOut(word) {
    if (word.family && Object.hasOwn(chinese.double_surnames, word.text)) return chinese.double_surnames[word.text];
    const special = chinese[word.family ? "surnames" : "given"];
    let out = "";
    for (const sign of word.text) {
      const at = sign.codePointAt(0) - han.first;
      if (Object.hasOwn(special, sign)) out += special[sign];
      else if (at >= 0 && at < pinyin.length) out += pinyin[at].replaceAll("-", "");
      else out += get(han.others, sign) ?? "";
    }
    return out;
  }

  function fromDevanagari(text) {
    let out = "";
    let at = 0;
    while (at < text.length) {
      let piece = [3, 2, 1].map((size) => text.slice(at, at + size)).find((x) => Object.hasOwn(deva.consonants, x));
      if (piece !== undefined) {
        const next = text.slice(at + piece.length, at + piece.length + 1);
        const bare = !Object.hasOwn(deva.signs, next) && at + piece.length < text.length;
        out += deva.consonants[piece] + (bare ? deva.inherent : "");
      } else {
        piece = text[at];
        out += get(deva.vowels, piece) || get(deva.signs, piece) || get(deva.marks, piece) || "";
      }
      at += piece.length;
    }
    return squeeze(out);
  }

  function fromKana(text) {
    const hira = [...text].map((x) => {
      const point = x.codePointAt(0);
      return point >= 0x30a1 && point <= 0x30f6 ? String.fromCodePoint(point - 0x60) : x;
    });
    let out = "";
    hira.forEach((sign, at) => {
      const small = get(kana.small, sign);
      const before = hira[at - 1];
      if (small && at && Object.hasOwn(kana.rows, before)) {
        const glide = kana.glided.includes(before) ? small : small.replace(/^y+/, "");
        out = out.slice(0, out.length - kana.letters[before].length) + kana.rows[before] + glide;
      } else if (!(out && (get(kana.long, sign) ?? "").includes(out.at(-1)))) {
        out += get(kana.letters, sign) ?? "";
      }
    });
    return squeeze(out);
  }

  function fromHangul(text) {
    let out = "";
    for (const sign of text) {
      const at = sign.codePointAt(0) - 0xac00;
      if (at < 0 || at >= 11172) continue;
      out += hangul.initials[Math.floor(at / 588)];
      out += hangul.medials[Math.floor((at % 588) / 28)] + hangul.finals[at % 28];
    }
    return squeeze(out);
  }

  /** The strings of sounds a word may stand for, likeliest first. */
  function readings(word, hint, beside) {
    let out;
    if (Object.hasOwn(alphabets, word.script)) {
      out = [(profiles.get(`${word.script} ${hint}`) ?? alphabets[word.script]).sounds(word.text)];
    } else if (word.script === "Deva") out = [fromDevanagari(word.text)];
    else if (word.script === "Kana") out = [fromKana(word.text)];
    else if (word.script === "Hang") out = [fromHangul(word.text)];
    else if (word.script === "Latn") out = fromLatin(word.text, hint, beside);
    else out = fromLatin(speltOut(word), "", "chinese");
    return [...new Set(out.filter(Boolean))];
  }

  /** Further readings for a search alone: as the land sounds it, whose name stands beside the word. */
  function heard(word, beside) {
    const rewriters = (LANDS[beside] ?? [beside]).map((land) => heardIn.get(`${word.script} ${land}`));
    const out = rewriters.filter(Boolean).map((rewriter) => rewriter.sounds(word.text));
    if (word.script === "Hani" && !word.family) {
      const spoken = [...word.text].map((sign) => get(cantonese, sign) ?? "");
      if (spoken.every(Boolean)) out.push(LATIN.sounds(spoken.join("")));
    }
    return [...new Set(out.filter(Boolean))];
  }

  return { readings, heard, evidence, plain, unwritten };
}
