/* The replay: one slider moves the vehicles on the map and the place in the command log. Where a vehicle was between two
   stamps is reckoned here as on the server, drawn dashed and said; what no stamp says is not drawn. */
const data = JSON.parse(document.getElementById("replay-data").textContent), words = JSON.parse(document.getElementById("replay-words").textContent);
const box = document.getElementById("replay-map"), slider = document.getElementById("replay-at"), told = document.querySelector("[data-at]");
const list = document.querySelector("[data-lines]"), cars = document.querySelector("[data-cars]"), play = document.querySelector("[data-play]");
const fixed = JSON.parse(document.getElementById("replay-marks").textContent).marks;
const ms = (text) => Date.parse(text), say = (name, values) => words[name].replace(/\{(\w+)\}/g, (whole, one) => values[one] ?? whole);
const clock = new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
const short = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit", second: "2-digit" });
const since = ms(data.since), until = ms(data.until), STEP = 10, SPEED = 60;

slider.max = String(Math.ceil((until - since) / 1000)); slider.step = "1";

/* ---- the log, with its silences ---- */
const lines = [...data.log.map((one) => ({ ...one, t: ms(one.at) })), ...data.gaps.map(([from, to]) => ({ t: ms(from) + 1, gap: Math.round((ms(to) - ms(from)) / 60000) }))].sort((one, other) => one.t - other.t);
for (const line of lines) {
  const item = document.createElement("li"), time = document.createElement("time"), text = document.createElement("span");
  time.textContent = short.format(new Date(line.t));
  text.textContent = line.gap ? say("gap", { minutes: line.gap }) : line.words;
  if (line.gap) item.className = "gap";
  if (line.by) { const by = document.createElement("small"); by.textContent = line.by; text.append(by); }
  item.append(time, text); list.append(item); line.item = item;
  item.addEventListener("click", () => move((line.t - since) / 1000));
}

/* ---- where each vehicle was ---- */
function where(vehicle, t) {
  const leg = vehicle.legs.find((one) => ms(one.since) <= t && t < ms(one.until));
  if (!leg || leg.kind === "UNKNOWN" || !leg.from) return { kind: "UNKNOWN", leg };
  if (leg.kind !== "RECKONED" || !leg.to) return { kind: "STANDS", at: leg.from, leg };
  const share = (t - ms(leg.since)) / (ms(leg.until) - ms(leg.since));
  return { kind: "RECKONED", leg, at: leg.from.map((first, axis) => first + (leg.to[axis] - first) * share) };
}
function draw() {
  const t = since + Number(slider.value) * 1000, marks = [...fixed], guesses = [], rows = [];
  const stacked = new Map();
  for (const vehicle of data.vehicles) {
    const found = where(vehicle, t), row = document.createElement("li");
    row.className = found.kind; row.textContent = say(found.kind, vehicle);
    if (found.leg) rows.push(row);
    if (!found.at) continue;
    const key = found.at.map((one) => one.toFixed(4)).join(), depth = stacked.get(key) || 0;
    stacked.set(key, depth + 1);
    marks.push({ kind: found.kind === "RECKONED" ? "car old" : "car", text: found.kind === "RECKONED" ? say("RECKONED", vehicle) : vehicle.name, at: found.at, offset: [0, -14 - 24 * depth] });
    if (found.kind === "RECKONED") guesses.push([found.leg.from, found.leg.to]);
  }
  const map = window.lanyanMap?.get(box);
  map?.setMarks(marks); map?.setGuesses(guesses);
  cars.replaceChildren(...rows);
  told.textContent = clock.format(new Date(t)); slider.setAttribute("aria-valuetext", told.textContent);
  let here = null;
  for (const line of lines) { const past = line.t <= t; line.item.classList.toggle("past", past); line.item.classList.remove("here"); if (past) here = line; }
  here?.item.classList.add("here");
  if (here) list.scrollTop = Math.max(0, here.item.offsetTop - list.offsetTop - list.clientHeight / 2);
}
function move(seconds) { slider.value = String(Math.max(0, Math.min(Number(slider.max), Math.round(seconds)))); draw(); }

/* ---- by hand, by keys, by itself ---- */
slider.addEventListener("input", draw);
slider.addEventListener("keydown", (event) => {
  const now = Number(slider.value), t = since + now * 1000;
  const to = { ArrowRight: now + STEP, ArrowUp: now + STEP, ArrowLeft: now - STEP, ArrowDown: now - STEP, Home: 0, End: Number(slider.max) }[event.key];
  if (to !== undefined) { event.preventDefault(); move(to); }
  if (event.key === "PageDown") { event.preventDefault(); const next = lines.find((line) => line.t > t); move(next ? (next.t - since) / 1000 + .5 : Number(slider.max)); }
  if (event.key === "PageUp") { event.preventDefault(); const before = lines.filter((line) => line.t < t - 1000).at(-1); move(before ? (before.t - since) / 1000 + .5 : 0); }
});
let timer = 0;
play.addEventListener("click", () => {
  if (timer) { clearInterval(timer); timer = 0; } else {
    if (Number(slider.value) >= Number(slider.max)) move(0);
    timer = setInterval(() => { move(Number(slider.value) + SPEED / 4); if (Number(slider.value) >= Number(slider.max)) play.click(); }, 250);
  }
  play.querySelector("span").textContent = timer ? words.stop : words.play;
});
draw();
addEventListener("load", draw);
document.documentElement.dataset.replay = "1";
