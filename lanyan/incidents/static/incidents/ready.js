/* Ready again at the desk: a small form over the page; resolves to true once the vehicle is ready, false when it was left. */
import { token } from "../web/js/base.js";

const HEADERS = { "X-Dialog": "1" };

function box() {
  let dialog = document.getElementById("ready-dialog");
  if (!dialog) {
    dialog = document.createElement("dialog");
    dialog.id = "ready-dialog";
    dialog.className = "dlg";
    document.body.append(dialog);
  }
  return dialog;
}
export async function askReady(url) {
  const answer = await fetch(url, { headers: HEADERS, credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok) return false;
  const dialog = box();
  dialog.innerHTML = await answer.text();
  dialog.showModal();
  first(dialog);
  return new Promise((done) => {
    let ready = false;
    const send = async (event) => {
      event.preventDefault();
      const form = event.target, button = form.querySelector("[type=submit]");
      if (button.disabled) return;
      button.disabled = true;
      const sent = await fetch(url, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { ...HEADERS, "X-CSRFToken": token() }, credentials: "same-origin" }).catch(() => null);
      if (sent?.ok) { ready = true; dialog.close(); return; }
      button.disabled = false;
      if (sent?.status === 422) { dialog.innerHTML = await sent.text(); first(dialog); }
    };
    const leave = (event) => { if (event.target.closest("[data-close-ready]")) dialog.close(); };
    dialog.addEventListener("submit", send);
    dialog.addEventListener("click", leave);
    dialog.addEventListener("close", () => {
      dialog.removeEventListener("submit", send);
      dialog.removeEventListener("click", leave);
      done(ready);
    }, { once: true });
  });
}
const first = (dialog) => (dialog.querySelector(".bad input") || dialog.querySelector("input:not([type=hidden])"))?.focus();
