/* Seats and warnings at the desk: F8 pre-alerts (two presses) or stands down, F10 takes in hand or hands over, Alt+Q asks on. */
import { composing, onKey, post } from "../web/js/base.js";
import { readIntake, showErrors } from "./desk.js";

const one = (selector) => document.querySelector(selector);

async function send(url, fields = {}) {
  const answer = await post(url, fields).catch(() => null);
  const said = answer ? await answer.json().catch(() => ({})) : {};
  if (!answer?.ok) { showErrors(said.errors || [{ field: "", reason: window.lanyan.say("not_sent") }]); return; }
  showErrors([]);
  close();
  await readIntake();
}

/* ---- pre-alert: the first press arms, the second one warns; a slip of the finger warns nobody ---- */
function arm(on) {
  const strip = one("[data-warn]");
  if (!strip) return false;
  strip.classList.toggle("armed", on);
  strip.querySelector("[data-calm]").hidden = on;
  strip.querySelector("[data-armed]").hidden = !on;
  return true;
}
function warn() {
  const strip = one("[data-warn]");
  if (!strip) return ask("#stand-x", "#f-stand");
  if (!strip.classList.contains("armed")) return arm(true);
  arm(false);
  send(strip.dataset.warn);
  return true;
}
function ask(row, box) {
  if (!one(row)) return false;
  one(row).hidden = !one(row).hidden;
  if (!one(row).hidden) one(box).focus();
  return true;
}

function close() {
  for (const row of ["#stand-x", "#hand-x"]) if (one(row)) one(row).hidden = true;
}

/* ---- seats ---- */
function seat() {
  const strip = one("[data-take]");
  if (strip) { send(strip.dataset.take); return true; }
  return ask("#hand-x", "#f-hand");
}

/* A draft under somebody's fingers is not read again as a whole: only whose it is and who is warned follow the news. */
async function parts() {
  const form = one("[data-desk]");
  if (form.dataset.status === "OPEN") return;
  const answer = await fetch(form.dataset.intake, { credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of ["seat", "repeated", "foot"]) {
    const box = one(`[data-part="${part}"]`), now = fresh.querySelector(`[data-part="${part}"]`);
    if (box && now && !box.contains(document.activeElement) && !box.querySelector(".armed")) box.replaceChildren(...now.childNodes);
  }
}
one("[data-live-intake]")?.addEventListener("live:heard", parts);
document.addEventListener("desk:parts", parts);
onKey("F8", warn);
onKey("F10", () => { seat(); });
onKey("Alt+q", () => one(`#${one("#ask-next")?.dataset.ask}`)?.focus(), { whileTyping: true });
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-warn-now], [data-stand-ask]")) warn();
  if (event.target.closest("[data-take-now]")) seat();
});
addEventListener("keydown", (event) => {
  if (composing(event)) return;
  if (event.key === "Escape") { arm(false); if (event.target.closest?.("#stand-x, #hand-x")) { close(); event.target.blur(); } }
  if (event.key !== "Enter") return;
  if (event.target.id === "f-stand") { event.preventDefault(); send(one("#stand-x").dataset.stand, { reason: event.target.value }); }
  if (event.target.id === "f-hand") { event.preventDefault(); send(one("#hand-x").dataset.hand, { to: event.target.value }); }
});
