// Bad network must never be worse than none: one claim without an answer opens the circuit; two quick pings close it.

export const PATIENCE = 1_500;
export const QUICK = 300;
const PINGS = 2;

export function makeBreaker() {
  let open = false;
  let quick = 0;
  return {
    get open() {
      return open;
    },
    /** A claim had no answer in time, or the network refused it. */
    trip() {
      open = true;
      quick = 0;
    },
    /** A ping took `rtt` milliseconds; null when it was lost. Returns whether claims are asked again. */
    pinged(rtt) {
      quick = rtt !== null && rtt < QUICK ? quick + 1 : 0;
      if (open && quick >= PINGS) open = false;
      return !open;
    },
  };
}
