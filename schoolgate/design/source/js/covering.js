// Over a picture whose parts are covered by numbers, the mouse or a pen draws the same numbers. A finger scrolls.
export function start(part) {
  for (const place of part.querySelectorAll("[data-covers]")) {
    const field = document.getElementById(place.dataset.covers);
    const picture = place.querySelector("img");
    if (!field || !picture) continue;
    for (const hint of place.parentElement.querySelectorAll("[data-covers-hint]")) hint.hidden = false;
    const show = () => boxesIn(field.value, place);
    field.addEventListener("input", show);
    listen(place, picture, (box) => {
      const choice = field.form?.querySelector("input[name=decision][value=boxes]");
      if (choice) choice.checked = true;
      field.value = `${field.value.trimEnd()}\n${box.join(" ")}`.trimStart();
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    show();
  }
}

function listen(place, picture, drawn) {
  let from = null;
  picture.addEventListener("dragstart", (event) => event.preventDefault());
  place.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch" || event.button) return;
    event.preventDefault();
    place.setPointerCapture(event.pointerId);
    from = spot(picture, event);
  });
  place.addEventListener("pointerup", (event) => {
    if (!from) return;
    const to = spot(picture, event);
    const [left, top] = [Math.min(from.x, to.x), Math.min(from.y, to.y)];
    const [width, height] = [Math.abs(from.x - to.x), Math.abs(from.y - to.y)];
    from = null;
    if (width >= 0.5 && height >= 0.5) drawn([left, top, width, height].map((one) => Math.round(one * 10) / 10));
  });
  place.addEventListener("pointercancel", () => {
    from = null;
  });
}

// Where the pointer is, in hundredths of the picture.
function spot(picture, event) {
  const here = picture.getBoundingClientRect();
  const inside = (value) => Math.min(100, Math.max(0, value));
  return {
    x: inside(((event.clientX - here.left) / here.width) * 100),
    y: inside(((event.clientY - here.top) / here.height) * 100),
  };
}

// Shows what the numbers say, so that a slip is seen before it is saved.
function boxesIn(text, place) {
  for (const old of place.querySelectorAll(".sg-cover__box")) old.remove();
  for (const line of text.split("\n")) {
    const numbers = line.trim().split(/[\s,]+/).map(Number);
    if (numbers.length !== 4 || numbers.some(Number.isNaN)) continue;
    const box = document.createElement("span");
    box.className = "sg-cover__box";
    ["left", "top", "width", "height"].forEach((side, index) => {
      box.style[side] = `${numbers[index]}%`;
    });
    place.append(box);
  }
}
