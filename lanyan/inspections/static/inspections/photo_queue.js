/* Photographs wait in the device's own database, with keys made here, until the server has answered each by its key. */
import { token } from "../web/js/base.js";

const NAME = "lanyan-checks", STORE = "photographs", RETRY = [1000, 2000, 5000, 10000, 20000];
const key = () => (crypto.randomUUID ? crypto.randomUUID() : [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join(""));
const asked = (request) => new Promise((done, lost) => { request.onsuccess = () => done(request.result); request.onerror = () => lost(request.error); });

function opened() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "order", autoIncrement: true });
  return asked(request);
}

export class PhotoQueue {
  /* `taken` hears of each that arrived, `changed` of every other change. */
  constructor({ url, check, user, changed, taken }) {
    Object.assign(this, { url, check, user, changed, taken, items: [], tries: 0, timer: 0, busy: false });
    addEventListener("online", () => this.send());
    this.base = opened();
    this.ready = this.read().then(() => { this.changed(); this.send(); });
  }
  async store(mode) { return (await this.base).transaction(STORE, mode).objectStore(STORE); }
  async read() {
    const all = await asked((await this.store("readonly")).getAll());
    this.items = all.filter((one) => one.check === this.check && one.user === this.user);
  }
  get waiting() { return this.items.filter((one) => !one.reason); }
  get refused() { return this.items.filter((one) => one.reason); }
  /* Resolves once the picture is safe on the device, whether there is signal or not. */
  async add(file, caption) {
    const line = { key: key(), user: this.user, check: this.check, caption, name: file.name || "photo.jpg", type: file.type, data: await file.arrayBuffer() };
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
    if (answer?.result === "DONE") this.taken(answer);
    this.changed();
    if (!this.waiting.length) return;
    if (answer) this.send(); else this.timer = setTimeout(() => this.send(), RETRY[Math.min(this.tries++, RETRY.length - 1)]);
  }
  /* Null when there is no signal, or nobody is signed in: it waits. */
  async ask(line) {
    const body = new FormData();
    body.set("key", line.key); body.set("caption", line.caption);
    body.set("file", new File([line.data], line.name, { type: line.type }));
    try {
      const answer = await fetch(this.url, { method: "POST", body, headers: { Accept: "application/json", "X-CSRFToken": token() }, credentials: "same-origin" });
      this.signedOut = answer.redirected || answer.status === 403;
      if (answer.redirected || (!answer.ok && answer.status !== 422)) return null;
      return await answer.json();
    } catch { return null; }
  }
}
