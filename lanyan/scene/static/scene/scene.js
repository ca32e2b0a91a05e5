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
const clock = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit", second: "2-digit" });
function paint() {
  const waiting = queue.waiting.length;
  net.textContent = queue.signedOut && waiting ? say("sign_in") : waiting ? say("waiting", { count: waiting }) : others ? say("of_another", { count: others }) : say("all_sent");
  net.classList.toggle("hand", Boolean(waiting));
  others = 0;
  page.querySelector("[data-queued]").replaceChildren(...queue.waiting.map((line) => row(say("line_waits", { what: line.what, at: clock.format(new Date(line.at)) }))));
  page.querySelector("[data-refused]").replaceChildren(...queue.refused.map(refusedRow));
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
  if (!form.matches("[data-touch], [data-typed]") || !window.indexedDB) return;
  event.preventDefault();
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  try {
    await queue.put(await line(form));
    if (form.matches("[data-typed]")) { form.closest("dialog").close(); form.reset(); }
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
function show(form, asked) {
  form.reset();
  fill(form, asked);
  form.querySelector(".aboard-x")?.remove();
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

/* Who came in the chosen vehicle can be put among the names by a touch; who stays at the pump is left out. */
function offerNames(form) {
  const names = form.elements.names, run = Number(form.elements.run.value);
  const lists = JSON.parse(document.getElementById("scene-lists").textContent);
  let offered = form.querySelector(".aboard-x");
  if (!offered) { offered = document.createElement("p"); offered.className = "acts aboard-x"; names.after(offered); }
  offered.replaceChildren(...lists.aboard.filter(([of]) => of === run).map(([, name]) => {
    const button = document.createElement("button");
    button.type = "button"; button.className = "btn btn-line"; button.textContent = name;
    button.addEventListener("click", () => { names.value = [names.value.trim(), name].filter(Boolean).join("、"); button.remove(); });
    return button;
  }));
}
page.addEventListener("change", (event) => { if (event.target.matches("#act-enter_crew [name=run]")) offerNames(event.target.form); });

keepPage(page.dataset.worker, "/scenes/", [`${location.pathname}now/`]);
paint();
document.documentElement.dataset.scene = "1";
