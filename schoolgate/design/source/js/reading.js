// A button reads part of the page aloud with the voice of the device; it stays hidden where there is none.
const SPOKEN = "h1, h2, h3, p, li, legend, label, dt, dd, th, td";
const SILENT = ".sg-read, [hidden], [aria-hidden='true'], .govuk-visually-hidden, script";

function sentences(source) {
  const blocks = [...source.querySelectorAll(SPOKEN)].filter(
    (block) => !block.closest(SILENT) && !block.querySelector(SPOKEN),
  );
  const texts = blocks.length ? blocks.map((block) => block.innerText) : [source.innerText];
  return texts.map((text) => text.trim()).filter(Boolean);
}

function show(button, reading) {
  button.setAttribute("aria-pressed", String(reading));
  button.querySelector("[data-words]").textContent = reading ? button.dataset.stop : button.dataset.start;
}

export function start(part) {
  const voice = window.speechSynthesis;
  if (!voice || !window.SpeechSynthesisUtterance) return;
  for (const button of part.querySelectorAll("button[data-reads]")) {
    const source = document.querySelector(button.dataset.reads);
    if (!source) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      const reading = button.getAttribute("aria-pressed") === "true";
      voice.cancel();
      for (const other of document.querySelectorAll("button[data-reads]")) show(other, false);
      if (reading) return;
      // One utterance a sentence: long ones are cut off by some browsers.
      const utterances = sentences(source).map((text) => new SpeechSynthesisUtterance(text));
      for (const utterance of utterances) {
        utterance.lang = document.documentElement.lang;
        utterance.rate = 0.9;
        voice.speak(utterance);
      }
      if (!utterances.length) return;
      utterances.at(-1).addEventListener("end", () => show(button, false));
      show(button, true);
    });
  }
}

window.addEventListener("pagehide", () => window.speechSynthesis?.cancel());
