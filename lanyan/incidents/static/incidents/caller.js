/* Who is calling, at the desk: what was found out about the number stands on the map, and one key takes it into the form. */
import { onKey } from "../web/js/base.js";
import { look, settle, touch } from "./desk.js";

const form = document.querySelector("[data-desk]");
const one = (selector) => document.querySelector(selector);

async function takeFound(button) {
  const place = JSON.parse(one(`#${button.dataset.settle}`).textContent);
  if (place.lon !== null) {
    const answer = await fetch(`${form.dataset.at}?lon=${place.lon}&lat=${place.lat}`, { credentials: "same-origin" }).catch(() => null);
    const said = answer?.ok ? await answer.json() : {};
    settle({ name: place.name || `${place.lon}, ${place.lat}`, division_code: said.division_code, town: said.nearest?.town, lon: place.lon, lat: place.lat });
    return;
  }
  /* An address without a point: it is written down, and looked for where nothing stands yet. */
  const address = one("#f-address"), box = one("#f-place");
  if (!address.value.trim() || address.value === address.dataset.found) { address.value = address.dataset.found = place.name; touch("address", place.name); }
  if (!box.value.trim()) { box.value = place.name; touch("place_words", place.name); look(); }
  box.focus();
}
document.addEventListener("click", (event) => { const button = event.target.closest("[data-settle]"); if (button) takeFound(button); });
onKey("Alt+a", () => one("[data-settle]")?.click(), { whileTyping: true });
onKey("Alt+r", () => one(".desk > .more audio")?.focus(), { whileTyping: true });

const METRES = 111320;
function ring([lon, lat], radius) {
  const wide = radius / (METRES * Math.cos((lat * Math.PI) / 180)), high = radius / METRES;
  return Array.from({ length: 65 }, (_, k) => [lon + wide * Math.cos((k * Math.PI) / 32), lat + high * Math.sin((k * Math.PI) / 32)]);
}
let located = "";
function showLocated() {
  const map = window.lanyanMap?.get("#desk-map"), told = one("#caller-point")?.textContent || "";
  if (!map || (!told && !located)) return;
  const { at, radius_m: radius, text } = told ? JSON.parse(told) : {};
  const marks = (map.spec.marks || []).filter((mark) => mark.kind !== "located");
  map.setMarks(at ? [...marks, { kind: "located", icon: "phone", text: radius ? `${text} ± ${radius} m` : text, at, anchor: "top", offset: [0, 16] }] : marks);
  map.setZone(at && radius ? ring(at, radius) : null);
  if (at && told !== located && !one("[form=intake][name=lon]")?.value) map.flyTo(at, 14);
  located = told;
}
document.body.addEventListener("htmx:afterSwap", (event) => { if (event.target.closest?.("[data-call-panel]")) showLocated(); });
document.addEventListener("desk:marks", showLocated);
showLocated();
