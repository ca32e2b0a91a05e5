/* The marks of a map: a label on the ground, or a line of the list that stands in where no map can be drawn. */
import { say } from "./base.js";

const SVG = "http://www.w3.org/2000/svg";
const icons = document.documentElement.dataset.icons;

export function iconElement(name) {
  const svg = document.createElementNS(SVG, "svg"), use = document.createElementNS(SVG, "use");
  svg.setAttribute("class", "i"); svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${icons}#${name}`);
  svg.append(use);
  return svg;
}
/* An address of this site or nothing: marks carry data, and data never becomes a script. */
const safe = (href) => typeof href === "string" && href.startsWith("/") && !href.startsWith("//");

export function markElement(mark) {
  const el = document.createElement(safe(mark.href) ? "a" : "div");
  el.className = `mk ${mark.kind || ""}`;
  if (safe(mark.href)) el.href = mark.href;
  if (mark.icon) el.append(iconElement(mark.icon));
  if (mark.text) el.append(mark.text);
  if (mark.title) { el.title = mark.title; if (!mark.text) { el.setAttribute("role", "img"); el.setAttribute("aria-label", mark.title); } }
  return el;
}
export function listOf(marks, box) {
  const head = Object.assign(document.createElement("p"), { className: "small dim", textContent: say("no_map") });
  const list = document.createElement("ul");
  for (const mark of marks.filter((one) => one.text || one.title)) {
    const line = document.createElement("li"), at = document.createElement("span");
    at.className = "dim"; at.textContent = (mark.at || []).map((n) => Number(n).toFixed(4)).join(", ");
    /* What is a mere dot on the ground is a name in the list. */
    const el = markElement(mark.text ? mark : { ...mark, kind: "", text: mark.title });
    el.addEventListener("click", () => box.dispatchEvent(new CustomEvent("map:mark", { detail: mark, bubbles: true })));
    line.append(el, at);
    list.append(line);
  }
  if (!list.children.length) list.append(Object.assign(document.createElement("li"), { className: "dim", textContent: say("no_marks") }));
  return [head, list];
}
