/* The station terminal: Enter receives and then turns out, digits choose vehicles, P opens the sheet, a tone until received. */
import { all, onKey, typing } from "../web/js/base.js";

const box = document.getElementById("orders"), hint = document.querySelector("[data-sound]");
const EVERY = 1600;
let sound = null, timer = 0, left = new Set();

/* Browsers let nothing sound before somebody has touched the page. */
function wake() {
  sound ||= new AudioContext();
  if (sound.state === "suspended") sound.resume();
  if (hint) hint.hidden = true;
  ring();
}
function tone() {
  if (!sound || sound.state !== "running") return;
  for (const [number, pitch] of [880, 1175, 880].entries()) {
    const start = sound.currentTime + number * 0.28, voice = sound.createOscillator(), volume = sound.createGain();
    voice.frequency.value = pitch;
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(0.4, start + 0.02);
    volume.gain.linearRampToValueAtTime(0, start + 0.26);
    voice.connect(volume).connect(sound.destination);
    voice.start(start); voice.stop(start + 0.27);
  }
}
function ring() {
  const ringing = box.querySelector("[data-ringing]") !== null;
  document.documentElement.dataset.ringing = ringing ? "1" : "";
  if (!ringing) { clearInterval(timer); timer = 0; return; }
  if (timer) return;
  tone();
  timer = setInterval(tone, EVERY);
}
function press(event) {
  const button = box.querySelector("[data-enter]");
  if (!button || event.repeat || event.target.closest?.("button, a, summary")) return false;
  button.click();
}
function choose(event) {
  const tick = all("[data-digit]", box).find((one) => one.dataset.digit === event.key);
  if (!tick) return false;
  tick.checked = !tick.checked;
  remember(tick);
}
const remember = (tick) => { left[tick.checked ? "delete" : "add"](tick.value); };

addEventListener("keydown", wake, { once: true, capture: true });
addEventListener("pointerdown", wake, { once: true, capture: true });
onKey("Enter", press);
for (const key of "123456789") onKey(key, choose);
onKey("p", (event) => { const link = box.querySelector("[data-print-sheet]"); if (!link || typing(event.target)) return false; link.click(); });
box.addEventListener("change", (event) => { if (event.target.matches("[data-digit]")) remember(event.target); });
document.body.addEventListener("htmx:afterSettle", (event) => {
  /* Who was left out by hand stays left out when the screen reads itself again. */
  for (const tick of all("[data-digit]", box)) tick.checked = !left.has(tick.value);
  if (event.detail.requestConfig?.verb === "post") document.getElementById("says")?.replaceChildren();
  ring();
});
document.body.addEventListener("htmx:beforeSwap", (event) => { if (event.detail.xhr.responseURL.includes("/login/")) { event.detail.shouldSwap = false; location.reload(); } });
ring();
