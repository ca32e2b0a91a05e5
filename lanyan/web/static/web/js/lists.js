/* Lists without the mouse: J and K move, Enter opens, / filters, X selects; chips submit themselves; columns are kept. */
import { all, onKey, prefer } from "./base.js";

let at = -1;
const rows = () => all("table[data-rows] > tbody > tr");

function go(step) {
  const list = rows();
  if (!list.length) return false;
  at = Math.max(0, Math.min(list.length - 1, at + step));
  list.forEach((row, k) => row.classList.toggle("at", k === at));
  list[at].scrollIntoView({ block: "nearest" });
}
function open(event) {
  const row = rows()[at];
  if (!row || event.target.closest?.("a, button, summary, input")) return false;
  row.querySelector("a[href]")?.click();
}
function tick() {
  const box = rows()[at]?.querySelector(".tick-x input");
  if (!box) return false;
  box.checked = !box.checked;
  count();
}
function count() {
  const bulk = document.getElementById("bulk");
  if (!bulk) return;
  const number = all(".tick-x input[name=selected]:checked").length;
  bulk.hidden = number === 0;
  bulk.querySelector("[data-selected]").textContent = String(number);
}
export function startLists() {
  if (!document.querySelector("table[data-rows]")) return;
  onKey("j", () => go(1)); onKey("k", () => go(-1)); onKey("Enter", open); onKey("x", tick);
  onKey("/", () => {
    const box = document.querySelector(".chip.text input") || document.querySelector(".chip-x summary");
    if (!box) return false;
    box.focus();
    if (box.tagName === "SUMMARY") box.parentElement.open = true;
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-all]")) for (const box of all(".tick-x input[name=selected]")) box.checked = event.target.checked;
    if (event.target.closest(".tick-x")) count();
    /* A choice in a filter needs no second press; text and ranges wait for Enter or the button. */
    if (event.target.matches("[data-chips] select:not([multiple])")) event.target.form.requestSubmit();
  });
  for (const form of all("[data-chips]")) form.addEventListener("submit", () => { for (const box of all("input, select", form)) if (box.value === "") box.disabled = true; });
  for (const details of all(".chip-x")) details.addEventListener("toggle", () => { if (details.open) details.querySelector(".menu-x input, .menu-x select")?.focus(); });
  for (const form of all("[data-columns]")) form.addEventListener("submit", (event) => {
    const keep = form.querySelector("[data-habit]"), boxes = all("input[type=checkbox][name=columns]", form);
    const chosen = boxes.filter((box) => box.checked).map((box) => box.value).join(",");
    if (!form.dataset.short) {
      /* One short word in the address instead of one for each column. */
      form.dataset.short = "1";
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "columns", value: chosen }));
      for (const box of boxes) box.removeAttribute("name");
    }
    if (!keep?.checked || form.dataset.kept) return;
    event.preventDefault();
    prefer(`columns:${form.dataset.columns}`, chosen).finally(() => { form.dataset.kept = "1"; form.requestSubmit(); });
  });
}
