import { initAll } from "govuk-frontend";
import "htmx.org";

import { start as startCopying } from "./copying.js";
import { listen as listenForPasskeys } from "./passkeys.js";
import { start as startPrinting } from "./printing.js";
import { start as startReading } from "./reading.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");

function start(part) {
  initAll({ scope: part });
  startCopying(part);
  startPrinting(part);
  startReading(part);
}

start(document.body);
listenForPasskeys();

// What htmx brings into the page wakes up as the page itself did.
document.body.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) start(event.detail.elt);
});
