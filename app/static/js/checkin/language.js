// The officer's language stays with the phone: the page is kept once in each, and comes back in hers without a network.

const KEY = 'gate-language';

/** Remembers a language that was asked for; returns whether the page now leaves for the one that was kept. */
export function keepLanguage({ storage, location, spoken }) {
  try {
    const asked = new URLSearchParams(location.search).get('lang');
    if (asked) storage().setItem(KEY, asked);
    const kept = storage().getItem(KEY);
    if (asked || !kept || kept === spoken) return false;
    location.replace(`${location.pathname}?lang=${encodeURIComponent(kept)}`);
    return true;
  } catch {
    // A private window may refuse to remember; the page goes on in the browser's language.
    return false;
  }
}
