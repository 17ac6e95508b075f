// The device's time: the wall clock read once, then the monotonic one, and its offset from the server's.

export const JUMP = 2_000;
const FRESH = 10 * 60_000;

/** wall and mono give milliseconds (Date.now, performance.now); saved is what `sample()` gave before. */
export function makeClock({ wall, mono, saved = null }) {
  let wallStart = wall();
  let monoStart = mono();
  let best = saved;
  let jump = 0;

  const now = () => Math.round(wallStart + (mono() - monoStart));

  /** A clock that was set by hand, or a sleep the monotonic clock did not count: start anew, and say so. */
  function watch() {
    const difference = wall() - now();
    if (Math.abs(difference) <= JUMP) return;
    jump = Math.abs(difference) > Math.abs(jump) ? Math.round(difference) : jump;
    wallStart = wall();
    monoStart = mono();
    best = null;
  }

  return {
    now() {
      watch();
      return now();
    },
    mono: () => Math.round(mono()),
    /** One answer of the server: its time, and the monotonic times of asking and hearing. */
    heard(serverTime, asked, answered) {
      watch();
      const rtt = answered - asked;
      const middle = wallStart + ((asked + answered) / 2 - monoStart);
      const stale = !best || now() - best.taken > FRESH;
      if (stale || rtt <= best.rtt_ms) {
        best = { offset_ms: Math.round(serverTime - middle), rtt_ms: Math.round(rtt), taken: now() };
        jump = 0;
      }
    },
    sample: () => best,
    /** What an upload says of this clock. */
    report() {
      watch();
      const age = best ? Math.max(0, Math.round((now() - best.taken) / 1000)) : null;
      return { offset_ms: best?.offset_ms ?? null, rtt_ms: best?.rtt_ms ?? null, age_s: age, jump_ms: jump };
    },
    /** The server's time as far as it is known: orders this device's scans among those of its peers. */
    corrected() {
      watch();
      return now() + (best?.offset_ms ?? 0);
    },
    offset: () => best?.offset_ms ?? 0,
  };
}
