/* A click on the map adds a point of the stretch to the rows of the form; what the rows say is what is drawn. */

const box = document.getElementById("closure-pick"), rows = document.querySelector("[data-points]");

function points() {
  return rows.value.split("\n").map((row) => row.trim().split(/[\s,]+/).map(Number)).filter((at) => at.length === 2 && at.every(Number.isFinite));
}
function draw() {
  const all = points();
  window.lanyanMap?.get(box)?.setRoutes(all.length > 1 ? [all] : []);
}
box?.addEventListener("map:pick", (event) => {
  const { lon, lat } = event.detail;
  rows.value = [rows.value.trimEnd(), `${lon} ${lat}`].filter(Boolean).join("\n");
  draw();
});
rows?.addEventListener("input", draw);
addEventListener("load", draw);
