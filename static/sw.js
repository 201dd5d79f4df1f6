// Lets the door start without network. VERSION and FILES stand above: another version is another worker, with a cache
// of its own, so the page and its scripts always belong together. Holds nobody's data.

const CACHE = `door-${VERSION}`;
const SHELL = "/porte";
const PATIENCE = 1500; // ms

addEventListener("install", (event) => event.waitUntil(keepAll()));
addEventListener("activate", (event) => event.waitUntil(takeOver()));
addEventListener("message", ({ data }) => data === "take-over" && skipWaiting());

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, search } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  const badge = /^\/[bB]\/([A-Za-z]+)$/.exec(pathname)?.[1];
  if (request.mode === "navigate" && badge) event.respondWith(badgeOpened(request, badge));
  else if (request.mode === "navigate" && pathname === SHELL) event.respondWith(page(request, search));
  else if (pathname.startsWith("/static/") || pathname === "/porte/app.webmanifest") event.respondWith(file(event));
});

async function keepAll() {
  const cache = await caches.open(CACHE);
  const asked = FILES.map((path) => new Request(path, { cache: "no-cache" }));
  await cache.addAll(asked);
  await cache.put(SHELL, await ownShell());
}

async function ownShell() {
  const answer = await fetch("/porte/coquille", { cache: "no-store", credentials: "same-origin" });
  if (!answer.ok) throw new Error(`the page answered ${answer.status}`);
  return answer;
}

async function takeOver() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
  await clients.claim();
}

// The server's page where it answers soon, the kept one else; a phone that the server no longer knows keeps nothing.
async function page(request, search) {
  const kept = await (await caches.open(CACHE)).match(SHELL);
  const answer = await soon(request);
  if (answer === null) return kept ?? fetch(request);
  if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
    await forget();
    return answer;
  }
  if (!answer.ok) return kept ?? answer;
  const theirs = answer.headers.get("X-Door-Version");
  // A member of staff signed in on this phone: theirs is another page.
  if (!theirs) return answer;
  if (theirs === VERSION) {
    await (await caches.open(CACHE)).put(SHELL, answer.clone());
    return answer;
  }
  // A newer page with the older scripts would be neither: the next version comes whole.
  registration.update().catch(() => null);
  return search ? answer : (kept ?? answer);
}

// Null where nobody answers, or not soon: a person stands waiting.
function soon(request) {
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, null));
  return Promise.race([fetch(request).catch(() => null), late]);
}

// The person's own badge, opened by the phone's camera: the verdict is the app's.
async function badgeOpened(request, badge) {
  return (await soon(request)) ?? Response.redirect(`${SHELL}#badge=${badge.toUpperCase()}`);
}

// For the door's own page alone: the site's other pages have no version that would bring them newer files.
async function file({ request, clientId }) {
  const client = clientId ? await clients.get(clientId) : null;
  if (client && !new URL(client.url).pathname.startsWith(SHELL)) return fetch(request);
  const kept = await caches.match(request, { cacheName: CACHE, ignoreSearch: true });
  return kept ?? fetch(request);
}

async function forget() {
  for (const name of await caches.keys()) await caches.delete(name);
  await registration.unregister();
}
