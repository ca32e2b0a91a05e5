/* The shell: theme, rail, drawer, menus, dialogs, confirmation, search key, buttons with keys, forms that say they work. */
import { all, composing, onKey, prefer, remember, say, typing } from "./base.js";

const root = document.documentElement;

function switchTheme() {
  const theme = root.dataset.bsTheme === "dark" ? "light" : "dark";
  root.dataset.bsTheme = theme;
  remember("lanyan_theme", theme);
  prefer("theme", theme).catch(() => {});
  dispatchEvent(new CustomEvent("ly:theme", { detail: theme }));
}
function switchRail() {
  const on = document.querySelector(".app").classList.toggle("rail");
  remember("lanyan_rail", on ? "1" : "0");
  dispatchEvent(new Event("resize"));
}
function drawer(open) {
  const nav = document.getElementById("nav"), button = document.querySelector("[data-drawer]");
  if (!nav || !button) return;
  nav.classList.toggle("open", open);
  button.setAttribute("aria-expanded", String(open));
  if (open) nav.querySelector("a")?.focus();
}
function closeMenus(except) {
  for (const menu of all("[data-menu][open]")) if (menu !== except) menu.open = false;
}
function confirmed(form, submitter) {
  const box = document.getElementById("confirm");
  box.querySelector("[data-confirm-text]").textContent = form.dataset.confirm;
  box.returnValue = "";
  box.showModal();
  box.addEventListener("close", () => {
    if (box.returnValue === "yes") { form.dataset.confirmed = "1"; form.requestSubmit(submitter || undefined); }
  }, { once: true });
}
function press(event) {
  const hit = (selector) => event.target.closest?.(selector);
  const theme = hit("[data-theme-switch]"), opens = hit("[data-dialog]"), closes = hit("[data-close]");
  if (theme) switchTheme();
  if (hit("[data-rail]")) switchRail();
  if (hit("[data-print]")) print();
  if (hit("[data-back]")) history.length > 1 ? history.back() : location.assign("/");
  if (hit("[data-dismiss]")) hit("[data-dismiss]").parentElement.remove();
  if (opens) document.getElementById(opens.dataset.dialog)?.showModal();
  if (closes) closes.closest("dialog")?.close();
  const burger = hit("[data-drawer]");
  if (burger) drawer(burger.getAttribute("aria-expanded") !== "true");
  else if (!hit("#nav")) drawer(false);
  closeMenus(hit("[data-menu]"));
  const copy = hit("[data-copy]");
  if (copy) navigator.clipboard?.writeText(copy.dataset.copy || location.href).then(() => tell(say("copied"), "success"));
}
export function tell(text, tone = "") {
  const box = document.getElementById("says");
  if (!box) return;
  const line = Object.assign(document.createElement("p"), { className: `say ${tone}`, textContent: text });
  const close = Object.assign(document.createElement("button"), { type: "button", className: "x", textContent: "×" });
  close.dataset.dismiss = "";
  line.append(close);
  box.replaceChildren(line);
}
/* Something that a person must know before going on, over whatever the page shows. */
export function dialog(text, action, act) {
  const box = Object.assign(document.createElement("dialog"), { className: "dlg", id: "notice" });
  const pane = Object.assign(document.createElement("div"), { className: "pane" });
  const line = Object.assign(document.createElement("p"), { className: "dlg-x", textContent: text });
  const foot = Object.assign(document.createElement("footer"), { className: "acts" });
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-do", textContent: action });
  button.addEventListener("click", act);
  foot.append(button); pane.append(line, foot); box.append(pane);
  box.setAttribute("aria-label", text);
  document.body.append(box);
  box.showModal();
}
function send(event) {
  const form = event.target;
  if (form.dataset.confirm && !form.dataset.confirmed) { event.preventDefault(); confirmed(form, event.submitter); return; }
  delete form.dataset.confirmed;
  /* One press, one post: a second press on a slow line must not send twice. */
  if (form.method === "post" && !form.hasAttribute("hx-post")) {
    /* A page's own script has kept it back, or sends it itself: it was not sent here. */
    if (event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    event.submitter?.setAttribute("aria-busy", "true");
    form.lyDirty = false;
  }
}
function narrow(event) {
  const box = event.target.closest?.("[data-narrow]");
  if (!box) return;
  for (const option of all(".opt", box.closest(".menu-x"))) option.hidden = !option.textContent.toLowerCase().includes(box.value.trim().toLowerCase());
}
function pickFirst(event) {
  const box = event.target.closest?.("[data-narrow]");
  if (!box || event.key !== "Enter" || composing(event)) return;
  event.preventDefault();
  all(".opt", box.closest(".menu-x")).find((option) => !option.hidden)?.click();
}
function failed(event) {
  // The numbers beside the menu read themselves: nobody pressed anything, and the light tells that the line is gone.
  if (event.target.closest?.(".nav-x")) return;
  const answer = event.detail.xhr;
  const reason = answer?.getResponseHeader("X-Reason");
  tell(!answer?.status ? say("offline") : reason ? say("refused", { reason: decodeURIComponent(reason) }) : say("failed"), "error");
}
export function startShell() {
  document.addEventListener("click", press);
  document.addEventListener("submit", send);
  document.addEventListener("input", narrow);
  document.addEventListener("keydown", pickFirst);
  for (const menu of all("[data-menu]")) menu.addEventListener("toggle", () => { if (menu.open) menu.querySelector("[data-narrow]")?.focus(); });
  document.addEventListener("input", (event) => { const form = event.target.closest?.("[data-form]"); if (form) form.lyDirty = true; });
  addEventListener("beforeunload", (event) => { if (all("[data-guard]").some((form) => form.lyDirty)) event.preventDefault(); });
  addEventListener("pageshow", () => { for (const form of all("form[data-sent]")) { delete form.dataset.sent; for (const b of all("[aria-busy]", form)) b.removeAttribute("aria-busy"); } });
  document.body.addEventListener("htmx:sendError", failed);
  document.body.addEventListener("htmx:responseError", failed);
  const find = document.querySelector("[data-find]");
  const focusFind = () => { if (!find) return false; find.focus(); find.select(); };
  onKey("Ctrl+k", focusFind); onKey("F3", focusFind);
  onKey("Escape", (event) => {
    const menu = document.querySelector("[data-menu][open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); return; }
    if (document.querySelector(".nav-x.open")) { drawer(false); return; }
    if (event.target === find) find.blur();
    return false;
  }, { whileTyping: true });
  for (const button of all("[data-key]")) onKey(button.dataset.key, () => { if (!button.isConnected || button.disabled) return false; button.click(); });
  const bad = document.querySelector("[data-form] [aria-invalid=true]");
  if (bad && !typing(document.activeElement)) bad.focus();
}
