/* The Beijing clock of the top bar, and ages that keep counting. */
import { all, now, say } from "./base.js";

const beijing = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit", second: "2-digit" });
const two = (number) => String(number).padStart(2, "0");

export function age(seconds) {
  const s = Math.max(0, Math.floor(seconds));
  if (s < 60) return say("age_s", { seconds: s });
  if (s < 3600) return say("age_min", { minutes: Math.floor(s / 60) });
  if (s < 48 * 3600) return say("age_h", { hours: Math.floor(s / 3600), minutes: two(Math.floor((s % 3600) / 60)) });
  return say("age_d", { days: Math.floor(s / 86400) });
}
/* data-age="ISO" counts up as people say it, with data-format="clock" as 01:12; data-until="ISO" counts down. */
function written(el, at) {
  const up = el.dataset.age !== undefined;
  const seconds = (up ? at - Date.parse(el.dataset.age) : Date.parse(el.dataset.until) - at) / 1000;
  if (el.dataset.format === "clock") return `${two(Math.floor(Math.max(0, seconds) / 60))}:${two(Math.floor(Math.max(0, seconds) % 60))}`;
  if (el.dataset.format === "seconds") return String(Math.max(0, Math.floor(seconds)));
  return age(up ? seconds : Math.abs(seconds));
}
function tick() {
  const at = now();
  for (const el of all("[data-clock]")) el.textContent = beijing.format(at);
  for (const el of all("[data-age], [data-until]")) {
    const text = written(el, at);
    if (el.textContent !== text) el.textContent = text;
    if (el.dataset.until !== undefined) el.classList.toggle("past", Date.parse(el.dataset.until) < at);
  }
}
export function startClock() {
  tick();
  setTimeout(() => { tick(); setInterval(tick, 1000); }, 1000 - (now() % 1000));
  document.body.addEventListener("htmx:afterSettle", tick);
}
