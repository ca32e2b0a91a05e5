/* Photographs of a check wait on the device until the server has answered each by its key. */
import { key } from "../web/js/device_clock.js";
import { Outbox } from "../web/js/outbox.js";

function body(line) {
  const sent = new FormData();
  sent.set("key", line.key); sent.set("caption", line.caption);
  sent.set("file", new File([line.data], line.name, { type: line.type }));
  return sent;
}

export class PhotoQueue extends Outbox {
  constructor({ url, check, user, changed, taken }) {
    super({ base: "lanyan-checks", store: "photographs", mine: (one) => one.check === check && one.user === user, address: () => url, body, changed, taken });
    Object.assign(this, { check, user });
  }
  async add(file, caption) {
    await this.put({ key: key(), user: this.user, check: this.check, caption, name: file.name || "photo.jpg", type: file.type, data: await file.arrayBuffer() });
  }
}
