/* The check on the phone: each answer is kept on the device as it is given, and at the server as soon as there is signal. */
import { all } from "../web/js/base.js";
import { serverSays } from "../web/js/device_clock.js";
import { keepPage } from "../web/js/keep_page.js";
import { AnswerQueue } from "./answer_queue.js";
import { PhotoQueue } from "./photo_queue.js";

const page = document.querySelector("[data-check]");
const words = JSON.parse(document.getElementById("check-words").textContent);
const say = (key, values = {}) => (words[key] || key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
const net = page.querySelector("[data-waiting]");
let reading = 0;

serverSays(document.body.dataset.now);
const queue = new AnswerQueue({
  url: page.dataset.say, check: Number(page.dataset.check), user: Number(page.dataset.user), changed: () => paint(),
  taken: () => { clearTimeout(reading); reading = setTimeout(() => window.htmx?.trigger(document.body, "check:read"), 300); },
});

/* ---- what is being typed is kept after a pause, when the field is left, and when the page goes away ---- */
const unkept = new Map();
function typed(input, keep) {
  const now = () => { clearTimeout(unkept.get(input)?.timer); unkept.delete(input); keep(); };
  input.addEventListener("change", now);
  input.addEventListener("input", () => { clearTimeout(unkept.get(input)?.timer); unkept.set(input, { timer: setTimeout(now, 800), now }); });
}
const keepTyped = () => { for (const { now } of [...unkept.values()]) now(); };
addEventListener("pagehide", keepTyped);
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") keepTyped(); });

/* ---- items ---- */
const valueOf = (item) => item.querySelector("[aria-pressed=true]")?.dataset.value || "";
const part = (item, name) => item.querySelector(`[data-part=${name}]`);
function show(item, { value, words: found, explanation }) {
  for (const button of all("[data-value]", item)) {
    if (button.dataset.value === value) button.setAttribute("aria-pressed", "true"); else button.removeAttribute("aria-pressed");
  }
  item.querySelector("[data-more]").hidden = value !== "NO";
  if (found !== undefined) part(item, "words").value = found;
  if (explanation !== undefined) part(item, "explanation").value = explanation;
}
function answer(item) {
  const value = valueOf(item);
  if (value) queue.add({ item: Number(item.dataset.item), value, words: part(item, "words").value, explanation: value === "NO" ? part(item, "explanation").value : "" });
}
for (const item of all("[data-item]", page)) {
  item.addEventListener("click", (event) => {
    const button = event.target.closest("[data-value]");
    if (!button) return;
    show(item, { value: button.dataset.value });
    answer(item);
    offerItems();
  });
  for (const input of all("[data-part]", item)) typed(input, () => answer(item));
}

/* ---- the form of a hazard offers the items answered with no, as they stand on this screen ---- */
function offerItems() {
  const list = page.querySelector("#found-hazards select[name=hazard-item]");
  if (!list) return;
  const bad = new Map(all("[data-item]", page).filter((item) => valueOf(item) === "NO").map((item) => [item.dataset.item, item]));
  for (const option of all("option", list)) {
    if (!option.value || option.selected || bad.has(option.value)) bad.delete(option.value); else option.remove();
  }
  for (const [value, item] of bad) list.add(new Option(item.querySelector("[data-label]").textContent, value));
}
document.body.addEventListener("htmx:afterSettle", offerItems);

/* ---- fields of the record ---- */
const field = (name, value) => queue.add({ field: name, value });
for (const input of all("input[data-field], textarea[data-field]", page)) {
  typed(input, () => field(input.dataset.field, input.value));
}
const credentials = page.querySelector("button[data-field=credentials]");
credentials?.addEventListener("click", () => { field("credentials", "1"); credentials.disabled = true; credentials.lastChild.textContent = say("shown"); });
const located = page.querySelector("[data-located]");
page.querySelector("[data-locate]").addEventListener("click", () => {
  const found = ({ coords }) => { field("position", `${coords.longitude},${coords.latitude}`); located.textContent = `${coords.longitude.toFixed(5)}, ${coords.latitude.toFixed(5)}`; };
  if (!navigator.geolocation || !window.isSecureContext) { located.textContent = say("no_position"); return; }
  navigator.geolocation.getCurrentPosition(found, () => { located.textContent = say("no_position"); }, { enableHighAccuracy: true, timeout: 15000 });
});

/* ---- photographs ---- */
const pictures = page.querySelector("#photographs"), camera = pictures.querySelector("form");
const photos = new PhotoQueue({
  url: camera.action, check: Number(page.dataset.check), user: Number(page.dataset.user), changed: () => paint(),
  taken: ({ url, name }) => {
    const row = document.createElement("li"), link = document.createElement("a");
    link.href = url; link.textContent = name;
    row.append(link);
    pictures.querySelector("[data-kept]").append(row);
  },
});
camera.addEventListener("submit", async (event) => {
  const file = camera.elements.file.files[0];
  if (!file || !window.indexedDB) return;
  event.preventDefault();
  try { await photos.add(file, camera.elements.caption.value); camera.reset(); } catch { camera.submit(); }
});
function paintPhotos() {
  pictures.querySelector("[data-queued]").replaceChildren(...photos.items.map((line) => {
    const row = document.createElement("li"), text = document.createElement("span");
    const called = line.caption || line.name;
    text.textContent = line.reason ? say("refused", { what: called, reason: line.reason }) : say("photo_waiting", { name: called });
    row.append(text);
    if (line.reason) {
      const close = document.createElement("button");
      close.type = "button"; close.textContent = say("seen");
      close.addEventListener("click", () => photos.forget(line.order));
      row.append(close);
    }
    return row;
  }));
}

/* ---- what waits on the device is shown as it was given, also after a reload ---- */
function restore() {
  for (const line of queue.mine) {
    if (line.item) { const item = page.querySelector(`[data-item="${line.item}"]`); if (item) show(item, line); continue; }
    const input = page.querySelector(`input[data-field=${line.field}], textarea[data-field=${line.field}]`);
    if (input) input.value = line.value;
    if (line.field === "credentials" && credentials) { credentials.disabled = true; credentials.lastChild.textContent = say("shown"); }
  }
}
const called = (line) => (line.item ? say("item", { number: page.querySelector(`[data-item="${line.item}"]`)?.dataset.number || line.item }) : say("field"));
function paint() {
  const waiting = queue.mine.length + photos.waiting.length, others = queue.others.length;
  paintPhotos();
  net.textContent = queue.signedOut || photos.signedOut ? say("sign_in") : waiting ? say("waiting", { count: waiting }) : others ? say("of_another", { count: others }) : say("all_sent");
  net.classList.toggle("hand", Boolean(queue.signedOut || photos.signedOut || waiting));
  const keys = new Set(queue.mine.map((line) => line.item));
  for (const item of all("[data-item]", page)) item.classList.toggle("kept-x", keys.has(Number(item.dataset.item)));
  page.querySelector("[data-refused]").replaceChildren(...queue.refused.filter((line) => line.check === queue.check).map((line) => {
    const row = document.createElement("li"), text = document.createElement("span"), close = document.createElement("button");
    text.textContent = say("refused", { what: called(line), reason: line.reason });
    close.type = "button"; close.textContent = say("seen");
    close.addEventListener("click", () => queue.forget(line.key));
    row.append(text, close);
    return row;
  }));
}

/* ---- the signature ---- */
const pad = page.querySelector("[data-pad]"), pen = pad.getContext("2d");
let drawing = false, drawn = false;
function size() {
  const ratio = window.devicePixelRatio || 1;
  pad.width = pad.clientWidth * ratio; pad.height = pad.clientHeight * ratio;
  pen.scale(ratio, ratio); pen.lineWidth = 2.2; pen.lineCap = pen.lineJoin = "round";
  /* A paper is white whatever the screen: the ink is dark, and shown light on a dark screen by the frame. */
  pen.fillStyle = "#fff"; pen.fillRect(0, 0, pad.clientWidth, pad.clientHeight); pen.strokeStyle = "#111";
  drawn = false; pad.parentElement.classList.remove("drawn");
}
const at = (event) => { const box = pad.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };
pad.addEventListener("pointerdown", (event) => { pad.setPointerCapture(event.pointerId); drawing = true; pen.beginPath(); pen.moveTo(...at(event)); });
pad.addEventListener("pointermove", (event) => { if (!drawing) return; pen.lineTo(...at(event)); pen.stroke(); drawn = true; pad.parentElement.classList.add("drawn"); });
for (const name of ["pointerup", "pointercancel"]) pad.addEventListener(name, () => { drawing = false; });
page.querySelector("[data-clear]").addEventListener("click", (event) => { event.preventDefault(); size(); });
size();

/* ---- the end: only when everything has left the device ---- */
const form = page.querySelector("[data-conclude]"), blocked = page.querySelector("[data-blocked]");
form.addEventListener("submit", (event) => {
  const refused = form.elements.refused_because.value.trim() || form.elements.witnesses.value.trim();
  const reason = queue.mine.length || photos.waiting.length ? "unsent" : !refused && !drawn ? "unsigned" : "";
  blocked.hidden = !reason;
  if (reason) { event.preventDefault(); blocked.textContent = say(reason); blocked.scrollIntoView({ block: "center" }); queue.send(); photos.send(); return; }
  form.querySelector("[data-signature]").value = refused ? "" : pad.toDataURL("image/png");
});

keepPage(page.dataset.worker, "/checks/");

restore();
paint();
queue.send();
/* The page may have been made while another one was still sending, or come from the device: count anew once it stands. */
setTimeout(() => window.htmx?.trigger(document.body, "check:read"), 1500);
document.documentElement.dataset.checkReady = "1";
