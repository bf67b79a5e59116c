// A pad to draw on with a finger, a pen or a mouse; what is drawn travels in a hidden field as a PNG.
const WIDTH = 900;
const HEIGHT = 675;

function startPad(pad) {
  const canvas = pad.querySelector("canvas");
  const field = document.getElementById(pad.dataset.pad);
  const paper = canvas.getContext("2d");
  let ink = "#16282b";
  let last = null;

  function clear() {
    paper.fillStyle = "#ffffff";
    paper.fillRect(0, 0, WIDTH, HEIGHT);
    field.value = "";
  }

  function place(event) {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) * WIDTH) / box.width, ((event.clientY - box.top) * HEIGHT) / box.height];
  }

  function line(from, to) {
    paper.strokeStyle = ink;
    paper.lineWidth = 10;
    paper.lineCap = "round";
    paper.beginPath();
    paper.moveTo(...from);
    paper.lineTo(...to);
    paper.stroke();
  }

  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const before = field.value;
  clear();
  if (before) {
    // Somebody went back: what was drawn is there again.
    const picture = new Image();
    picture.addEventListener("load", () => paper.drawImage(picture, 0, 0));
    picture.src = before;
    field.value = before;
  }
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    last = place(event);
    line(last, last);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!last) return;
    const here = place(event);
    line(last, here);
    last = here;
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, () => {
      if (last) field.value = canvas.toDataURL("image/png");
      last = null;
    });
  }
  for (const button of pad.querySelectorAll("button[data-ink]")) {
    button.addEventListener("click", () => {
      ink = button.dataset.ink;
      for (const other of pad.querySelectorAll("button[data-ink]"))
        other.setAttribute("aria-pressed", String(other === button));
    });
  }
  pad.querySelector("button[data-clears]").addEventListener("click", clear);
}

export function start(part) {
  for (const pad of part.querySelectorAll("[data-pad]")) startPad(pad);
}
