// The matcher of names across scripts and spellings. Until it is read, search goes by words alone.

const LEAST = 0.6;
const MOST = 40;
const nameOf = (address) => address.split('/').at(-1).replace(/\.json$/u, '');

/** (typed, guests, version) → [{gid, score}]; the index is made anew when `version` of the guests has moved. */
export function makeNames(matcher) {
  let index = null;
  let made = null;
  return (typed, guests, version) => {
    if (made !== version) {
      const named = [...guests.values()].filter((guest) => guest.names?.length);
      index = matcher.makeIndex(named.map(({ gid, names, keys }) => [gid, names, keys?.length ? keys : undefined]));
      made = version;
    }
    return index.search(typed, MOST).filter((hit) => hit.score >= LEAST).map(({ key, score }) => ({ gid: key, score }));
  };
}

/** addresses: the matcher's module, then its tables. */
export async function openNames([module, ...tables]) {
  const { makeMatcher } = await import(module);
  const read = async (address) => [nameOf(address), await (await fetch(address)).json()];
  return makeNames(makeMatcher(Object.fromEntries(await Promise.all(tables.map(read)))));
}
