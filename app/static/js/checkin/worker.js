// The service worker's other half: lets a new build in only when nothing waits and nobody is in the middle of a guest.

const LOOK = 5_000;
const ASK = 60_000;

/**
 * busy: () → whether a change of build would now disturb. newest: () → the build the server last spoke of, which is
 * asked for when it is not `build`: a page that stays open all evening hears of it by no other way.
 */
export async function keepFresh({ busy, newest = () => null, build = null }) {
  if (!('serviceWorker' in navigator)) return;
  const had = Boolean(navigator.serviceWorker.controller);
  let leaving = false;
  let asked = -Infinity;

  /** Another build answers from now on: the page goes over to it as soon as its guest is through. */
  function leave() {
    if (busy()) setTimeout(leave, 500);
    else window.location.reload();
  }

  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (!had || leaving) return;
    leaving = true;
    leave();
  });
  try {
    const registration = await navigator.serviceWorker.register('/gate/sw.js', { scope: '/gate/', updateViaCache: 'none' });
    setInterval(() => {
      if (registration.waiting && !busy()) registration.waiting.postMessage('take over');
      const other = newest() && newest() !== build && !registration.waiting && !registration.installing;
      if (!other || performance.now() - asked < ASK) return;
      asked = performance.now();
      registration.update().catch(() => null);
    }, LOOK);
  } catch {
    // Without the worker the page works while there is a network; a private window may refuse it.
  }
}
