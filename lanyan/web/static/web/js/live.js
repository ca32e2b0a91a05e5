/* One stream for the whole page: an element that carries data-live="topic another" re-reads itself when a topic is heard.
   News carries no state, so after a lost connection everything is read once more and nothing is missed. */
import { all, say, words } from "./base.js";
import { dialog } from "./shell.js";

const RETRY = [500, 1000, 1000, 1000, 1000, 1000, 2000, 5000]; /* a server that died answers again within some seconds */
const QUIET = 40000; /* the server says something at least every 15 s; much longer silence is a dead line */
const OVERLAP = 500;
let over = false; /* the session has ended or a right was taken: opening the stream again is no use */
let source = null, heard = "", tries = 0, watch = 0, lostOnce = false;

const topicsOf = (el) => (el.dataset.live || "").split(/[\s,]+/).filter(Boolean);
const wanted = () => [...new Set(all("[data-live]").flatMap(topicsOf))].sort();

let stopped = []; /* the parts of the installation that do not work, by name */
function light(ok) {
  for (const el of all("[data-live-light]")) {
    el.hidden = false;
    el.classList.toggle("lost", !ok || stopped.length > 0);
    el.textContent = !ok ? words.lost : stopped.length ? say("stopped", { parts: stopped.join("、") }) : words.live;
    el.title = el.textContent;
  }
}
/* Re-read now, or at most once in data-live-throttle milliseconds: the first at once, the last never lost. A board that
   many look at waits for the next beat of data-live-beat milliseconds, which is the same on every screen: read together,
   it is made once for all of them. */
function reread(el, news) {
  const gap = Number(el.dataset.liveThrottle || 0), beat = Number(el.dataset.liveBeat || 0);
  const state = (el.lyLive ||= { last: -Infinity, timer: 0 });
  const fire = () => {
    state.last = performance.now(); state.timer = 0;
    if (el.isConnected) { window.htmx?.trigger(el, "live"); el.dispatchEvent(new CustomEvent("live:heard")); }
  };
  state.news = news;
  if (state.timer) return;
  const wait = beat ? beat - (Date.now() % beat) : Math.max(0, state.last + gap - performance.now());
  if (wait <= 0) fire(); else state.timer = setTimeout(fire, wait);
}
/* The board itself says that it re-reads, so that what people ask for goes first; what they press inside it is theirs. It
   names the latest news it heard: screens that heard the same may be given one reading. */
document.addEventListener("htmx:configRequest", (event) => {
  const { elt, headers } = event.detail;
  if (elt.dataset.liveBeat) headers["X-Lanyan-Reread"] = "1";
  if (elt.lyLive?.news) headers["X-Lanyan-News"] = elt.lyLive.news;
});
/* What is being listened to is not read away from under the listener. */
document.addEventListener("htmx:beforeSwap", (event) => {
  if (all("audio", event.detail.target).some((sound) => !sound.paused && !sound.ended)) event.detail.shouldSwap = false;
});
function hear(topic, news = "") {
  for (const el of all("[data-live]")) if (topic === "*" || topicsOf(el).includes(topic)) reread(el, news);
}
function alive() {
  clearTimeout(watch);
  watch = setTimeout(() => lost(), QUIET);
}
function lost() {
  source?.close(); source = null;
  clearTimeout(watch);
  lostOnce = true;
  light(false);
  if (!over) setTimeout(open, RETRY[Math.min(tries++, RETRY.length - 1)] * (0.8 + Math.random() * 0.4)); /* not all at once */
}
function end(reason) {
  over = true;
  source?.close(); source = null;
  clearTimeout(watch);
  light(false);
  dialog(reason, words.reload, () => location.reload());
}
function open() {
  if (over) return;
  const topics = wanted();
  heard = topics.join(",");
  if (!heard) { source?.close(); source = null; clearTimeout(watch); return; }
  stopped = [];
  /* The stream before is heard until the new one surely listens: nothing is missed in between. */
  const before = source;
  const stream = (source = new EventSource(`/live?topics=${encodeURIComponent(heard)}`));
  stream.onopen = () => {
    if (before) setTimeout(() => before.close(), OVERLAP);
    if (stream !== source) return;
    light(true); alive();
    if (lostOnce) { lostOnce = false; hear("*"); }
  };
  stream.onmessage = (event) => { alive(); tries = 0; hear(JSON.parse(event.data), event.lastEventId); };
  stream.addEventListener("beat", () => { alive(); tries = 0; });
  stream.addEventListener("health", (event) => { stopped = JSON.parse(event.data); light(true); });
  stream.addEventListener("ended", (event) => { if (stream === source) end(JSON.parse(event.data)); });
  stream.onerror = () => {
    before?.close();
    if (stream === source) lost(); else stream.close();
  };
}
export function startLive() {
  open();
  /* A fragment that was swapped in may listen to something new. */
  document.body.addEventListener("htmx:afterSettle", () => { if (wanted().join(",") !== heard) open(); });
  addEventListener("online", () => { if (!source) open(); });
  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", (event) => { if (event.persisted) { lostOnce = true; open(); } });
}
