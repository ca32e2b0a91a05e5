/* The public page works without this. With it: the sender's position on a press. */
const form = document.querySelector("[data-report]");
if (form && "geolocation" in navigator) {
  const row = form.querySelector(".here-x"), said = form.querySelector("[data-here-said]");
  row.hidden = false;
  row.querySelector("[data-here]").addEventListener("click", () => {
    said.textContent = said.dataset.wait;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.lon.value = coords.longitude.toFixed(6);
        form.elements.lat.value = coords.latitude.toFixed(6);
        said.textContent = said.dataset.done;
      },
      () => { said.textContent = said.dataset.fail; },
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
    );
  });
}
