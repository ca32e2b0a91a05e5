/* Acts of a page that works without signal: forms marked [data-touch] (one touch) or [data-typed] (in a dialog) are done
   where they stand, and wait on the device with their true time until the server has answered each by its key. The page
   names its places: [data-waiting], [data-queued], [data-refused]; a link [data-act="name"] opens the dialog #act-name.
   Without scripts every act is a page of its own. */
import { serverSays, instant, key } from "./device_clock.js";
import { Outbox } from "./outbox.js";

const clock = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit", second: "2-digit" });
const OURS = ["csrfmiddlewaretoken", "key", "at"];

/* `base`, `store`: the device's database; `words`: the id of the page's words; `lists`: the id of what its selects choose
   from; `reread` hears of everything that was taken; `opened(form)` of every dialog that opens. */
export function queuedActs({ page, base, store, words: wordsId, lists: listsId = "", reread = () => {}, opened = () => {} }) {
  const words = JSON.parse(document.getElementById(wordsId).textContent), user = Number(page.dataset.user);
  const say = (name, values = {}) => (words[name] || name).replace(/\{(\w+)\}/g, (whole, one) => values[one] ?? whole);
  const net = page.querySelector("[data-waiting]");
  let others = 0;

  serverSays(document.body.dataset.now);

  /* ---- the queue ---- */
  const mine = (line) => { if (line.user !== user) others += 1; return line.user === user; };
  function body(line) {
    const sent = new FormData();
    for (const [name, value] of line.fields) sent.append(name, value);
    for (const file of line.files) sent.append(file.field, new File([file.data], file.name, { type: file.type }));
    return sent;
  }
  const queue = new Outbox({
    base, store, mine, body, address: (line) => line.url, never: say("gone"), changed: () => paint(),
    taken: (answer) => { serverSays(answer.now, { fresh: true }); reread(); },
  });
  function row(text, ...keys) {
    const item = document.createElement("li"), told = document.createElement("span");
    told.textContent = text;
    item.append(told);
    for (const [word, act] of keys) {
      const button = document.createElement("button");
      button.type = "button"; button.className = "btn btn-line"; button.textContent = say(word);
      button.addEventListener("click", act);
      item.append(button);
    }
    return item;
  }
  /* What was refused can be put right: its form opens again as it was filled. */
  function refusedRow(line) {
    const keys = [["seen", () => queue.forget(line.order)]];
    const form = [...page.querySelectorAll("form[data-typed]")].find((one) => one.getAttribute("action") === line.url);
    if (form && !line.files.length) keys.unshift(["correct", () => { queue.forget(line.order); show(form, line.fields.filter(([name]) => !["key", "at"].includes(name))); }]);
    return row(say("refused", { what: line.what, reason: line.reason }), ...keys);
  }
  function paint() {
    const waiting = queue.waiting.length;
    net.textContent = queue.signedOut && waiting ? say("sign_in") : waiting ? say("waiting", { count: waiting }) : others ? say("of_another", { count: others }) : say("all_sent");
    net.classList.toggle("hand", Boolean(waiting));
    others = 0;
    page.querySelector("[data-queued]").replaceChildren(...queue.waiting.map((line) => row(say("line_waits", { what: line.what, at: clock.format(new Date(line.at)) }))));
    page.querySelector("[data-refused]").replaceChildren(...queue.refused.map(refusedRow));
  }
  async function lineOf(form) {
    const at = instant(), files = [], fields = [];
    for (const [name, value] of new FormData(form)) {
      if (OURS.includes(name)) continue;
      if (typeof value === "string") fields.push([name, value]);
      else if (value.name) files.push({ field: name, name: value.name, type: value.type, data: await value.arrayBuffer() });
    }
    return { user, at, what: form.dataset.what, url: form.getAttribute("action"), files, fields: [...fields, ["key", key()], ["at", at]] };
  }

  /* ---- acts: by one touch, or by the form in the page ---- */
  page.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("[data-touch], [data-typed]") || !window.indexedDB) return;
    event.preventDefault();
    const button = form.querySelector("[type=submit]");
    button.disabled = true;
    try {
      await queue.put(await lineOf(form));
      if (form.matches("[data-typed]")) { form.closest("dialog").close(); form.reset(); }
    } catch { form.submit(); }
    /* The same touch twice is two acts only when somebody means it. */
    setTimeout(() => { button.disabled = false; }, 1500);
  });
  function fill(form, asked) {
    const lists = listsId ? JSON.parse(document.getElementById(listsId).textContent) : {};
    for (const select of form.querySelectorAll("select[data-list]")) {
      const kept = [...select.options].filter((option) => option.value === "");
      select.replaceChildren(...kept, ...(lists[select.dataset.list] || []).map(([value, label]) => new Option(label, value)));
    }
    for (const [name, value] of asked) if (form.elements[name]) form.elements[name].value = value;
  }
  function show(form, asked) {
    form.reset();
    fill(form, asked);
    opened(form);
    form.closest("dialog").showModal();
  }
  page.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-act]");
    if (event.target.closest("[data-close]")) event.target.closest("dialog").close();
    if (!opener || !window.indexedDB) return;
    const dialog = document.getElementById(`act-${opener.dataset.act}`);
    if (!dialog) return;
    event.preventDefault();
    show(dialog.querySelector("form"), new URL(opener.href).searchParams);
  });
  paint();
  return queue;
}
