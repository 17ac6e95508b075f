// Finding a guest by whatever was heard, read or half remembered.

const MOST = 12;
export const plainOf = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
const plate = (text) => text.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '');

function words(guest) {
  const { office, organisation, state, spouse } = guest;
  return plainOf([guest.line, ...(guest.names ?? []), office, organisation, state, spouse].filter(Boolean).join(' '));
}

/** How well a guest fits by his words alone: every part typed begins a word, or stands within the text. */
function byWords(text, parts) {
  let score = 0;
  for (const part of parts) {
    if (` ${text}`.includes(` ${part}`)) score += 1;
    else if (text.includes(part)) score += 0.5;
    else return 0;
  }
  return score / parts.length;
}

/** names: (typed, guests) → [{gid, score}] across spellings and scripts; null while it is not there. */
export function makeSearch({ guests, names }) {
  const texts = new Map();
  const textOf = (guest) => {
    const kept = texts.get(guest.gid);
    if (kept?.guest === guest) return kept.text;
    const text = words(guest);
    texts.set(guest.gid, { guest, text });
    return text;
  };

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
      const score = byWords(textOf(guest), parts);
      if (score) scores.set(guest.gid, score);
    }
    for (const { gid, score } of names?.(typed, guests) ?? []) {
      scores.set(gid, Math.max(scores.get(gid) ?? 0, score));
    }
    const found = [...scores].sort((a, b) => b[1] - a[1]).map(([gid]) => guests.get(gid)).filter(Boolean);
    return [...new Set([...byPlate(typed), ...found])].slice(0, MOST);
  };
}
