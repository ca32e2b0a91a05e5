/* The table of a dispatch plan: lines come and go, arrows and Enter walk the columns, Ctrl+S saves. */
import { all, composing, onKey } from "../web/js/base.js";

const form = document.getElementById("plan"), lines = form.querySelector("[data-lines]"), blank = form.querySelector("[data-blank]");
let last = all("[data-line]", lines).length;

function count() {
  all("[data-number]", lines).forEach((cell, place) => { cell.textContent = place + 1; });
}
function add() {
  const line = blank.content.firstElementChild.cloneNode(true);
  last += 1;
  for (const box of all("[name]", line)) box.name = box.name.replace(/-0$/, `-${last}`);
  lines.append(line);
  count();
  line.querySelector("select").focus();
}
form.querySelector("[data-add]").addEventListener("click", add);
lines.addEventListener("click", (event) => {
  const line = event.target.closest("[data-remove]")?.closest("[data-line]");
  if (!line) return;
  const near = line.nextElementSibling || line.previousElementSibling;
  line.remove();
  count();
  (near?.querySelector("[data-remove]") || form.querySelector("[data-add]")).focus();
});
lines.addEventListener("keydown", (event) => {
  const box = event.target.closest("input");
  const step = { ArrowDown: 1, Enter: 1, ArrowUp: -1 }[event.key];
  if (!box || !step || composing(event)) return;
  event.preventDefault();
  const line = box.closest("[data-line]"), next = step > 0 ? line.nextElementSibling : line.previousElementSibling;
  const other = next?.cells[box.closest("td").cellIndex].querySelector("input");
  other?.focus();
  other?.select();
});
/* Empty cells are not sent: a form may only hold so many fields. */
form.addEventListener("formdata", (event) => {
  for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
});
onKey("Ctrl+s", () => form.requestSubmit());
