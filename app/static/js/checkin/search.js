// Finding a guest by whatever was heard, read or half remembered.

const MOST = 12;
export const plainOf = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
const plate = (text) => text.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '');

const SHORTEST = 3;
const ABOUT = 0.96; // of a word that stands about the guest, as in the office
const joined = (texts) => plainOf(texts.filter(Boolean).join(' '));
const begins = (text, part) => ` ${text}`.includes(` ${part}`);
const aboutOf = ({ office, organisation, state, spouse }) => [office, organisation, state, spouse];

function words(guest) {
  const about = aboutOf(guest);
  return { text: joined([guest.line, ...(guest.names ?? []), ...about]), about: joined(about) };
}

/** How well a guest fits by his words alone: every part typed begins a word, or stands within the text. */
function byWords(text, parts) {
  let score = 0;
  for (const part of parts) {
    if (begins(text, part)) score += 1;
    else if (text.includes(part)) score += 0.5;
    else return 0;
  }
  return score / parts.length;
}

/** names: (typed, guests) → [{gid, score}] across spellings and scripts; null while it is not there. */
export function makeSearch({ guests, names }) {
  const texts = new Map();
  const wordsOf = (guest) => {
    const kept = texts.get(guest.gid);
    if (kept?.guest === guest) return kept;
    const made = { guest, ...words(guest) };
    texts.set(guest.gid, made);
    return made;
  };

  /** "khazar azerb": some words tell the office, the body or the state, the rest is a name however it is spelt. */
  function mixed(parts) {
    const rests = new Map();
    for (const guest of parts.length > 1 ? guests.values() : []) {
      const { about } = wordsOf(guest);
      const rest = parts.filter((part) => part.length < SHORTEST || !begins(about, part));
      if (!rest.length || rest.length === parts.length) continue;
      const name = rest.join(' ');
      if (!rests.has(name)) rests.set(name, new Set());
      rests.get(name).add(guest.gid);
    }
    return [...rests].flatMap(([rest, gids]) => {
      const share = rest.split(' ').length / parts.length;
      const hits = (names?.(rest, guests) ?? []).filter(({ gid }) => gids.has(gid));
      return hits.map(({ gid, score }) => ({ gid, score: score * share + ABOUT * (1 - share) }));
    });
  }

  function byNumber(query) {
    const number = Number(query);
    return [...guests.values()].filter((guest) => guest.badge?.no === number);
  }

  function byPlate(query) {
    const wanted = plate(query);
    if (wanted.length < 3 || !/\d/u.test(wanted)) return [];
    return [...guests.values()].filter((guest) => guest.plates?.some((one) => plate(one).includes(wanted)));
  }

  return function search(query) {
    const typed = query.trim();
    if (!typed) return [];
    if (/^\d{1,5}$/u.test(typed)) return [...new Set([...byNumber(typed), ...byPlate(typed)])].slice(0, MOST);
    const scores = new Map();
    const parts = plainOf(typed).split(/\s+/u).filter(Boolean);
    for (const guest of guests.values()) {
      const score = byWords(wordsOf(guest).text, parts);
      if (score) scores.set(guest.gid, score);
    }
    for (const { gid, score } of [...(names?.(typed, guests) ?? []), ...mixed(parts)]) {
      scores.set(gid, Math.max(scores.get(gid) ?? 0, score));
    }
    const found = [...scores].sort((a, b) => b[1] - a[1]).map(([gid]) => guests.get(gid)).filter(Boolean);
    return [...new Set([...byPlate(typed), ...found])].slice(0, MOST);
  };
}
