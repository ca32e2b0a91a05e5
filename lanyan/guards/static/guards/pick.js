/* A click on the map writes the place into the form, and the form's place is drawn on the map. */
const box = document.getElementById("guard-pick"), lon = document.querySelector("[name=lon]"), lat = document.querySelector("[name=lat]");
const spec = JSON.parse(document.getElementById("pick-map").textContent);

function draw() {
  const at = [Number(lon.value), Number(lat.value)];
  const here = lon.value && lat.value && at.every(Number.isFinite) ? [{ kind: "inc", icon: "pin", at, title: `${at}` }] : [];
  window.lanyanMap?.get(box)?.setMarks([...spec.marks, ...here]);
}
box?.addEventListener("map:pick", (event) => { lon.value = event.detail.lon; lat.value = event.detail.lat; draw(); });
for (const field of [lon, lat]) field?.addEventListener("input", draw);
addEventListener("load", draw);
