// The content of a badge's QR: "E1", 26 characters of Crockford base 32, one check character (app/tokens.py).

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CHECKS = `${ALPHABET}*~$=U`;

/** A code as a scanner or a person gives it, in its one spelling. */
export function normalise(text) {
  return text.toUpperCase().replace(/[\s-]+/gu, '').replace(/O/gu, '0').replace(/[IL]/gu, '1');
}

/** Whether a text is meant as a badge at all; a name never is. */
export const looksLikeBadge = (text) => /^E1[0-9A-Z*~$=]{20,}$/u.test(normalise(text));

/** Whether prefix, length and check character are right: tells a misread from "not on the list". */
export function wellFormed(code) {
  if (code.length !== 29 || !code.startsWith('E1')) return false;
  let rest = 0;
  for (const character of code.slice(2, -1)) {
    const value = ALPHABET.indexOf(character);
    if (value < 0) return false;
    rest = (rest * 32 + value) % 37;
  }
  return CHECKS[rest] === code.at(-1);
}

/** What a device keeps of a badge: the first 16 bytes of its SHA-256, in hexadecimal. */
export async function hash(code) {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(code)));
  return [...bytes.subarray(0, 16)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
