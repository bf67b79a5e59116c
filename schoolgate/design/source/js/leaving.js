// “Leave this page now”: the page is emptied at once, and its place in the tab is taken by another.
// Whoever comes back to a page of telling from the browser's memory gets it fresh, without anybody's words.
// Files that the server kept for a form here are forgotten in the same moment; only the form knows which they are.
function letGo(address) {
  for (const kept of document.querySelectorAll("input[name=kept]")) {
    const said = new FormData();
    said.set("kept", kept.value);
    said.set("csrfmiddlewaretoken", kept.form?.elements.csrfmiddlewaretoken?.value ?? "");
    navigator.sendBeacon?.(address, said);
  }
}

function leave(address) {
  window.speechSynthesis?.cancel();
  letGo(address);
  for (const form of document.forms) form.reset();
  document.title = "…";
  document.body.replaceChildren();
  location.replace(address);
}

export function start(part) {
  for (const link of part.querySelectorAll("a[data-leaves]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      leave(link.href);
    });
  }
}

export function listen() {
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && document.querySelector("[data-leaves]")) location.reload();
  });
}
