/* Answers wait here in the order they were given, with keys made on the device, until the server has answered each by its key. */
import { token } from "../web/js/base.js";
import { instant, key, serverSays, startAfter } from "../web/js/device_clock.js";

const QUEUE = "lanyan.checks.queue", REFUSED = "lanyan.checks.refused";
const RETRY = [1000, 2000, 5000, 10000, 20000];
const read = (name) => { try { return JSON.parse(localStorage.getItem(name)) || []; } catch { return []; } };
const keep = (name, value) => { try { localStorage.setItem(name, JSON.stringify(value)); } catch { /* what is on the screen stays there */ } };

export class AnswerQueue {
  constructor({ url, check, user, changed, taken }) {
    Object.assign(this, { url, check, user, changed, taken, items: read(QUEUE), refused: read(REFUSED), tries: 0, timer: 0, busy: false });
    startAfter(Math.max(0, ...this.items.map((item) => Date.parse(item.at) || 0)));
    addEventListener("online", () => this.send());
    addEventListener("storage", (event) => { if (event.key === QUEUE) { this.items = read(QUEUE); this.changed(); } });
  }
  get mine() { return this.items.filter((item) => item.user === this.user && item.check === this.check); }
  get others() { return this.items.filter((item) => item.user !== this.user); }
  /* An answer to the same question that has not left the device yet is replaced: the latest counts anyway. */
  add(item) {
    const line = { key: key(), at: instant(), user: this.user, check: this.check, ...item };
    const same = (one) => one.user === line.user && one.check === line.check && one.item === line.item && one.field === line.field && !this.sent?.includes(one.key);
    this.items = [...read(QUEUE).filter((one) => !same(one)), line];
    keep(QUEUE, this.items);
    this.changed();
    this.send();
  }
  forget(wanted) {
    this.refused = this.refused.filter((item) => item.key !== wanted);
    keep(REFUSED, this.refused);
    this.changed();
  }
  async send() {
    clearTimeout(this.timer);
    const lines = this.mine.slice(0, 50);
    if (!lines.length || this.busy) return;
    this.busy = true; this.sent = lines.map((line) => line.key);
    const answers = await this.ask(lines);
    this.busy = false; this.sent = [];
    if (!answers) { this.timer = setTimeout(() => this.send(), RETRY[Math.min(this.tries++, RETRY.length - 1)]); this.changed(); return; }
    this.tries = 0;
    this.take(lines, answers);
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
  take(lines, answers) {
    const by = new Map(answers.map((answer) => [answer.key, answer]));
    const done = lines.filter((line) => by.has(line.key));
    for (const line of done) if (by.get(line.key).result === "REFUSED") this.refused = [...this.refused, { ...line, reason: by.get(line.key).reason }];
    keep(REFUSED, this.refused);
    const keys = done.map((line) => line.key);
    this.items = read(QUEUE).filter((item) => !keys.includes(item.key));
    keep(QUEUE, this.items);
    this.taken();
    this.changed();
  }
}
