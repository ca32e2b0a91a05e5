/* A signature on a canvas: drawn with finger, pen or mouse, sent as a PNG in a hidden field. */
for (const pad of document.querySelectorAll("canvas[data-sign]")) {
  const field = document.getElementById(pad.dataset.sign);
  const pen = pad.getContext("2d");
  let drawing = false;
  let drawn = false;

  const blank = () => {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, pad.width, pad.height);
    pen.strokeStyle = "#111";
    pen.lineWidth = 4;
    pen.lineCap = pen.lineJoin = "round";
    drawn = false;
    field.value = "";
  };
  const point = (event) => {
    const box = pad.getBoundingClientRect();
    return [(event.clientX - box.left) * (pad.width / box.width), (event.clientY - box.top) * (pad.height / box.height)];
  };
  const stop = () => {
    if (!drawing) return;
    drawing = false;
    if (drawn) field.value = pad.toDataURL("image/png");
  };

  blank();
  pad.addEventListener("pointerdown", (event) => {
    drawing = true;
    pad.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...point(event));
    event.preventDefault();
  });
  pad.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    pen.lineTo(...point(event));
    pen.stroke();
    drawn = true;
  });
  pad.addEventListener("pointerup", stop);
  pad.addEventListener("pointercancel", stop);
  pad.closest("form").querySelector("[data-sign-clear]").addEventListener("click", blank);
}
