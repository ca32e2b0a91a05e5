/* What every script shares: the words of the page, the server's clock, keys that respect input methods, small posts. */
const table = document.getElementById("ly-words");
export const words = table ? JSON.parse(table.textContent) : {};
export const say = (key, values = {}) => (words[key] || key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
export const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
export const all = (selector, root = document) => [...root.querySelectorAll(selector)];
export const english = document.documentElement.lang === "en";

/* The page's clock runs from the server's instant: a station's PC may be minutes off. */
const loaded = performance.now();
const server = Date.parse(document.body?.dataset.now || "") || Date.now();
export const now = () => server + performance.now() - loaded;

export const token = () => {
  try { return JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || ""; } catch { return ""; }
};
export const post = (url, fields) => fetch(url, { method: "POST", body: new URLSearchParams(fields), headers: { "X-CSRFToken": token() }, credentials: "same-origin" });
export const prefer = (name, value) => {
  const url = document.documentElement.dataset.preference;
  return url ? post(url, { name, value }) : Promise.resolve(null);
};
export const remember = (name, value) => { document.cookie = `${name}=${value}; path=/; max-age=31536000; SameSite=Lax`; };

/* A key that belongs to an input method or a held-down modifier is not ours. 229 is what Chromium reports while composing. */
export const composing = (event) => event.isComposing || event.keyCode === 229;
export const typing = (target) => target instanceof Element && target.closest("input:not([type=checkbox],[type=radio],[type=button],[type=submit]), textarea, select, [contenteditable=true]") !== null;

/* onKey("F4", act): fires act(event) once a press, never while composing; letters and digits never while somebody types. */
const keyed = [];
export function onKey(name, act, { whileTyping } = {}) {
  const parts = name.split("+").map((part) => part.trim());
  const key = parts.pop();
  keyed.push({ key, ctrl: parts.includes("Ctrl"), shift: parts.includes("Shift"), alt: parts.includes("Alt"), act, whileTyping: whileTyping ?? (/^F\d+$/.test(key) || parts.includes("Ctrl")) });
}
addEventListener("keydown", (event) => {
  if (composing(event) || event.repeat && /^F\d+$/.test(event.key)) return;
  if (document.querySelector("dialog[open]") && event.key !== "Escape") return;
  for (const one of keyed) {
    const same = event.key === one.key || event.key.toLowerCase() === one.key.toLowerCase() && one.key.length === 1;
    if (!same || one.ctrl !== (event.ctrlKey || event.metaKey) || one.alt !== event.altKey) continue;
    if (one.shift !== event.shiftKey && one.key.length > 1) continue;
    if (typing(event.target) && !one.whileTyping) continue;
    if (one.act(event) !== false) event.preventDefault();
  }
});
window.lanyan = Object.assign(window.lanyan || {}, { onKey, composing, say, now, post, prefer, css });
