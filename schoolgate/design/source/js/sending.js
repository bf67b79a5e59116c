// When a part of a page could not be sent, nothing is lost and somebody says so.
const WORDS = "That did not go through. Your words are still here. Please try again.";

export function listen() {
  for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.body.addEventListener(failure, (event) => {
      const form = event.detail.elt.closest("form");
      if (!form) return;
      let notice = form.querySelector("[data-failed]");
      if (!notice) {
        notice = document.createElement("p");
        notice.className = "govuk-error-message";
        notice.dataset.failed = "";
        notice.setAttribute("role", "alert");
        form.append(notice);
      }
      notice.textContent = "";
      // A screen reader speaks only of a change.
      setTimeout(() => (notice.textContent = WORDS), 50);
    });
  }
}
