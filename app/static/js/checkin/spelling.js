// The matcher of names across scripts and spellings. Where it is not installed, search goes by words alone.

const nameOf = (address) => address.split('/').at(-1).replace(/\.json$/u, '');

/** addresses: the matcher's module, then its tables. Gives (typed, guests) → [{gid, score}], or null. */
export async function openNames([module, ...tables]) {
  if (!module) return null;
  const { makeMatcher } = await import(module);
  const read = async (address) => [nameOf(address), await (await fetch(address)).json()];
  const matcher = makeMatcher(Object.fromEntries(await Promise.all(tables.map(read))));
  return (typed, guests) => matcher.search(typed, guests);
}
