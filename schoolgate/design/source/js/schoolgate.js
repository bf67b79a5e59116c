import { initAll } from "govuk-frontend";
import "htmx.org";

import { start as startCopying } from "./copying.js";
import { start as startCovering } from "./covering.js";
import { start as startDrawing } from "./drawing.js";
import { listen as listenForComingBack, start as startLeaving } from "./leaving.js";
import { listen as listenForPasskeys } from "./passkeys.js";
import { start as startPrinting } from "./printing.js";
import { start as startReading } from "./reading.js";
import { listen as listenForFailures } from "./sending.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");

function start(part) {
  initAll({ scope: part });
  startCopying(part);
  startCovering(part);
  startDrawing(part);
  startLeaving(part);
  startPrinting(part);
  startReading(part);
}

// The row of pages is wider than a phone: it begins where the page that is open stands.
document.querySelector(".sg-pages__link[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

document.addEventListener("keydown", (event) => {
  const menu = document.querySelector(".govuk-js-service-navigation-toggle[aria-expanded=true]");
  if (event.key !== "Escape" || !menu) return;
  menu.click();
  menu.focus();
});

start(document.body);
listenForPasskeys();
listenForComingBack();
listenForFailures();

// What htmx brings into the page wakes up as the page itself did.
document.body.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) start(event.detail.elt);
});

// A page that moves on in place begins at its heading, as a new page would.
document.body.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target?.id !== "main-content") return;
  const heading = document.querySelector("#main-content .govuk-error-summary, #main-content h1");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: true });
});
