/* Rounds work without this. With it: a look is kept on the phone with its true time and sent, in order, when there is signal. */
import { serverSays, instant, key } from "../web/js/device_clock.js";
import { keepPage } from "../web/js/keep_page.js";
import { Outbox } from "../web/js/outbox.js";

const page = document.querySelector("[data-round]"), list = document.querySelector("[data-rounds]"), place = page || list;
const words = JSON.parse(document.getElementById("round-words").textContent);
const say = (name, values = {}) => (words[name] || name).replace(/\{(\w+)\}/g, (whole, one) => values[one] ?? whole);
const net = document.querySelector("[data-waiting]"), user = Number(place.dataset.user);

serverSays(document.body.dataset.now);

/* ---- the queue: one for all water sources, so that any page of the round sends what waits ---- */
let others = 0;
const mine = (line) => { if (line.user !== user) others += 1; return line.user === user; };
function body(line) {
  const sent = new FormData();
  for (const [name, value] of line.fields) sent.append(name, value);
  for (const file of line.files) sent.append("photographs", new File([file.data], file.name, { type: file.type }));
  return sent;
}
const queue = new Outbox({
  base: "lanyan-water", store: "looks", mine, body, address: (line) => line.url, never: say("gone"), changed: () => paint(),
  taken: (answer, line) => { serverSays(answer.now, { fresh: true }); if (page && line.source === page.dataset.round) done("sent"); },
});
function row(text, act) {
  const item = document.createElement("li"), told = document.createElement("span");
  told.textContent = text;
  item.append(told);
  if (act) {
    const button = document.createElement("button");
    button.type = "button"; button.textContent = say("seen");
    button.addEventListener("click", act);
    item.append(button);
  }
  return item;
}
function paint() {
  const waiting = queue.waiting.length;
  net.textContent = queue.signedOut && waiting ? say("sign_in") : waiting ? say("waiting", { count: waiting }) : others ? say("of_another", { count: others }) : say("all_sent");
  net.classList.toggle("hand", Boolean(waiting));
  others = 0;
  if (!page) return;
  page.querySelector("[data-queued]").replaceChildren(...queue.waiting.map((line) => row(say("line_waits", { name: line.name }))));
  page.querySelector("[data-refused]").replaceChildren(...queue.refused.map((line) => row(say("refused", { what: line.name, reason: line.reason }), () => queue.forget(line.order))));
}

/* ---- the look ---- */
const form = page?.querySelector("[data-look]");
function done(word) {
  const said = form.querySelector("[data-done]");
  said.textContent = say(word); said.hidden = false;
}
function block(word, values) {
  const said = form.querySelector("[data-blocked]");
  said.hidden = !word;
  if (!word) return;
  said.textContent = say(word, values);
  said.scrollIntoView({ block: "center" });
}
function wrong() {
  const data = new FormData(form), kind = data.get("kind") || "", text = (data.get("fault") || "").trim();
  if (!data.get("found")) return ["choose"];
  if (data.get("found") === "faulty" && (!kind && !text || kind === "OTHER" && !text)) return ["what"];
  if (form.elements.photographs.files.length > Number(page.dataset.most)) return ["too_many", { number: page.dataset.most }];
  return [];
}
async function line() {
  const files = await Promise.all([...form.elements.photographs.files].map(async (file) => ({ name: file.name || "photo.jpg", type: file.type, data: await file.arrayBuffer() })));
  const fields = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !["csrfmiddlewaretoken", "key"].includes(name));
  return { user, source: page.dataset.round, name: page.dataset.name, url: location.pathname, files, fields: [...fields, ["key", key()], ["at", instant()]] };
}
form?.addEventListener("submit", async (event) => {
  if (!window.indexedDB) return;
  event.preventDefault();
  const [word, values] = wrong();
  block(word, values);
  if (word) return;
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  try {
    await queue.put(await line());
    form.reset();
    for (const name of ["lon", "lat"]) form.elements[name].value = "";
    form.querySelector("[data-here-said]").textContent = "";
    if (queue.waiting.length) done("kept");
    page.querySelector(".next-x").scrollIntoView({ block: "end" });
  } catch { form.submit(); }
  button.disabled = false;
});

/* ---- where the phone is, on a press only ---- */
const located = (found, lost) => navigator.geolocation.getCurrentPosition(found, lost, { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 });
if ("geolocation" in navigator && window.isSecureContext) {
  const here = form?.querySelector("[data-here-row]"), said = form?.querySelector("[data-here-said]"), near = document.querySelector("[data-near]");
  if (here) {
    here.hidden = false;
    here.querySelector("[data-here]").addEventListener("click", () => {
      said.textContent = say("looking");
      located(({ coords }) => {
        form.elements.lon.value = coords.longitude.toFixed(6);
        form.elements.lat.value = coords.latitude.toFixed(6);
        said.textContent = say("located");
      }, () => { said.textContent = say("no_position"); });
    });
  }
  if (near) {
    near.hidden = false;
    near.addEventListener("click", () => located(
      ({ coords }) => location.assign(`?unit=${near.dataset.near}&lon=${coords.longitude.toFixed(6)}&lat=${coords.latitude.toFixed(6)}`),
      () => { net.textContent = say("no_position"); },
    ));
  }
}

const ahead = document.getElementById("round-ahead");
keepPage(place.dataset.worker, "/water/", ahead ? JSON.parse(ahead.textContent) : []);
document.documentElement.dataset.round = "1";
