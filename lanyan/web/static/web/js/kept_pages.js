/* Pages through lost signal: what was last read here is shown again while the server does not answer. Nothing is sent from
   here; what was written waits in the page's own queue. NAME and PAGES are written before this by web/workers.py. */
const PATIENCE = 4000;
const fits = PAGES.map((one) => new RegExp(one));

addEventListener("install", () => self.skipWaiting());
addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const wanted = (url) => fits.some((one) => one.test(url.pathname)) || url.pathname.startsWith("/static/");

async function answer(request) {
  const store = await caches.open(NAME), kept = () => store.match(request, { ignoreVary: true });
  const slow = new Promise((done) => setTimeout(done, PATIENCE, null));
  const asked = fetch(request).then(async (found) => {
    /* Sent away to sign in: what was kept belongs to somebody who has left. */
    if (found.type === "opaqueredirect" || found.redirected && found.url.includes("/login/") || found.status === 403) await caches.delete(NAME);
    else if (found.ok && !found.redirected) await store.put(request, found.clone());
    return found;
  });
  try {
    const first = await Promise.race([asked, slow]);
    if (first) return first;
    return (await kept()) || (await asked);
  } catch (lost) {
    const found = await kept();
    if (found) return found;
    throw lost;
  }
}
addEventListener("message", (event) => {
  const parts = event.data.map((part) => new URL(part, self.location.href)).filter((url) => url.origin === self.location.origin && wanted(url));
  event.waitUntil(caches.open(NAME).then((store) => Promise.allSettled(parts.map((url) => store.add(url.href)))));
});
addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin || !wanted(url)) return;
  event.respondWith(answer(event.request));
});
