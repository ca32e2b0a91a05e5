/* The cab: stamps with one touch, recorded on the device at once and at the server as soon as there is signal. */
import { all } from "../web/js/base.js";
import { Queue, cabNow, serverSays } from "./cab_queue.js";

const box = document.querySelector("[data-cab]"), side = box.querySelector("aside"), area = document.getElementById("cab-now");
const words = JSON.parse(document.getElementById("cab-words").textContent);
const say = (key, values = {}) => (words[key] || key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
const $ = (name) => box.querySelector(`[data-${name}]`);
const clock = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit", second: "2-digit" });
const told = (instant) => clock.format(typeof instant === "number" ? instant : Date.parse(instant));
const STOOD = "lanyan.cab.stood";
const user = Number(box.dataset.user);
let state = null, here = null;

serverSays(document.body.dataset.now);
const queue = new Queue({ url: box.dataset.presses, user, changed: () => paint(), answered: (presses, by) => settle(presses, by) });

/* ---- what stands: the server's word with the waiting presses on top ---- */
function apply(base, items) {
  const now = { ...base, times: { ...base.times } };
  for (const item of items) {
    if (item.run !== base.run) continue;
    if (item.of) takeBack(now, item.undone);
    else if (item.stamp && (now.moves[now.status] || []).includes(item.stamp)) {
      now.status = item.stamp.toUpperCase();
      now.times[item.stamp] = item.at;
    }
  }
  return now;
}
function takeBack(now, stamp) {
  if (!now.times[stamp]) return;
  delete now.times[stamp];
  const left = ["ordered", ...now.stamps.map((one) => one.key)].filter((one) => now.times[one]);
  now.status = left.at(-1).toUpperCase();
}
function settle(presses, by) {
  const done = presses.filter((press) => by.get(press.key).result !== "REFUSED");
  if (state) {
    state = apply(state, done);
    /* Signal may be gone before the page is read again: what the server has acknowledged stands on the device as well. */
    try { localStorage.setItem(STOOD, JSON.stringify({ ...state, now: new Date(cabNow()).toISOString() })); } catch { /* the queue comes first */ }
  }
  window.htmx?.trigger(area, "cab:read");
}
function readState() {
  const read = JSON.parse(document.getElementById("cab-state")?.textContent || "null");
  if (read) serverSays(read.now);
  let stood = null;
  try { stood = JSON.parse(localStorage.getItem(STOOD)); } catch { /* nothing was kept */ }
  const newer = read && stood?.run === read.run && stood.user === read.user && Date.parse(stood.now) > Date.parse(read.now);
  state = newer ? { ...read, status: stood.status, times: stood.times } : read;
}

/* ---- stamps ---- */
function stampButton(stamp, kind, note) {
  const button = document.createElement("button"), label = document.createElement("b"), line = document.createElement("span");
  button.type = "button"; button.className = kind;
  label.textContent = stamp.label; line.textContent = note;
  button.append(label, line);
  if (kind.startsWith("did")) button.disabled = true; else button.dataset.stamp = stamp.key;
  return button;
}
function paintStamps(now) {
  const possible = (now.moves[now.status] || []).filter((key) => key !== "turned_back");
  const done = now.stamps.filter((one) => now.times[one.key]).sort((a, b) => Date.parse(now.times[a.key]) - Date.parse(now.times[b.key])).slice(-2);
  const label = (key) => now.stamps.find((one) => one.key === key);
  const waits = new Set(queue.items.map((item) => item.stamp));
  const made = done.map((one, at) => stampButton(one, `did${at === done.length - 1 ? " last" : ""}`, told(now.times[one.key]) + (waits.has(one.key) ? ` · ${say("waits")}` : "")));
  const next = possible.map((key, at) => stampButton(label(key), at ? "" : "next", at ? "" : say("touch")));
  for (const button of next) if (button.dataset.stamp === "ready") button.querySelector("span").textContent = say("confirm");
  const grid = $("stamps"), focus = grid.contains(document.activeElement) ? document.activeElement.dataset.stamp : "";
  grid.replaceChildren(...made, ...next);
  if (focus) grid.querySelector(`[data-stamp="${focus}"]`)?.focus();
  $("back").disabled = !(now.moves[now.status] || []).includes("turned_back");
}
function paintUndo() {
  const bar = $("undo"), last = queue.last, left = state && last.at ? state.undo_seconds - (cabNow() - Date.parse(last.at)) / 1000 : 0;
  const shown = left > 0 && last.run === state.run && !queue.refused.some((item) => item.key === last.key);
  bar.hidden = !shown;
  if (!shown) return;
  bar.querySelector("[data-undone]").textContent = `${state.stamps.find((one) => one.key === last.stamp)?.label || ""} ${told(last.at)}`;
  bar.querySelector("i").textContent = String(Math.ceil(left));
}
function paintRefused() {
  const list = $("refused");
  list.replaceChildren(...queue.refused.map((item) => {
    const line = document.createElement("li"), text = document.createElement("span"), close = document.createElement("button");
    const what = item.ask ? say("ask") : item.of ? say("undo") : state?.stamps.find((one) => one.key === item.stamp)?.label || item.stamp;
    text.textContent = say("refused", { what, at: told(item.at), reason: item.reason });
    close.type = "button"; close.textContent = say("seen");
    close.addEventListener("click", () => queue.forget(item.key));
    line.append(text, close);
    return line;
  }));
}
function paint() {
  side.hidden = !state;
  box.classList.toggle("idle", !state);
  const others = queue.items.length - queue.mine.length, waiting = queue.mine.length;
  const text = queue.signedOut ? say("sign_in") : others ? say("of_another", { count: others }) : waiting ? say("waiting", { count: waiting }) : "";
  $("waiting").textContent = text;
  $("waiting").classList.toggle("hand", Boolean(queue.signedOut));
  paintRefused(); paintUndo();
  if (state) paintStamps(apply(state, queue.mine));
}
function press(stamp) {
  const now = state && apply(state, queue.mine);
  if (!now || !(now.moves[now.status] || []).includes(stamp)) return;
  queue.add({ run: state.run, stamp });
}
side.addEventListener("click", (event) => {
  const button = event.target.closest("[data-stamp]");
  if (!button || button.disabled) return;
  /* Ready again is confirmed on its own form, and that needs the server. */
  if (button.dataset.stamp === "ready") location.assign(state.ready_url);
  else press(button.dataset.stamp);
});
$("undo-key").addEventListener("click", () => {
  const last = queue.last;
  if (last.key) queue.undo(last);
});

/* ---- asking for more ---- */
const dialog = document.getElementById("cab-ask"), typed = $("ask-words");
$("ask").addEventListener("click", () => { typed.value = ""; dialog.showModal(); });
function ask(reason) {
  if (!reason || !state) { typed.focus(); return; }
  queue.add({ run: state.run, ask: reason });
  dialog.close();
  $("ask").textContent = say("asked", { reason });
  setTimeout(() => { $("ask").textContent = say("ask"); }, 6000);
}
for (const button of all("[data-reason]", dialog)) button.addEventListener("click", () => ask(button.dataset.reason));
$("ask-send").addEventListener("click", () => ask(typed.value.trim()));
typed.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.isComposing) { event.preventDefault(); ask(typed.value.trim()); } });

/* ---- the map, the clock, the light ---- */
function drawMap({ fit } = {}) {
  const map = window.lanyanMap?.get("#cab-box"), spec = JSON.parse(document.getElementById("cab-map")?.textContent || "{}");
  if (!map) return;
  const marks = (spec.marks || []).map((mark) => (mark.own && here ? { ...mark, kind: "car", at: here, text: mark.text.split(" · ")[0] } : mark));
  map.setMarks(marks);
  map.spec.routes = spec.routes || [];
  map.setRoutes(spec.routes || []);
  if (fit) map.fit();
}
function dress() {
  /* The clock and the light stay the same elements when the rest is read again. */
  const corner = box.querySelector("[data-cab-side]"), kept = box.querySelector(".cab-side");
  if (corner && kept) { kept.hidden = false; corner.append(...kept.childNodes); }
}
let run = null;
function settled() {
  readState();
  dress();
  drawMap({ fit: state?.run !== run });
  run = state?.run ?? null;
  paint();
}
document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.responseURL.includes("/login/")) { event.detail.shouldSwap = false; location.reload(); return; }
  if (event.detail.target === area && event.detail.shouldSwap) box.querySelector(".cab-side").append(...box.querySelector("[data-cab-side]").childNodes);
});
document.body.addEventListener("htmx:afterSettle", (event) => { if (event.detail.target === area) settled(); });
area.addEventListener("live:heard", () => queue.send());
setInterval(() => { $("cab-clock").textContent = told(cabNow()); paintUndo(); }, 250);

/* ---- where we are: at most once in ten seconds, and only when the device allows it ---- */
let sentAt = 0;
function place(found) {
  here = [found.coords.longitude, found.coords.latitude];
  if (cabNow() - sentAt < 10000) return;
  sentAt = cabNow();
  drawMap();
  const fields = { lon: here[0], lat: here[1], at: new Date(Math.min(found.timestamp + cabNow() - Date.now(), cabNow())).toISOString() };
  window.lanyan.post(box.dataset.position, fields).catch(() => { sentAt = 0; });
}
if (box.dataset.position && navigator.geolocation && window.isSecureContext) navigator.geolocation.watchPosition(place, () => {}, { enableHighAccuracy: true, maximumAge: 5000 });

/* What this page needs is kept on the device, so that a reload shows it again while the server is away. */
async function keepPage() {
  navigator.serviceWorker.addEventListener("message", () => { document.documentElement.dataset.kept = "1"; });
  await navigator.serviceWorker.register(box.dataset.worker, { scope: "/cab/" });
  const { active } = await navigator.serviceWorker.ready;
  const parts = performance.getEntriesByType("resource").map((entry) => entry.name);
  active.postMessage([...new Set([location.href, area.getAttribute("hx-get"), ...parts])]);
}
if ("serviceWorker" in navigator && window.isSecureContext) addEventListener("load", () => setTimeout(() => keepPage().catch(() => {}), 1500));

settled();
/* A page that came from the device may be older than what was read after it. */
if (state && cabNow() - Date.parse(state.now) > 15000) window.htmx?.trigger(area, "cab:read");
queue.send();
document.documentElement.dataset.cab = "1";
