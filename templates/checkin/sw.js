// Keeps the gate page for when there is no network. A new build waits until the page lets it in: never while scans
// wait to be sent or a guest stands before the phone, and never while two pages of the gate are open.

const BUILD = {{ build|safe }};
const KEEP = {{ keep|safe }};
const SHELF = `gate-${BUILD}`;

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(SHELF).then((shelf) => shelf.addAll(KEEP.map((url) => new Request(url, { cache: 'reload' })))));
});

self.addEventListener('activate', (event) => {
  const old = (name) => name.startsWith('gate-') && name !== SHELF;
  event.waitUntil(caches.keys()
    .then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))))
    .then(() => self.clients.claim()));
});

self.addEventListener('message', (event) => {
  if (event.data === 'take over') event.waitUntil(takeOver());
});

async function takeOver() {
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const pages = windows.filter((one) => new URL(one.url).pathname.startsWith('/gate/'));
  if (pages.length === 1) await self.skipWaiting();
}

self.addEventListener('fetch', (event) => {
  const { pathname } = new URL(event.request.url);
  const page = event.request.mode === 'navigate' && ['/gate/', '/gate/board'].includes(pathname);
  if (event.request.method !== 'GET' || (!page && !pathname.startsWith('/static/'))) return;
  event.respondWith(fromShelf(event.request, page));
});

async function fromShelf(request, page) {
  const shelf = await caches.open(SHELF);
  // The version in an address only parts builds; within one shelf every file is of one build.
  // The pages alone are kept several times, once in each language.
  const exact = page && await shelf.match(request);
  const kept = exact || await shelf.match(request, { ignoreSearch: true });
  return kept ?? fetch(request);
}
