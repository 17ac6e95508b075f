// The matcher of names across scripts and spellings, once its tables are here. Until then search goes by words alone.

const TABLES = '/static/vendor/names/';

/** (typed, guests) → [{gid, score}], or null where the matcher cannot be loaded. */
export async function openNames() {
  try {
    const { makeMatcher, tableNames } = await import('/static/js/names.js');
    const read = async (name) => [name, await (await fetch(`${TABLES}${name}.json`)).json()];
    const matcher = makeMatcher(Object.fromEntries(await Promise.all(tableNames.map(read))));
    return (typed, guests) => matcher.search(typed, guests);
  } catch {
    return null;
  }
}
