/* The shift sheet: who is seated leaves the list at the side, gaps are told while seating; Ctrl+S saves. */
import { all, onKey } from "../web/js/base.js";

const form = document.getElementById("seats"), free = form.querySelector("[data-free]");
const people = () => all("select[data-person]", form);
let last = null;

function crew(box) {
  const seats = all(".seat-x", box).map((seat) => [seat.querySelector("[data-person]").value, seat.querySelector("[data-role]").value]).filter(([person]) => person);
  const lacks = [], says = box.querySelector("[data-gap]");
  if (!says) return false;
  if ("driver" in box.dataset && !seats.some(([, role]) => role === "DRIVER")) lacks.push(says.dataset.driverText);
  if (seats.length < Number(box.dataset.least)) lacks.push(`${seats.length} / ${says.dataset.crewText}`);
  says.textContent = lacks.join(" · ");
  box.classList.toggle("short", lacks.length > 0);
  return lacks.length > 0 && box.querySelector("legend b").textContent;
}
function tell() {
  const taken = new Set(people().map((box) => box.value).filter(Boolean));
  for (const button of all("[data-sit]", free)) button.parentElement.hidden = taken.has(button.dataset.sit);
  for (const box of people()) for (const option of box.options) option.disabled = Boolean(option.value) && option.value !== box.value && taken.has(option.value);
  const short = all("[data-crew]", form).map(crew).filter(Boolean), says = form.querySelector("[data-gaps]");
  form.querySelector("[data-seated]").textContent = taken.size;
  form.querySelector("[data-left]").textContent = all("li:not([hidden])", free).length;
  says.textContent = short.length ? `${says.dataset.some} ${short.join(" ")}` : says.dataset.none;
  says.classList.toggle("hand", short.length > 0);
}
/* The chosen place, else the first free one of its crew, else the first free one on the sheet. */
function place() {
  const empty = (box) => box && !box.value;
  if (empty(last)) return last;
  const near = last && all("select[data-person]", last.closest("[data-crew]")).find(empty);
  const short = all(".crew-x.short select[data-person]", form).find(empty);
  return near || short || people().find(empty);
}
form.addEventListener("focusin", (event) => { const seat = event.target.closest(".seat-x"); if (seat) { last = seat.querySelector("[data-person]"); for (const box of people()) box.closest(".seat-x").classList.toggle("at", box === last); } });
form.addEventListener("change", tell);
free.addEventListener("click", (event) => {
  const button = event.target.closest("[data-sit]"), box = button && place();
  if (!box) return;
  box.value = button.dataset.sit;
  const next = button.parentElement.nextElementSibling?.querySelector("button");
  last = box;
  tell();
  next?.focus();
});
onKey("Ctrl+s", () => form.requestSubmit());
tell();
