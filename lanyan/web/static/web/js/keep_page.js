/* What this page needs is kept on the device, so that a reload shows it again while there is no signal; `more` names
   pages that will be wanted next. */
export function keepPage(worker, scope, more = []) {
  if (!("serviceWorker" in navigator) || !window.isSecureContext) return;
  const keep = async () => {
    await navigator.serviceWorker.register(worker, { scope });
    const { active } = await navigator.serviceWorker.ready;
    const parts = performance.getEntriesByType("resource").map((entry) => entry.name);
    active.postMessage([...new Set([location.href.split("#")[0], ...parts, ...more])]);
  };
  addEventListener("load", () => setTimeout(() => keep().catch(() => {}), 1500));
}
