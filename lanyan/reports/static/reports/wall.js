/* The wall: fresh marks after every reading, letters of the map as large as the screen asks, full screen with one touch. */
const area = document.getElementById("wall-now"), root = document.querySelector(".wall"), full = document.querySelector("[data-full]");
const CLOSEST = 13;
const NAMES = { "main-names": 12, "water-names": 13, "town-names": 13 };

function scale() {
  const map = window.lanyanMap?.get("#wall-box")?.map, times = parseFloat(getComputedStyle(root).fontSize) / 18;
  if (!map) return;
  const set = () => { for (const [layer, size] of Object.entries(NAMES)) if (map.getLayer(layer)) map.setLayoutProperty(layer, "text-size", Math.round(size * Math.max(times, 1))); };
  if (map.isStyleLoaded()) set(); else map.once("load", set);
}
let around = "";
function draw() {
  const map = window.lanyanMap?.get("#wall-box"), spec = JSON.parse(document.getElementById("wall-map").textContent);
  if (!map) return;
  map.setMarks(spec.marks);
  /* The picture moves only when there is something else to look at: a wall that jumps cannot be read. */
  const fires = spec.marks.filter((mark) => mark.kind === "fire"), shown = fires.length ? fires : spec.marks;
  const now = JSON.stringify(shown.map((mark) => mark.at));
  if (now !== around) {
    const lon = shown.map((mark) => mark.at[0]), lat = shown.map((mark) => mark.at[1]);
    if (lon.length) map.map?.fitBounds([[Math.min(...lon), Math.min(...lat)], [Math.max(...lon), Math.max(...lat)]], { padding: 4 * parseFloat(getComputedStyle(root).fontSize), maxZoom: CLOSEST, animate: false });
  }
  around = now;
}
document.body.addEventListener("htmx:beforeSwap", (event) => { if (event.detail.xhr.responseURL.includes("/login/")) { event.detail.shouldSwap = false; location.reload(); } });
document.body.addEventListener("htmx:afterSettle", (event) => { if (event.detail.target === area) draw(); });
full.hidden = !document.fullscreenEnabled;
full.addEventListener("click", () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()));
addEventListener("resize", scale);
draw();
scale();
