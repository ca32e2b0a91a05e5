/* The record page: the marked row takes digits of the keypad, F5 writes into the log, the map follows the news. */
import { all, composing, onKey } from "../web/js/base.js";

const runs = document.getElementById("incident-runs");
let chosen = "";

const rows = () => all("tr[data-run][tabindex]");
function mark(run, focus) {
  const row = rows().find((one) => one.dataset.run === run) || rows()[0];
  for (const one of all("tr[data-run]")) one.classList.toggle("at", one === row);
  chosen = row?.dataset.run || "";
  if (row && focus) { row.focus({ preventScroll: true }); row.scrollIntoView({ block: "nearest" }); }
}
function step(by) {
  const list = rows(), at = list.findIndex((row) => row.dataset.run === chosen);
  if (!list.length) return false;
  mark(list[Math.max(0, Math.min(list.length - 1, at + by))].dataset.run, true);
}
function stamp(event) {
  const row = rows().find((one) => one.dataset.run === chosen);
  const button = row && all("button[data-digit]", row).find((one) => one.dataset.digit === event.key);
  if (!button) return false;
  button.click();
}
function marks() {
  const box = document.getElementById("incident-map"), map = box && window.lanyanMap?.get(box);
  const fresh = runs.querySelector("template[data-map-of]")?.content.getElementById("fresh-marks");
  if (!map || !fresh) return;
  const picture = JSON.parse(fresh.textContent);
  map.setMarks(picture.marks);
  map.setRoutes(picture.routes, { past: picture.past });
}

if (runs) {
  runs.addEventListener("click", (event) => { const row = event.target.closest("tr[data-run]"); if (row) mark(row.dataset.run); });
  runs.addEventListener("focusin", (event) => { const row = event.target.closest("tr[data-run]"); if (row && row.dataset.run !== chosen) mark(row.dataset.run); });
  for (const key of "0123456789-+") onKey(key, stamp);
  onKey("ArrowDown", (event) => event.target.closest?.("details[open], .map") ? false : step(1));
  onKey("ArrowUp", (event) => event.target.closest?.("details[open], .map") ? false : step(-1));
  mark("");
}
onKey("F5", () => { const box = document.getElementById("log-text"); if (!box) return false; box.focus(); });
onKey("F6", () => { const link = document.querySelector("[data-verb=reinforce]"); if (!link) return false; link.click(); });

/* News must not close a menu somebody has open: the part is read again once the menu is closed. */
document.body.addEventListener("htmx:beforeRequest", (event) => {
  const part = event.detail.elt, open = part.dataset?.live && part.querySelector("details[open]");
  if (!open) return;
  event.preventDefault();
  open.addEventListener("toggle", () => window.htmx.trigger(part, "live"), { once: true });
});
document.body.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target?.id !== "incident-runs") return;
  mark(chosen, document.activeElement === document.body && chosen);
  marks();
});
/* A sign-in page that answers a fragment belongs to the whole window. */
document.body.addEventListener("htmx:beforeSwap", (event) => { if (event.detail.xhr.responseURL.includes("/login/")) { event.detail.shouldSwap = false; location.reload(); } });

const form = document.getElementById("log-form");
form?.addEventListener("keydown", (event) => { if (event.key === "Enter" && composing(event)) event.preventDefault(); });
form?.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful && event.detail.elt === form) form.reset(); });
