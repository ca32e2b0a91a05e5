/* The duty desk: keys, autosave, the place box, forces that add up, stamps from the radio. */
import { all, composing, now, onKey, post, say, token } from "../web/js/base.js";
import { askReady } from "./ready.js";

const form = document.querySelector("[data-desk]");
const pk = form.dataset.pk;
const one = (selector) => document.querySelector(selector);
const kept = `lanyan-desk-${pk}`;

/* ---- what is typed is kept: on the server, and here until the server has it ---------------------------- */
let changed = {}, flying = {}, timer = 0, saving = Promise.resolve();
/* What the server has not acknowledged, typed or under way, outlives this page. */
function keep() {
  const open = { ...flying, ...changed };
  if (Object.keys(open).length) localStorage.setItem(kept, JSON.stringify(open)); else localStorage.removeItem(kept);
}

/* The next page may have been read before the server wrote what is under way: while this one is being left, it stays kept. */
let leaving = false;
addEventListener("beforeunload", () => { leaving = true; setTimeout(() => { leaving = false; }, 10000); });

const fields = () => all("[form=intake][name]").filter((box) => !["pick", "by_hand", "change_reason", "override_reason", "note"].includes(box.name));
function note(text, bad = false) {
  const line = one("#saved");
  if (line) { line.textContent = text; line.classList.toggle("hand", bad); }
}
export function showErrors(errors) {
  all(".fld.bad").forEach((box) => box.classList.remove("bad"));
  const place = one("#desk-errors");
  if (!place) return;
  place.replaceChildren(...errors.map(({ field, reason }) => {
    const box = all("[form=intake][name]").find((input) => input.name === field || input.name === { place: "place_words", vehicles: "pick" }[field]);
    box?.closest(".fld")?.classList.add("bad");
    const line = document.createElement("p");
    line.textContent = reason;
    const frame = document.createElement("div");
    frame.className = "note now";
    frame.append(line);
    return frame;
  }));
  if (errors.length) place.scrollIntoView({ block: "nearest" });
}
export function touch(name, value) {
  changed[name] = value;
  if (name.startsWith("facts.")) for (const box of all("[form=intake][name^='facts.']")) changed[box.name] = box.value;
  keep();
  clearTimeout(timer);
  timer = setTimeout(save, 350);
}
function save() {
  clearTimeout(timer);
  if (!Object.keys(changed).length || !form.dataset.draft) return saving;
  const sent = changed;
  flying = { ...flying, ...sent };
  changed = {};
  saving = saving.then(async () => {
    const answer = await post(form.dataset.draft, { ...sent, level_by_hand: form.dataset.levelByHand || "0" }).catch(() => null);
    if (answer === null || answer.status >= 500) {
      changed = { ...sent, ...changed };
      note(say("not_saved"), true);
      timer = setTimeout(save, 2000);
      return;
    }
    const said = await answer.json().catch(() => ({}));
    if (!answer.ok) { showErrors(said.errors || []); note(say("not_saved"), true); return; }
    if (!leaving) {
      for (const [name, value] of Object.entries(sent)) if (flying[name] === value) delete flying[name];
      keep();
    }
    showErrors([]);
    note(`${say("saved")} ${said.saved_at}`);
    /* A known number shows its incident; the fields stay as they are, for somebody is typing in the next one. */
    if ("phone" in sent) document.dispatchEvent(new Event("desk:parts"));
    if ("kind" in sent || "lon" in sent || Object.keys(sent).some((name) => name.startsWith("facts.")) || "level" in sent) await refresh();
  });
  return saving;
}
/* The pane follows the facts, but never under the fingers of somebody who types. */
async function refresh() {
  await swap("#pane-intake", form.dataset.intake);
  await forces();
}
export const readIntake = () => swap("#pane-intake", form.dataset.intake);
/* Of two readings under way the later one knows more: an older answer that arrives late never replaces it. */
const turns = {}, latest = {};
function swap(selector, url, still = () => true) {
  const turn = (turns[selector] = (turns[selector] || 0) + 1);
  return (latest[selector] = reread(selector, url, turn, still));
}
async function reread(selector, url, turn, still) {
  const answer = await fetch(url, { credentials: "same-origin" }), text = await answer.text();
  if (turn !== turns[selector]) return latest[selector];
  if (!answer.ok || !still()) return undefined;
  const pane = one(selector), at = document.activeElement;
  const name = pane.contains(at) ? at.name || at.id : "", place = name && Number.isInteger(at.selectionStart) ? [at.selectionStart, at.selectionEnd, at.value] : null;
  const scroll = pane.querySelector(".scroll-x")?.scrollTop || 0, asked = all("#stand-x:not([hidden]), #hand-x:not([hidden])", pane).map((row) => row.id), line = one("#saved")?.textContent || "";
  /* What other apps hung there stands until they have read it again. */
  const hung = all("[data-call-panel]", pane).map((panel) => [panel.id, [...panel.childNodes]]);
  pane.innerHTML = text;
  for (const [id, nodes] of hung) one(`#${id}`)?.replaceChildren(...nodes);
  window.htmx?.process(pane);
  if (pane.querySelector(".scroll-x")) pane.querySelector(".scroll-x").scrollTop = scroll;
  if (line) note(line);
  for (const [key, value] of Object.entries(changed)) { const box = fields().find((input) => input.name === key); if (box) box.value = value; }
  /* A question that stands open stays open: its answer is being typed. */
  for (const id of asked) { const row = one(`#${id}`); if (row) row.hidden = false; }
  /* Boxes to tick share a name: what has the cursor is found by what it stands for. */
  const again = name && all("[name], [id]", pane).find((box) => (box.name === name || box.id === name) && (box.type !== "checkbox" || box.value === at.value));
  if (again) {
    again.focus({ preventScroll: true });
    if (place && again.value !== undefined && again.setSelectionRange) { if (again.tagName !== "SELECT" && again.value !== place[2] && !(name in changed)) again.value = place[2]; try { again.setSelectionRange(place[0], place[1]); } catch { /* a select has no caret */ } }
  }
  add();
  return undefined;
}
document.addEventListener("input", (event) => {
  const box = event.target;
  if (box.getAttribute("form") !== "intake" || !form.dataset.draft || !fields().includes(box)) return;
  if (box.name === "level") form.dataset.levelByHand = "1";
  if (box.name === "place_words") look();
  touch(box.name, box.value);
});
document.addEventListener("focusout", (event) => {
  if (event.target.getAttribute?.("form") !== "intake") return;
  const said = save();
  /* The number stands once somebody moves on from it: before, it may be half of another one. */
  if (event.target.name === "phone") said.then(() => document.dispatchEvent(new Event("desk:phone")));
});
const unsaved = pk && localStorage.getItem(kept);
if (unsaved) {
  if (["DRAFT", "SUSPENDED"].includes(form.dataset.status)) for (const [name, value] of Object.entries(JSON.parse(unsaved))) {
    const box = fields().find((input) => input.name === name);
    if (box && box.value !== value) { box.value = value; touch(name, value); }
  }
  keep();
}

/* ---- the place: words, what was found, the point ------------------------------------------------------- */
let looking = 0, found = [], chosen = -1;
const list = () => one("#place-list"), words = () => one("#f-place");

export function look() {
  clearTimeout(looking);
  looking = setTimeout(async () => {
    const text = words()?.value.trim();
    if (!text) return close();
    const answer = await fetch(`${form.dataset.find}?q=${encodeURIComponent(text)}&city=${form.dataset.city}`, { credentials: "same-origin" }).catch(() => null);
    if (!answer?.ok || words()?.value.trim() !== text) return;
    found = await answer.json();
    if (!Array.isArray(found)) found = found.places || found.results || [];
    show();
  }, 120);
}
function show() {
  const box = list();
  if (!box) return;
  chosen = found.length ? 0 : -1;
  box.replaceChildren(...found.map((place, k) => {
    const line = document.createElement("li"), name = document.createElement("b"), rest = document.createElement("span");
    line.id = `place-${k}`; line.setAttribute("role", "option"); line.setAttribute("aria-selected", String(k === chosen));
    name.textContent = `${place.name}${place.rest ? ` ${place.rest}` : ""}`; rest.className = "dim"; rest.textContent = ` ${[place.division, place.town, place.address].filter(Boolean).join(" ")}`;
    line.append(name, rest);
    line.addEventListener("mousedown", (event) => { event.preventDefault(); take(k); });
    return line;
  }));
  box.hidden = !found.length;
  words().setAttribute("aria-expanded", String(!box.hidden));
  mark();
}
function mark() {
  all("li", list()).forEach((line, k) => line.setAttribute("aria-selected", String(k === chosen)));
  words().setAttribute("aria-activedescendant", chosen >= 0 ? `place-${chosen}` : "");
}
function close() { const box = list(); if (box) { box.hidden = true; words().setAttribute("aria-expanded", "false"); } found = []; chosen = -1; }
function take(k) {
  const place = found[k];
  if (!place) return;
  settle(place);
  close();
}
export function settle(place) {
  const answer = `${place.name}${place.rest ? ` ${place.rest}` : ""}`;
  const values = { place_id: place.id ?? "", place_answer: answer, lon: place.lon, lat: place.lat, division: place.division_code ?? "", town: place.town ?? "" };
  for (const [name, value] of Object.entries(values)) { const box = fields().find((input) => input.name === name); if (box) box.value = value; touch(name, String(value)); }
  one("#answer").textContent = answer;
  const address = one("#f-address");
  if (!address.value.trim() || address.value === address.dataset.found) { address.value = address.dataset.found = [place.division, answer].filter(Boolean).join(" "); touch("address", address.value); }
  window.lanyanMap?.get("#desk-map")?.flyTo([place.lon, place.lat], 14);
  save();
}
document.addEventListener("map:pick", async (event) => {
  const { lon, lat } = event.detail;
  const answer = await fetch(`${form.dataset.at}?lon=${lon}&lat=${lat}`, { credentials: "same-origin" }).catch(() => null);
  const said = answer?.ok ? await answer.json() : {}, near = said.nearest || {};
  settle({ id: near.id, name: near.name || `${lon}, ${lat}`, division: said.division, division_code: said.division_code, town: near.town, lon, lat });
});

/* ---- forces: what is ticked adds up; what is changed by hand stays ------------------------------------- */
const picks = () => all("input[name=pick]");
function sums() {
  const vehicles = new Map(), stations = new Set();
  for (const box of picks().filter((pick) => pick.checked)) {
    const data = JSON.parse(box.dataset.brings);
    stations.add(data.station);
    for (const [id, brings] of Object.entries(data.vehicles)) vehicles.set(id, brings);
  }
  return { vehicles, stations };
}
function add() {
  const button = one("#order");
  if (!button) return;
  const { vehicles, stations } = sums();
  const total = (capability) => [...vehicles.values()].reduce((sum, brings) => (capability === "ladder_m" ? Math.max(sum, brings[capability] || 0) : sum + (brings[capability] || 0)), 0);
  for (const cell of all("#needs [data-capability]")) {
    const given = cell.dataset.capability === "ladder_m" ? Math.max(total("ladder_m"), Number(cell.dataset.there)) : Number(cell.dataset.there) + total(cell.dataset.capability), wanted = Number(cell.dataset.wanted), round = Math.round(given * 10) / 10;
    cell.querySelector("b").textContent = `${round} / ${wanted}`;
    cell.classList.toggle("lack", round < wanted);
    cell.querySelector("[data-says]").textContent = round < wanted ? `${say("lacks")} ${Math.round((wanted - round) * 10) / 10}` : say("enough");
  }
  button.querySelector("[data-sum]").textContent = `${say("order_now")} · ${say("order_sum", { stations: stations.size, vehicles: vehicles.size, people: total("people") })}`;
  button.disabled = !vehicles.size;
  for (const box of picks()) box.closest(".fm").classList.toggle("sel", box.checked);
  one("#override-x").hidden = !picks().some((box) => box.checked && box.dataset.busy !== undefined);
}
function byHand() {
  const flag = one("input[name=by_hand]");
  if (flag) flag.value = "1";
  if (["DRAFT", "SUSPENDED"].includes(form.dataset.status)) one("#change-x").hidden = false;
}
document.addEventListener("change", (event) => { if (event.target.name === "pick") { byHand(); add(); } });
async function forces(find, more) {
  if (!form.dataset.forces || !one("#pane-forces")) return;
  const query = new URLSearchParams();
  const hand = one("input[name=by_hand]")?.value === "1" || find !== undefined;
  if (more) query.append("pick", more);
  if (hand) { query.set("by_hand", "1"); for (const box of picks().filter((pick) => pick.checked)) query.append("pick", box.value); }
  const text = find ?? one("#find-forces")?.value ?? "";
  if (text) query.set("find", text);
  const choice = () => [one("input[name=by_hand]")?.value, ...picks().filter((pick) => pick.checked).map((pick) => pick.value)].join(), before = choice();
  const said = Object.fromEntries(["change_reason", "override_reason", "note"].map((name) => [name, one(`[name=${name}]`)?.value || ""]));
  /* Somebody ticked a box while it was read: what was read knows nothing of it, so it is read again. */
  let late = false;
  await swap("#pane-forces", `${form.dataset.forces}?${query}`, () => !(late = choice() !== before));
  if (late) { await forces(find, more); return; }
  for (const [name, value] of Object.entries(said)) { const box = one(`[name=${name}]`); if (box && value) box.value = value; }
  const fresh = one("#fresh-marks");
  if (fresh) { const map = window.lanyanMap?.get("#desk-map"), spec = JSON.parse(fresh.textContent); map?.setMarks(spec.marks); map?.setRoutes(spec.routes || []); if (spec.marks.length > 1) map?.fit(); document.dispatchEvent(new Event("desk:marks")); }
}
let finding = 0;
document.addEventListener("input", (event) => { if (event.target.id === "find-forces") { clearTimeout(finding); finding = setTimeout(() => forces(event.target.value), 250); } });

/* ---- sending ------------------------------------------------------------------------------------------- */
let sending = false;
async function send(url) {
  if (!url || sending) return;
  sending = true;
  one("#order")?.setAttribute("aria-busy", "true");
  await save();
  const data = new FormData();
  for (const box of all("[form=intake][name]")) if (box.type !== "checkbox" || box.checked) data.append(box.name, box.value);
  data.append("level_by_hand", form.dataset.levelByHand || "0");
  const answer = await fetch(url, { method: "POST", body: new URLSearchParams(data), headers: { "X-CSRFToken": token() }, credentials: "same-origin" }).catch(() => null);
  const said = answer && (await answer.json().catch(() => ({})));
  sending = false;
  one("#order")?.removeAttribute("aria-busy");
  if (answer?.ok) { localStorage.removeItem(kept); location.assign(said.go); return; }
  const errors = said?.errors || [{ field: "", reason: say("not_sent") }];
  if (errors.some(({ field }) => field === "change_reason")) { one("#change-x").hidden = false; one("#f-change").focus(); }
  if (errors.some(({ field, reason }) => field === "vehicles" && reason)) one("#override-x").hidden = false;
  showErrors(errors);
}

/* ---- the radio: digits stamp the chosen vehicle -------------------------------------------------------- */
const runs = () => all("#radio li");
const current = () => runs().find((line) => line.getAttribute("aria-selected") === "true");
let remembered = "";
function select(line) {
  if (!line) return;
  for (const other of runs()) other.setAttribute("aria-selected", String(other === line));
  remembered = line.dataset.run;
}
/* Presses follow each other: a digit typed while the last stamp is under way waits for the fresh row. */
let pressed = Promise.resolve();
const rowOf = (run) => runs().find((line) => line.dataset.run === run);
const keysOf = (line) => Object.fromEntries((line?.dataset.keys || "").trim().split(/\s+/).filter(Boolean).map((pair) => pair.split(/:(.*)/)));
function press(run, wanted) {
  pressed = pressed.then(() => { const line = rowOf(run); return stamp(line, wanted(keysOf(line))); });
}
async function stamp(line, key) {
  if (!line || !key) return;
  /* Ready again is not said with a key but confirmed: water, foam, cylinders, crew. */
  const answer = key === "ready" ? { ok: await askReady(line.dataset.url.replace(/stamp\/$/, "ready/")) } : await post(line.dataset.url, { stamp: key, at: new Date(now()).toISOString(), source: "radio" }).catch(() => null);
  if (key === "ready" && !answer.ok) return;
  if (!answer?.ok) { const said = answer && (await answer.json().catch(() => ({}))); showErrors(said?.errors || [{ field: "", reason: say("not_sent") }]); return; }
  showErrors([]);
  await swap("#pane-intake", form.dataset.intake);
  select(runs().find((other) => other.dataset.run === remembered) || runs()[0]);
}
document.addEventListener("click", (event) => {
  const line = event.target.closest("#radio li");
  if (line) select(line);
  const button = event.target.closest("[data-stamp]");
  if (button && line) press(line.dataset.run, () => button.dataset.stamp);
  const more = event.target.closest("[data-add]");
  if (more) { byHand(); forces(undefined, more.dataset.add); }
  if (event.target.closest("[data-order-now]")) send(form.dataset.order);
  if (event.target.closest("[data-dismiss]")) event.target.closest("[data-repeated]").remove();
});
addEventListener("keydown", (event) => {
  if (composing(event) || event.ctrlKey || event.altKey || event.target.closest?.("input, textarea, select")) return;
  const line = current();
  if (!line) return;
  const digit = /^Numpad[0-9]$/.test(event.code) || /^[0-9+-]$/.test(event.key) ? event.key : "";
  if (digit) { event.preventDefault(); press(line.dataset.run, (keys) => keys[digit]); return; }
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const at = runs().indexOf(line) + (event.key === "ArrowDown" ? 1 : -1);
    if (runs()[at]) { event.preventDefault(); select(runs()[at]); }
  }
});

/* ---- keys ---------------------------------------------------------------------------------------------- */
onKey("F2", () => { save(); one("#new-call").requestSubmit(); });
onKey("F4", () => send(form.dataset.order));
onKey("F6", () => { if (form.dataset.status === "OPEN") one("#find-forces")?.focus(); });
onKey("Shift+F7", () => one("[data-repeated]")?.remove());
onKey("F7", async () => { const button = one("[data-join]"); if (button) { await save(); button.form.requestSubmit(); } });
onKey("F9", () => { if (form.dataset.status !== "OPEN") send(form.dataset.open); });
function toggle(digit) {
  const box = one(`input[data-digit="${digit}"]`);
  if (!box || box.disabled) return false;
  box.checked = !box.checked;
  byHand();
  add();
  return true;
}
for (const digit of "123456789") {
  onKey(`Alt+${digit}`, () => toggle(digit), { whileTyping: true });
  /* Without a vehicle to stamp and outside the fields, a bare digit chooses too. */
  onKey(digit, () => (current() ? false : toggle(digit)));
}
const walk = (step) => { const links = all("#board tbody a"), at = links.findIndex((link) => link.closest("tr").classList.contains("on")); links[Math.max(0, Math.min(links.length - 1, at + step))]?.click(); };
onKey("Ctrl+ArrowDown", () => walk(1));
onKey("Ctrl+ArrowUp", () => walk(-1));

addEventListener("keydown", (event) => {
  if (composing(event)) return;
  const box = event.target;
  if (box.id === "f-place" && !list().hidden) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); chosen = (chosen + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length; mark(); return; }
    if (event.key === "Escape") { event.preventDefault(); close(); return; }
    if (event.key === "Enter" && chosen >= 0) { event.preventDefault(); take(chosen); next(box); return; }
  }
  if (event.key === "Escape" && box.getAttribute?.("form") === "intake") { save(); box.blur(); return; }
  if (event.key === "+" && box.id === "f-level") { event.preventDefault(); if (box.selectedIndex < box.options.length - 1) { box.selectedIndex += 1; box.dispatchEvent(new Event("input", { bubbles: true })); } return; }
  if (event.key !== "Enter" || event.shiftKey || event.ctrlKey) return;
  if (box.id === "find-forces") { event.preventDefault(); return; }
  if (box.getAttribute?.("form") === "intake" && box.type !== "checkbox") { event.preventDefault(); next(box); }
});
/* Enter moves on to the next field; the pane may be re-read meanwhile, so the next one is found by name. */
function next(box) {
  const order = all("#pane-intake [form=intake][name]").filter((input) => input.type !== "hidden" && input.offsetParent !== null);
  const following = order[order.findIndex((input) => input.name === box.name) + 1];
  if (following) following.focus(); else { box.blur(); save(); }
}

/* ---- news ---------------------------------------------------------------------------------------------- */
one("[data-live-intake]")?.addEventListener("live:heard", () => {
  /* A draft under somebody's fingers is theirs; what follows from news is read once they let go. */
  if (form.dataset.status === "OPEN") swap("#pane-intake", form.dataset.intake).then(() => select(runs().find((line) => line.dataset.run === remembered) || runs()[0]));
});
/* Forces come and go while the call is written down: the proposal follows, unless somebody is at work in it. */
one("#pane-forces")?.addEventListener("live:heard", () => { if (!one("#pane-forces").contains(document.activeElement)) forces(); });
select(runs()[0]);
add();
if (pk && form.dataset.status === "DRAFT" && !document.activeElement?.matches("input, textarea")) (one("#f-phone")?.value ? one("#f-words") : one("#f-phone"))?.focus();
