/* Lanyan's page: clock, live news, shell, lists. Maps and charts come with the pages that have them. */
import { startClock } from "./js/clock.js";
import { startLists } from "./js/lists.js";
import { startLive } from "./js/live.js";
import { startShell } from "./js/shell.js";

startShell();
startClock();
startLists();
startLive();
if (!matchMedia("(prefers-reduced-motion: reduce)").matches) document.documentElement.classList.add("moving");
document.documentElement.dataset.ready = "1";
