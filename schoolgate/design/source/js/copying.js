// A button copies the words of the element it names, and says so.
export function start(part) {
  for (const button of part.querySelectorAll("button[data-copies]")) {
    const source = document.getElementById(button.dataset.copies);
    const status = document.getElementById(`${button.dataset.copies}-status`);
    if (!navigator.clipboard || !source) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(source.textContent.trim());
        status.textContent = "Copied";
      } catch {
        status.textContent = "Your browser did not allow copying. Select the text and copy it.";
      }
    });
  }
}
