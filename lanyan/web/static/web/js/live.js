/* One stream for the whole page: an element that carries data-live="topic another" re-reads itself when a topic is heard.
   News carries no state, so after a lost connection everything is read once more and nothing is missed. */
import { all, words } from "./base.js";
import { dialog } from "./shell.js";

const RETRY = [500, 1000, 2000, 5000];
const QUIET = 40000; /* the server says something at least every 15 s; much longer silence is a dead line */
let over = false; /* the session has ended or a right was taken: opening the stream again is no use */
let source = null, heard = "", tries = 0, watch = 0, lostOnce = false;

const topicsOf = (el) => (el.dataset.live || "").split(/[\s,]+/).filter(Boolean);
const wanted = () => [...new Set(all("[data-live]").flatMap(topicsOf))].sort();

function light(ok) {
  for (const el of all("[data-live-light]")) {
    el.hidden = false;
    el.classList.toggle("lost", !ok);
    el.textContent = ok ? words.live : words.lost;
    el.title = el.textContent;
  }
}
/* Re-read now, or at most once in data-live-throttle milliseconds: the first at once, the last never lost. A board that many
   look at waits a random part of data-live-spread milliseconds more, so that not all of them ask in the same instant. */
function reread(el) {
  const gap = Number(el.dataset.liveThrottle || 0), state = (el.lyLive ||= { last: -Infinity, timer: 0 });
  const fire = () => {
    state.last = performance.now(); state.timer = 0;
    if (el.isConnected) { window.htmx?.trigger(el, "live"); el.dispatchEvent(new CustomEvent("live:heard")); }
  };
  if (state.timer) return;
  const wait = Math.max(0, state.last + gap - performance.now()) + Math.random() * Number(el.dataset.liveSpread || 0);
  if (wait <= 0) fire(); else state.timer = setTimeout(fire, wait);
}
/* The board itself says that it re-reads, so that what people ask for goes first; what they press inside it is theirs. */
document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.elt.dataset.liveSpread) event.detail.headers["X-Lanyan-Reread"] = "1";
});
function hear(topic) {
  for (const el of all("[data-live]")) if (topic === "*" || topicsOf(el).includes(topic)) reread(el);
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
  if (!over) setTimeout(open, RETRY[Math.min(tries++, RETRY.length - 1)]);
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
  source?.close(); source = null;
  if (!heard) { clearTimeout(watch); return; }
  const stream = (source = new EventSource(`/live?topics=${encodeURIComponent(heard)}`));
  stream.onopen = () => {
    if (stream !== source) return;
    light(true); alive();
    if (lostOnce) { lostOnce = false; hear("*"); }
  };
  stream.onmessage = (event) => { alive(); tries = 0; hear(JSON.parse(event.data)); };
  stream.addEventListener("beat", () => { alive(); tries = 0; });
  stream.addEventListener("ended", (event) => { if (stream === source) end(JSON.parse(event.data)); });
  stream.onerror = () => { if (stream === source) lost(); };
}
export function startLive() {
  open();
  /* A fragment that was swapped in may listen to something new. */
  document.body.addEventListener("htmx:afterSettle", () => { if (wanted().join(",") !== heard) open(); });
  addEventListener("online", () => { if (!source) open(); });
  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", (event) => { if (event.persisted) { lostOnce = true; open(); } });
}
