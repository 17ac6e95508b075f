// The order of the receiving line: who has come and was not announced yet, as the announcer has arranged it.

const COMING = ['expected', 'presumed', 'unanswered'];

/** store keeps what the announcer did under `key`; model is the event as this device knows it. */
export async function makeLine({ store, key, model }) {
  const kept = { done: [], order: [], acknowledged: [], ...await store.get(key) };
  const save = () => store.set(key, { ...kept });
  const without = (list, gid) => list.filter((one) => one !== gid);

  /** The first scan that says that a guest is here and was not undone. */
  function seenOf(gid) {
    const { verdicts } = model.presence(gid);
    return model.factsOf(gid)
      .filter((fact) => ['sighted', 'entry'].includes(fact.kind) && verdicts[fact.id] !== 'voided')
      .sort((a, b) => a.at - b.at)[0] ?? null;
  }

  return {
    /** queue: guests to announce, the next first; alerts: [{guest, seen}]; missing: who of the first table has not come. */
    state() {
      const here = [];
      const missing = [];
      for (const guest of model.guests.values()) {
        const seen = seenOf(guest.gid);
        if (seen) here.push({ guest, seen });
        else if (guest.alert && COMING.includes(guest.status)) missing.push(guest);
      }
      here.sort((a, b) => a.seen.at - b.seen.at);
      const moved = kept.order.map((gid) => model.guests.get(gid)).filter(Boolean);
      const others = here.map(({ guest }) => guest).filter((guest) => !kept.order.includes(guest.gid));
      return {
        queue: [...moved, ...others].filter((guest) => !kept.done.includes(guest.gid)),
        alerts: here.filter(({ guest }) => guest.alert && !kept.acknowledged.includes(guest.gid)),
        missing,
      };
    },
    done(gid) {
      kept.done.push(gid);
      kept.order = without(kept.order, gid);
      return save();
    },
    /** Put a guest at the head; one who was announced already is announced again. */
    first(gid) {
      kept.done = without(kept.done, gid);
      kept.order = [gid, ...without(kept.order, gid)];
      return save();
    },
    /** Let the next go before him. */
    skip(gid) {
      const gids = this.state().queue.map((guest) => guest.gid);
      const [next] = gids.filter((one) => one !== gid);
      kept.order = next ? [next, gid, ...without(without(kept.order, gid), next)] : kept.order;
      return save();
    },
    acknowledge(gid) {
      kept.acknowledged.push(gid);
      return save();
    },
  };
}
