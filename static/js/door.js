// The door page is complete without this file. It takes what a hand scanner types, wherever the focus is, reads badges with
// the camera, and lets Enter in the empty field confirm the identity step.

import { offer } from "./door/camera-panel.js";
import { listen } from "./door/wedge.js";

const field = document.querySelector("[data-scan] [name=q]");
const verified = document.querySelector("[data-verified]");

// The focus is in the field for the hand scanner; the eye wants the verdict, which stands above it.
field?.focus({ preventScroll: true });

if (field) {
  // Before the scanner's listener, which notes the field where letters land.
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return;
      // A letter typed on a button or on nothing goes into the field: the key press follows the focus.
      if (!event.target.closest("input, textarea, select") && event.key !== " ") field.focus();
    },
    { capture: true },
  );
  listen(document, (text) => check(text, "scanner"));
  offer(check);

  field.form.addEventListener("submit", (event) => {
    if (field.value.trim()) return;
    event.preventDefault();
    if (verified) verified.form.requestSubmit(verified);
  });
}

function check(text, source) {
  if (field.form.ariaBusy === "true") return; // the answer to the code before is on its way
  field.value = text;
  field.form.elements.source.value = source;
  field.form.requestSubmit();
}

// A second press while the answer is on its way would only be answered the same again.
for (const form of document.forms) {
  form.addEventListener("submit", (event) => (form.ariaBusy = String(!event.defaultPrevented)));
  addEventListener("pageshow", () => (form.ariaBusy = "false")); // somebody came back to the page
}
