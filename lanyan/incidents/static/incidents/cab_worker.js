/* The cab through lost signal: what was last read here is shown again while the server does not answer. Nothing is sent from
   here; presses wait in the page's own queue. What is shown from here says so: the light of the page is out. */
const NAME = "lanyan-cab-1", PATIENCE = 4000;

addEventListener("install", () => self.skipWaiting());
addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const wanted = (url) => url.pathname.startsWith("/cab/") && !url.pathname.endsWith("/worker.js") || url.pathname.startsWith("/static/") || url.pathname.startsWith("/places/map/");

async function answer(request) {
  const store = await caches.open(NAME), kept = () => store.match(request, { ignoreVary: true });
  const slow = new Promise((done) => setTimeout(done, PATIENCE, null));
  const asked = fetch(request).then(async (found) => {
    /* Sent away to sign in: what was kept belongs to somebody who has left. */
    if (found.type === "opaqueredirect" || found.redirected || found.status === 403) await caches.delete(NAME);
    else if (found.ok) await store.put(request, found.clone());
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
/* The page tells what it is made of: it was loaded before this worker stood behind it. */
addEventListener("message", (event) => {
  const parts = event.data.map((part) => new URL(part, self.location.href)).filter((url) => url.origin === self.location.origin && wanted(url));
  const keep = caches.open(NAME).then((store) => Promise.allSettled(parts.map((url) => store.add(url.href))));
  event.waitUntil(keep.then(() => event.source?.postMessage("kept")));
});
addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin || !wanted(url) || url.search.includes("choose")) return;
  event.respondWith(answer(event.request));
});
