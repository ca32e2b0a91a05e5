/* The commander's page works without this. With it: an act is done where it stands, and waits on the device with its true
   time while there is no signal; one queue for all scenes, each act carries its own scene's address. */
import { serverSays, instant, key } from "../web/js/device_clock.js";
import { keepPage } from "../web/js/keep_page.js";
import { Outbox } from "../web/js/outbox.js";

const page = document.querySelector("[data-scene]"), now = document.getElementById("scene-now");
const words = JSON.parse(document.getElementById("scene-words").textContent);
const say = (name, values = {}) => (words[name] || name).replace(/\{(\w+)\}/g, (whole, one) => values[one] ?? whole);
const net = page.querySelector("[data-waiting]"), user = Number(page.dataset.user);

serverSays(document.body.dataset.now);

/* ---- the queue ---- */
let others = 0;
const mine = (line) => { if (line.user !== user) others += 1; return line.user === user; };
function body(line) {
  const sent = new FormData();
  for (const [name, value] of line.fields) sent.append(name, value);
  for (const file of line.files) sent.append(file.field, new File([file.data], file.name, { type: file.type }));
  return sent;
}
const reread = () => window.htmx?.trigger(now, "scene:read");
const queue = new Outbox({
  base: "lanyan-scene", store: "acts", mine, body, address: (line) => line.url, never: say("gone"), changed: () => paint(),
  taken: (answer) => { serverSays(answer.now, { fresh: true }); reread(); },
});
function row(text, act) {
  const item = document.createElement("li"), told = document.createElement("span");
  told.textContent = text;
  item.append(told);
  if (act) {
    const button = document.createElement("button");
    button.type = "button"; button.className = "btn btn-line"; button.textContent = say("seen");
    button.addEventListener("click", act);
    item.append(button);
  }
  return item;
}
const clock = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit", second: "2-digit" });
function paint() {
  const waiting = queue.waiting.length;
  net.textContent = queue.signedOut && waiting ? say("sign_in") : waiting ? say("waiting", { count: waiting }) : others ? say("of_another", { count: others }) : say("all_sent");
  net.classList.toggle("hand", Boolean(waiting));
  others = 0;
  page.querySelector("[data-queued]").replaceChildren(...queue.waiting.map((line) => row(say("line_waits", { what: line.what, at: clock.format(new Date(line.at)) }))));
  page.querySelector("[data-refused]").replaceChildren(...queue.refused.map((line) => row(say("refused", { what: line.what, reason: line.reason }), () => queue.forget(line.order))));
}
async function line(form) {
  const at = instant(), files = [];
  const fields = [];
  for (const [name, value] of new FormData(form)) {
    if (["csrfmiddlewaretoken", "key", "at"].includes(name)) continue;
    if (typeof value === "string") fields.push([name, value]);
    else if (value.name) files.push({ field: name, name: value.name, type: value.type, data: await value.arrayBuffer() });
  }
  return { user, at, what: form.dataset.what, url: form.getAttribute("action"), files, fields: [...fields, ["key", key()], ["at", at]] };
}

/* ---- acts: by one touch, or by the form in the page ---- */
page.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-touch], [data-sent]") || !window.indexedDB) return;
  event.preventDefault();
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  try {
    await queue.put(await line(form));
    if (form.matches("[data-sent]")) { form.closest("dialog").close(); form.reset(); }
  } catch { form.submit(); }
  /* The same touch twice is two acts only when somebody means it. */
  setTimeout(() => { button.disabled = false; }, 1500);
});
function fill(form, asked) {
  const lists = JSON.parse(document.getElementById("scene-lists").textContent);
  for (const select of form.querySelectorAll("select[data-list]")) {
    const kept = [...select.options].filter((option) => option.value === "");
    select.replaceChildren(...kept, ...(lists[select.dataset.list] || []).map(([value, label]) => new Option(label, value)));
  }
  for (const [name, value] of asked) if (form.elements[name]) form.elements[name].value = value;
}
page.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-act]");
  if (event.target.closest("[data-close]")) event.target.closest("dialog").close();
  if (!opener || !window.indexedDB) return;
  const dialog = document.getElementById(`act-${opener.dataset.act}`);
  if (!dialog) return;
  event.preventDefault();
  const form = dialog.querySelector("form");
  form.reset();
  fill(form, new URL(opener.href).searchParams);
  dialog.showModal();
});

keepPage(page.dataset.worker, "/scenes/", [`${location.pathname}now/`]);
paint();
document.documentElement.dataset.scene = "1";
