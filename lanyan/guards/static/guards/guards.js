/* The phone page of a post works without this. With it: a stamp is made where one stands, and waits on the device with its
   true time while there is no signal; who stamps is chosen once, the position is added only when somebody asks for it. */
import { keepPage } from "../web/js/keep_page.js";
import { queuedActs } from "../web/js/queued_acts.js";

const page = document.querySelector("[data-post]"), now = document.getElementById("post-now");
const words = JSON.parse(document.getElementById("guard-words").textContent);
const me = page.querySelector("[data-me]"), here = page.querySelector("[data-here]"), said = page.querySelector("[data-here-said]");

queuedActs({
  page, base: "lanyan-guards", store: "stamps", words: "guard-words",
  reread: () => window.htmx?.trigger(now, "post:read"),
  opened: (form) => { if (me?.value && form.elements.person) form.elements.person.value = me.value; },
});

const put = (name, value) => { for (const field of page.querySelectorAll(`[data-${name}]`)) field.value = value; };
me?.addEventListener("change", () => put("person", me.value));
if (me) put("person", me.value);
if (here && navigator.geolocation) {
  here.hidden = false;
  here.addEventListener("click", () => navigator.geolocation.getCurrentPosition(
    ({ coords }) => { put("lon", coords.longitude.toFixed(6)); put("lat", coords.latitude.toFixed(6)); said.textContent = words.here.replace("{metres}", Math.round(coords.accuracy)); },
    () => { said.textContent = words.not_here; },
    { enableHighAccuracy: true, timeout: 15000, maximumAge: 0 },
  ));
}
keepPage(page.dataset.worker, "/guards/", [`${location.pathname}now/`, "/guards/mine/"]);
document.documentElement.dataset.post = "1";
