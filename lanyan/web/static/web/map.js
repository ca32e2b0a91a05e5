/* The map: road picture from the server, marks and routes from the page, colours from the tokens, no glyphs, no other host.
   <div class="map" data-map data-map-src="/places/map/3308.json" data-marks="id-of-json" [data-still] [data-pick]></div>
   The JSON: {center, zoom, marks: [{kind, icon, text, at, anchor, offset, href, title}], routes, past, zone, routeWidth,
   cells: the address of GeoJSON polygons with a property `band` from 1 (soonest) to 6 (never)}. */
import { all, css, say } from "./js/base.js";
import { listOf, markElement } from "./js/marks.js";

const NONE = { type: "FeatureCollection", features: [] };
const known = new WeakMap();
const pictures = new Map(); /* one fetch for all maps of a page */
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

const kind = (name) => ["==", ["get", "kind"], name];
const wide = (...stops) => ["interpolate", ["exponential", 1.6], ["zoom"], ...stops];
const round = { "line-cap": "round", "line-join": "round" };
const lines = (list) => ({ type: "FeatureCollection", features: (list || []).map((coordinates) => ({ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates } })) });

/* Every layer with its colours by token name: the same table draws the map and re-colours it when the theme changes. */
function layers(spec) {
  const line = (id, source, filter, color, width, extra = {}) => ({ id, type: "line", source, ...(filter && { filter }), layout: round, paint: { "line-width": width, ...extra }, colors: { "line-color": color } });
  const fill = (id, name, color, extra = {}) => ({ id, type: "fill", source: "roads", filter: ["all", kind(name), ["==", ["geometry-type"], "Polygon"]], paint: extra, colors: { "fill-color": color } });
  const names = (id, filter, color, layout) => ({ id, type: "symbol", source: "roads", filter, layout: { "text-field": ["coalesce", ["get", "name"], ""], ...layout }, paint: { "text-halo-width": 1.5 }, colors: { "text-color": color, "text-halo-color": "--ly-map-land" } });
  const waterLine = ["all", kind("water"), ["==", ["geometry-type"], "LineString"]];
  return [
    { id: "land", type: "background", paint: {}, colors: { "background-color": "--ly-map-land" } },
    fill("water", "water", "--ly-map-water"),
    line("river", "roads", waterLine, "--ly-map-water", wide(8, 2, 11, 7, 15, 112)),
    fill("park", "park", "--ly-map-park"), fill("house", "house", "--ly-map-house"),
    { id: "cells", type: "fill", source: "cells", paint: { "fill-opacity": ["match", ["get", "band"], 1, .64, 2, .44, 3, .26, 4, .14, 5, .06, 0], "fill-antialias": false }, colors: { "fill-color": "--ly-blue" } },
    { id: "hatch", type: "fill", source: "cells", filter: [">=", ["get", "band"], HATCHED], paint: { "fill-pattern": ["concat", "hatch-", ["to-string", ["get", "band"]]], "fill-opacity": .55 }, colors: {} },
    line("district", "roads", kind("district"), "--ly-ink-3", wide(7, .8, 13, 1.6), { "line-dasharray": [4, 3], "line-opacity": .55 }),
    line("minor-edge", "roads", kind("minor"), "--ly-map-edge", wide(11, .6, 15, 5)),
    line("minor", "roads", kind("minor"), "--ly-map-road", wide(11, .3, 15, 3.6)),
    line("main-edge", "roads", kind("main"), "--ly-map-edge", wide(8, 1.6, 11, 3, 15, 13)),
    line("main", "roads", kind("main"), "--ly-map-main", wide(8, .9, 11, 2, 15, 11)),
    line("zone", "zone", null, "--ly-blue", 1.5, { "line-dasharray": [3, 3], "line-opacity": .7 }),
    line("past", "past", null, "--ly-ink-3", 4, { "line-opacity": .5 }),
    line("route", "route", null, "--ly-blue", spec.routeWidth || 4),
    names("main-names", kind("main"), "--ly-map-ink", { "symbol-placement": "line", "text-size": 12, "symbol-spacing": 420 }),
    names("water-names", kind("water"), "--ly-lblue", { "symbol-placement": "line", "text-size": 13, "symbol-spacing": 600 }),
    { ...names("town-names", kind("town"), "--ly-map-ink", { "text-size": wide(8, 10, 13, 13), "text-padding": 8 }), minzoom: 8.5 },
  ];
}
const coloured = ({ colors, paint, ...layer }) => ({ ...layer, paint: { ...paint, ...Object.fromEntries(Object.entries(colors).map(([key, token]) => [key, css(token)])) } });

/* Bands from here on have a pattern too, so that they differ without colour: dots, strokes, crossed strokes, bars. */
const HATCHED = 3, HATCH = 12;
function hatch(band) {
  const canvas = Object.assign(document.createElement("canvas"), { width: HATCH, height: HATCH }), pen = canvas.getContext("2d");
  pen.fillStyle = pen.strokeStyle = css("--ly-ink-2");
  const stroke = (...ends) => { pen.beginPath(); pen.moveTo(ends[0], ends[1]); pen.lineTo(ends[2], ends[3]); pen.stroke(); };
  if (band === 3) pen.fillRect(5, 5, 2, 2);
  else if (band === 6) for (const y of [0, 6]) pen.fillRect(0, y, HATCH, 2);
  else { stroke(0, HATCH, HATCH, 0); stroke(-1, 1, 1, -1); stroke(11, 13, 13, 11); if (band === 5) { stroke(0, 0, HATCH, HATCH); stroke(11, -1, 13, 1); stroke(-1, 11, 1, 13); } }
  return pen.getImageData(0, 0, HATCH, HATCH);
}
function picture(src) {
  if (!src) return Promise.resolve(NONE);
  if (!pictures.has(src)) pictures.set(src, fetch(src, { credentials: "same-origin" }).then((answer) => { if (!answer.ok) throw new Error(String(answer.status)); return answer.json(); }));
  return pictures.get(src);
}
function hasWebGL() {
  try { return Boolean(document.createElement("canvas").getContext("webgl2") || document.createElement("canvas").getContext("webgl")); } catch { return false; }
}
function points(spec) {
  const routes = [...(spec.routes || []), ...(spec.past || [])].flat();
  return [...(spec.marks || []).map((mark) => mark.at), ...routes].filter((at) => Array.isArray(at));
}

class LanyanMap {
  constructor(box) {
    this.box = box;
    this.spec = this.read();
    this.markers = [];
    box.setAttribute("role", box.dataset.pick === undefined ? "group" : "application");
    if (!box.hasAttribute("aria-label")) box.setAttribute("aria-label", say("map"));
    if (window.maplibregl && hasWebGL()) this.draw(); else this.fallback();
    this.setMarks(this.spec.marks || []);
  }
  read() {
    const from = this.box.dataset.marks && document.getElementById(this.box.dataset.marks);
    const spec = from ? JSON.parse(from.textContent) : {};
    return Array.isArray(spec) ? { marks: spec } : spec;
  }
  draw() {
    const { spec, box } = this, all = points(spec);
    this.layers = layers(spec);
    this.map = new window.maplibregl.Map({
      container: box, interactive: box.dataset.still === undefined, attributionControl: false, fadeDuration: 0,
      center: spec.center || all[0] || [118.87, 28.96], zoom: spec.zoom || 11.5, maxZoom: 18, pitchWithRotate: false, dragRotate: false,
      localIdeographFontFamily: css("--ly-font"),
      style: { version: 8, sources: { roads: { type: "geojson", data: NONE }, route: { type: "geojson", data: lines(spec.routes) }, past: { type: "geojson", data: lines(spec.past) }, cells: { type: "geojson", data: spec.cells || NONE }, zone: { type: "geojson", data: lines(spec.zone ? [spec.zone] : []) } }, layers: this.layers.map(coloured) },
    });
    this.map.touchZoomRotate?.disableRotation();
    if (box.dataset.still === undefined) this.map.addControl(new window.maplibregl.NavigationControl({ showCompass: false }), "top-right");
    this.ready = new Promise((done) => this.map.once("load", done));
    this.ready.then(() => picture(box.dataset.mapSrc)).then((data) => this.map.getSource("roads").setData(data)).catch(() => this.note(say("map_data")));
    this.map.on("styleimagemissing", ({ id }) => this.map.addImage(id, hatch(Number(id.split("-")[1])), { pixelRatio: 1.5 }));
    this.map.on("error", () => {}); /* a missing glyph or tile must not fill the console of a duty desk */
    this.map.once("idle", () => { box.dataset.ready = "1"; });
    if (!spec.center && all.length) this.fit({ instant: true });
    if (box.dataset.pick !== undefined) this.pickable();
  }
  /* Without WebGL there is still a use for the page: the marks as a list, in words. */
  fallback() {
    this.list = document.createElement("div");
    this.list.className = "map-list";
    this.list.tabIndex = 0; /* a long list is scrolled with the keyboard too */
    this.box.append(this.list);
    this.box.dataset.ready = "1";
  }
  setMarks(marks) {
    this.spec.marks = marks;
    for (const marker of this.markers) marker.remove();
    this.markers = [];
    if (this.list) { this.list.replaceChildren(...listOf(marks, this.box)); return; }
    for (const mark of marks) {
      if (!Array.isArray(mark.at)) continue;
      const element = markElement(mark);
      if (mark.text) element.setAttribute("aria-label", mark.text); /* else the library calls every one of them a map marker */
      element.addEventListener("click", (event) => { if (!mark.href) event.stopPropagation(); this.box.dispatchEvent(new CustomEvent("map:mark", { detail: mark, bubbles: true })); });
      this.markers.push(new window.maplibregl.Marker({ element, anchor: mark.anchor || "center", offset: mark.offset || [0, 0] }).setLngLat(mark.at).addTo(this.map));
    }
  }
  set(source, data) { this.ready?.then(() => this.map.getSource(source).setData(data)); }
  setRoutes(routes, { past } = {}) {
    this.spec.routes = routes; this.set("route", lines(routes));
    if (past) { this.spec.past = past; this.set("past", lines(past)); }
  }
  setCells(address) { this.spec.cells = address; this.set("cells", address || NONE); }
  /* Ways that nobody saw: drawn dashed. */
  setGuesses(list) { this.set("zone", lines(list)); }
  setZone(zone) { this.set("zone", lines(zone ? [zone] : [])); }
  flyTo(at, zoom) { this.map?.[still ? "jumpTo" : "easeTo"]({ center: at, ...(zoom && { zoom }), ...(!still && { duration: 500 }) }); }
  fit({ instant } = {}) {
    const all = points(this.spec);
    if (!this.map || !all.length) return;
    const lon = all.map((at) => at[0]), lat = all.map((at) => at[1]);
    this.map.fitBounds([[Math.min(...lon), Math.min(...lat)], [Math.max(...lon), Math.max(...lat)]], { padding: 56, maxZoom: 15, animate: !instant && !still });
  }
  recolour() {
    for (const layer of this.layers || []) for (const [key, token] of Object.entries(layer.colors)) this.map.setPaintProperty(layer.id, key, css(token));
    for (const id of this.map.listImages().filter((name) => name.startsWith("hatch-"))) this.map.updateImage(id, hatch(Number(id.split("-")[1])));
  }
  note(text) {
    const line = Object.assign(document.createElement("p"), { className: "map-note", textContent: text });
    this.box.querySelector(".map-note")?.remove();
    this.box.append(line);
  }
  /* A click picks; with the keyboard the arrows move the map under a cross and Enter picks its centre. */
  pickable() {
    const pick = (lngLat) => {
      const detail = { lon: Number(lngLat.lng.toFixed(6)), lat: Number(lngLat.lat.toFixed(6)) };
      this.box.dispatchEvent(new CustomEvent("map:pick", { detail, bubbles: true }));
    };
    this.map.on("click", (event) => pick(event.lngLat));
    this.map.getCanvas().setAttribute("aria-label", say("map"));
    this.map.getCanvas().addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.isComposing) { event.preventDefault(); pick(this.map.getCenter()); } });
    this.box.classList.add("pick");
  }
}

function start(root = document) {
  for (const box of all("[data-map]", root)) if (!known.has(box)) known.set(box, new LanyanMap(box));
}
if (window.maplibregl) window.maplibregl.setWorkerUrl(document.getElementById("ly-map-script")?.dataset.worker);
window.lanyanMap = { get: (el) => known.get(typeof el === "string" ? document.querySelector(el) : el), start };
start();
document.body.addEventListener("htmx:afterSettle", () => start());
addEventListener("ly:theme", () => { for (const box of all("[data-map]")) known.get(box)?.map && known.get(box).recolour(); });
