/* The premises in view: asked for anew when the map has come to rest; many of them come as fields with a number. */
const box = document.getElementById("premises-points");
const WAIT = 250;
let asked = 0, timer = 0;

const point = ({ geometry, properties }) => properties.number
  ? { at: geometry.coordinates, text: String(properties.number), kind: "car", zoom: true }
  : { at: geometry.coordinates, text: properties.name, kind: properties.risk >= 40 ? "fire" : "", href: properties.href, icon: "premises" };

async function read(edges) {
  const turn = ++asked;
  const address = `${box.dataset.points}${box.dataset.points.endsWith("?") ? "" : "&"}box=${edges.map((edge) => edge.toFixed(5)).join(",")}`;
  const answer = await fetch(address, { credentials: "same-origin" });
  if (!answer.ok || turn !== asked) return; /* a later view has been asked for */
  const { features } = await answer.json();
  window.lanyanMap.get(box).setMarks(features.map(point));
  box.dataset.shown = String(features.length);
}
function view() {
  const { map } = window.lanyanMap.get(box);
  const bounds = map?.getBounds();
  return bounds ? [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()] : [73, 3, 136, 54];
}
function begin() {
  const shown = window.lanyanMap?.get(box);
  if (!shown) { setTimeout(begin, WAIT); return; }
  shown.map?.on("moveend", () => { clearTimeout(timer); timer = setTimeout(() => read(view()), WAIT); });
  box.addEventListener("map:mark", ({ detail }) => { if (detail.zoom) shown.flyTo(detail.at, (shown.map?.getZoom() || 10) + 2); });
  read(view());
}
begin();
