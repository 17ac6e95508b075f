// The service worker's other half: lets a new build in only when nothing waits and nobody scans.

/** busy: () → whether a change of build would now disturb. */
export async function keepFresh(busy) {
  if (!('serviceWorker' in navigator)) return;
  const had = Boolean(navigator.serviceWorker.controller);
  let reloaded = false;
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (!had || reloaded) return;
    reloaded = true;
    window.location.reload();
  });
  try {
    const registration = await navigator.serviceWorker.register('/gate/sw.js', { scope: '/gate/', updateViaCache: 'none' });
    setInterval(() => {
      if (registration.waiting && !busy()) registration.waiting.postMessage('take over');
    }, 5_000);
  } catch {
    // Without the worker the page works while there is a network; a private window may refuse it.
  }
}
