/* The device's own clock, put right by what the server last said; it goes on while the server is away. Keys made here. */
const OFFSET = "lanyan.clock.offset";
let offset = Number(localStorage.getItem(OFFSET)) || 0, sure = localStorage.getItem(OFFSET) !== null, before = 0;

export function serverSays(instant, { fresh } = {}) {
  const ahead = Date.parse(instant) - Date.now();
  if (Number.isNaN(ahead)) return;
  /* A page that was kept on the device says an instant long gone: only what was surely asked just now may set the clock back. */
  if (!fresh && sure && ahead < offset - 5000) return;
  offset = ahead; sure = true;
  try { localStorage.setItem(OFFSET, String(offset)); } catch { /* the clock runs without it */ }
}
export const startAfter = (time) => { before = Math.max(before, time || 0); };
/* Two acts never claim one instant, and never run backwards when the clock is put right between them. */
export const instant = () => new Date((before = Math.max(Date.now() + offset, before + 1))).toISOString();
export const key = () => (crypto.randomUUID ? crypto.randomUUID() : [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join(""));
