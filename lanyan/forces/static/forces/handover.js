/* The handover: whoever signs signs what stands in the notes, saved or not. */
import { all } from "../web/js/base.js";

const notes = document.getElementById("notes");
notes?.addEventListener("input", () => { for (const copy of all("[data-notes]")) copy.value = notes.value; });
