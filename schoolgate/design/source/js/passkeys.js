// The sign-in library tells of a passkey that did not work by an event alone; people need words.
const WORDS = "That did not work: no passkey was used. Try again, or sign in another way.";

export function listen() {
  document.addEventListener("allauth.error", () => {
    let notice = document.getElementById("passkey-problem");
    if (!notice) {
      notice = document.createElement("p");
      notice.id = "passkey-problem";
      notice.className = "govuk-error-message";
      notice.setAttribute("role", "alert");
      document.querySelector("main h1").after(notice);
    }
    notice.textContent = "";
    // A screen reader speaks only of a change.
    setTimeout(() => (notice.textContent = WORDS), 50);
  });
}
