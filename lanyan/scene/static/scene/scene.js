/* The commander's page works without this. With it: an act is done where it stands, and waits on the device with its true
   time while there is no signal; one queue for all scenes, each act carries its own scene's address. */
import { keepPage } from "../web/js/keep_page.js";
import { queuedActs } from "../web/js/queued_acts.js";

const page = document.querySelector("[data-scene]"), now = document.getElementById("scene-now");

queuedActs({
  page, base: "lanyan-scene", store: "acts", words: "scene-words", lists: "scene-lists",
  reread: () => window.htmx?.trigger(now, "scene:read"),
  opened: (form) => form.querySelector(".aboard-x")?.remove(),
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
document.documentElement.dataset.scene = "1";
