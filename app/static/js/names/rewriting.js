// Letters to sounds by a table: the twin of app/names/rewriting.py.

const bases = new Map();

/** The letter without its diacritics. */
export function base(letter) {
  let found = bases.get(letter);
  if (found === undefined) {
    found = String.fromCodePoint(letter.normalize("NFKD").codePointAt(0));
    bases.set(letter, found);
  }
  return found;
}

export const isMark = (letter) => /^\p{M}$/u.test(letter);
const isAscii = (letter) => letter.codePointAt(0) < 128;
const own = (object, key) => Object.prototype.hasOwnProperty.call(object, key);

/** Doubled sounds written once. */
export function squeeze(sounds) {
  let out = "";
  for (const sound of sounds) if (!out.endsWith(sound)) out += sound;
  return out;
}

export class Rewriter {
  constructor(letters, rules, doubled = false) {
    this.letters = letters;
    this.doubled = doubled;
    this.rules = new Map();
    for (const [source, target, following = "", preceding = ""] of rules) {
      if (!this.rules.has(source[0])) this.rules.set(source[0], []);
      this.rules.get(source[0]).push([source, target, following, preceding]);
    }
    for (const options of this.rules.values()) options.sort((a, b) => b[0].length - a[0].length);
  }

  /** The same orthography with `rules` put before rules of the same length. */
  overridden(rules) {
    return new Rewriter(this.letters, [...rules, ...[...this.rules.values()].flat()], this.doubled);
  }

  spelling(word) {
    let out = "";
    for (const letter of word) {
      if (own(this.letters, letter) || this.rules.has(letter) || isAscii(letter)) out += letter;
      else if (!isMark(letter)) out += base(letter);
    }
    return out;
  }

  sounds(word) {
    const text = this.spelling(word);
    let out = "";
    let at = 0;
    while (at < text.length) {
      const rule = this.#rule(text, at);
      if (rule) {
        out += rule[1];
        at += rule[0].length;
        continue;
      }
      const letter = text[at];
      if (own(this.letters, letter)) out += this.letters[letter];
      else if (/^[a-zA-Z]$/.test(letter)) out += letter;
      at += 1;
    }
    return this.doubled ? out : squeeze(out);
  }

  #rule(text, at) {
    for (const rule of this.rules.get(text[at]) ?? []) {
      const [source, , following, preceding] = rule;
      if (!text.startsWith(source, at)) continue;
      const end = at + source.length;
      const after = end < text.length ? base(text[end]) : "$";
      const before = at ? base(text[at - 1]) : "^";
      if ((!following || following.includes(after)) && (!preceding || preceding.includes(before))) return rule;
    }
    return null;
  }
}
