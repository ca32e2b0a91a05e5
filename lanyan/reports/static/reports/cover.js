/* The cover: a click on the map fills the form, the map stays where it was looked at, fresh cells after every reading. */
const KEPT = "lanyan-cover-view", field = document.getElementById("cover-at");
const mine = () => window.lanyanMap?.get("#cover-map");

document.getElementById("cover-map")?.addEventListener("map:pick", (event) => {
  field.value = `${event.detail.lon},${event.detail.lat}`;
  mine().setMarks([...mine().spec.marks.filter((mark) => mark.kind !== "picked"), { kind: "picked", icon: "pin", at: [event.detail.lon, event.detail.lat], title: field.value, anchor: "bottom" }]);
});
document.body.addEventListener("htmx:afterSettle", (event) => {
  const spec = event.target.querySelector?.("#cover-spec") || document.getElementById("cover-spec");
  if (!spec || !mine()) return;
  const { marks, cells } = JSON.parse(spec.textContent);
  mine().setMarks(marks);
  mine().setCells(cells);
});
addEventListener("load", () => {
  const map = mine()?.map, kept = JSON.parse(sessionStorage.getItem(KEPT) || "null");
  if (!map) return;
  if (kept?.unit === document.getElementById("cover-map").dataset.mapSrc) map.jumpTo(kept);
  map.on("moveend", () => sessionStorage.setItem(KEPT, JSON.stringify({ center: map.getCenter().toArray(), zoom: map.getZoom(), unit: document.getElementById("cover-map").dataset.mapSrc })));
});
