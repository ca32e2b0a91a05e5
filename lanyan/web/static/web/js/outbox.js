/* What was written without signal, with its photographs: it waits in the device's own database in the order it was written,
   with keys made here, until the server has answered each by its key. */
import { token } from "./base.js";

const RETRY = [1000, 2000, 5000, 10000, 20000];
/* Answers that no waiting will change: the record is gone, or what was sent is too large. */
const NEVER = [404, 410, 413];
const asked = (request) => new Promise((done, lost) => { request.onsuccess = () => done(request.result); request.onerror = () => lost(request.error); });

function opened(base, store) {
  const request = indexedDB.open(base, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(store, { keyPath: "order", autoIncrement: true });
  return asked(request);
}

export class Outbox {
  /* `mine` says which lines belong to this page, `taken` hears of each that arrived, `changed` of every other change.
     `address(line)` is where a line goes, `body(line)` what is sent of it. */
  constructor({ base, store, mine, address, body, changed, taken, never = "" }) {
    Object.assign(this, { name: store, mine, address, body, changed, taken, never, items: [], tries: 0, timer: 0, busy: false });
    addEventListener("online", () => this.send());
    this.base = opened(base, store);
    this.ready = this.read().then(() => { this.changed(); this.send(); });
  }
  async store(mode) { return (await this.base).transaction(this.name, mode).objectStore(this.name); }
  async read() {
    const lines = await asked((await this.store("readonly")).getAll());
    this.items = lines.filter(this.mine);
  }
  get waiting() { return this.items.filter((one) => !one.reason); }
  get refused() { return this.items.filter((one) => one.reason); }
  /* Resolves once the line is safe on the device, whether there is signal or not. */
  async put(line) {
    await asked((await this.store("readwrite")).add(line));
    await this.read();
    this.changed();
    this.send();
  }
  async forget(order) {
    await asked((await this.store("readwrite")).delete(order));
    await this.read();
    this.changed();
  }
  async send() {
    clearTimeout(this.timer);
    const [line] = this.waiting;
    if (!line || this.busy) return;
    this.busy = true;
    const answer = await this.ask(line);
    if (answer?.result === "DONE") { await asked((await this.store("readwrite")).delete(line.order)); this.tries = 0; }
    else if (answer) { await asked((await this.store("readwrite")).put({ ...line, reason: answer.reason || answer.result })); this.tries = 0; }
    await this.read();
    this.busy = false;
    if (answer?.result === "DONE") this.taken(answer, line);
    this.changed();
    if (!this.waiting.length) return;
    if (answer) this.send(); else this.timer = setTimeout(() => this.send(), RETRY[Math.min(this.tries++, RETRY.length - 1)]);
  }
  /* Null when there is no signal, or nobody is signed in: it waits. */
  async ask(line) {
    try {
      const answer = await fetch(this.address(line), { method: "POST", body: this.body(line), headers: { Accept: "application/json", "X-CSRFToken": token() }, credentials: "same-origin" });
      this.signedOut = answer.redirected || answer.status === 403;
      if (this.never && NEVER.includes(answer.status)) return { result: "REFUSED", reason: this.never };
      if (answer.redirected || (!answer.ok && answer.status !== 422)) return null;
      return await answer.json();
    } catch { return null; }
  }
}
