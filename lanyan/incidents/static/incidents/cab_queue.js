/* Presses wait here in the order they were made, with keys made on the device, until the server has answered each by its key. */
import { token } from "../web/js/base.js";

const QUEUE = "lanyan.cab.queue", REFUSED = "lanyan.cab.refused", OFFSET = "lanyan.cab.offset", LAST = "lanyan.cab.last";
const RETRY = [1000, 2000, 5000, 10000, 20000];
const read = (name) => { try { return JSON.parse(localStorage.getItem(name)) || []; } catch { return []; } };
const keep = (name, value) => { try { localStorage.setItem(name, JSON.stringify(value)); } catch { /* a full store loses nothing that is on the screen */ } };

/* ---- the clock: the device's own, put right by what the server last said; it goes on while the server is away ---- */
let offset = Number(localStorage.getItem(OFFSET));
let sure = localStorage.getItem(OFFSET) !== null;
export function serverSays(instant, { fresh } = {}) {
  const now = Date.parse(instant) - Date.now();
  if (Number.isNaN(now)) return;
  /* A page that was kept on the device says an instant long gone: only what was surely asked just now may set the clock back. */
  if (!fresh && sure && now < offset - 5000) return;
  offset = now; sure = true;
  keep(OFFSET, offset);
}
let before = 0;
export const cabNow = () => Date.now() + offset;
/* Two presses never claim one instant, and never run backwards when the clock is put right between them. */
const instant = () => new Date((before = Math.max(cabNow(), before + 1))).toISOString();
const key = () => (crypto.randomUUID ? crypto.randomUUID() : [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join(""));

export class Queue {
  constructor({ url, user, changed, answered }) {
    Object.assign(this, { url, user, changed, answered, items: read(QUEUE), refused: read(REFUSED), tries: 0, timer: 0, sending: [] });
    before = Math.max(0, ...this.items.map((item) => Date.parse(item.at) || 0));
    addEventListener("online", () => this.send());
    addEventListener("storage", (event) => { if (event.key === QUEUE) { this.items = read(QUEUE); this.changed(); } });
  }
  get last() { return read(LAST); }
  add(item) {
    const press = { key: key(), at: instant(), user: this.user, ...item };
    this.items = [...read(QUEUE), press];
    keep(QUEUE, this.items);
    if (press.stamp) keep(LAST, press);
    this.changed();
    this.send();
    return press;
  }
  /* What has not left the device is simply taken out again; what may have arrived is taken back by a press of its own. */
  undo(press) {
    keep(LAST, []);
    const unsent = this.items.some((item) => item.key === press.key) && !this.sending.includes(press.key);
    if (unsent) { this.drop([press.key]); this.changed(); return; }
    this.add({ of: press.key, run: press.run, undone: press.stamp });
  }
  drop(keys) {
    this.items = read(QUEUE).filter((item) => !keys.includes(item.key));
    keep(QUEUE, this.items);
  }
  forget(key) {
    this.refused = this.refused.filter((item) => item.key !== key);
    keep(REFUSED, this.refused);
    this.changed();
  }
  get mine() { return this.items.filter((item) => item.user === this.user); }
  async send() {
    clearTimeout(this.timer);
    const presses = this.mine.slice(0, 50);
    if (!presses.length || this.sending.length) return;
    this.sending = presses.map((item) => item.key);
    const answers = await this.ask(presses);
    this.sending = [];
    if (!answers) { this.timer = setTimeout(() => this.send(), RETRY[Math.min(this.tries++, RETRY.length - 1)]); this.changed(); return; }
    this.tries = 0;
    this.take(presses, answers);
    if (this.mine.length) this.send();
  }
  async ask(presses) {
    try {
      const stop = new AbortController(), late = setTimeout(() => stop.abort(), 8000);
      const answer = await fetch(this.url, { method: "POST", body: JSON.stringify({ presses }), headers: { "Content-Type": "application/json", "X-CSRFToken": token() }, credentials: "same-origin", signal: stop.signal });
      clearTimeout(late);
      this.signedOut = answer.redirected || answer.status === 403;
      if (!answer.ok || answer.redirected) return null;
      const told = await answer.json();
      serverSays(told.now, { fresh: true });
      return told.answers;
    } catch { return null; }
  }
  take(presses, answers) {
    const by = new Map(answers.map((answer) => [answer.key, answer]));
    const done = presses.filter((press) => by.has(press.key));
    for (const press of done) {
      const answer = by.get(press.key);
      if (answer.result === "REFUSED") this.refused = [...this.refused, { ...press, reason: answer.reason }];
    }
    keep(REFUSED, this.refused);
    this.drop(done.map((press) => press.key));
    this.answered(done, by);
    this.changed();
  }
}
