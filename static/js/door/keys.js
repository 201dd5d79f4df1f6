// The keys of the door. No single letters: a hand scanner types those, and so do people who dictate.

import { takeBack, idle } from "./control.js";
import { openStep } from "./scanning.js";
import { turnAround } from "./settings.js";
import { supervises } from "./state.js";
import { $, $$, current, show } from "./ui.js";
import { isOpen } from "./vault.js";

const ACTS = {
  F2: () => show("search"),
  F4: () => supervises() && show("walkin"),
  F8: () => turnAround(),
  F9: () => (show("control"), takeBack()),
  Escape: () => back(),
};

// From another screen to the door; there, from a verdict to the next badge. A step is left by its own buttons only.
function back() {
  if (current() !== "control") show("control");
  else if (!openStep()) idle();
}

document.addEventListener("keydown", (event) => {
  if (!isOpen() || $("#interrupted").open || ["pin", "lock", "ended", "day", "loading"].includes(current())) return;
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const act = ACTS[event.key];
  if (act) {
    event.preventDefault();
    act();
  } else if (current() === "control" || current() === "more") arrows(event);
});

function arrows(event) {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (!step || event.target.closest("input, select, textarea")) return;
  const buttons = $$("#screens > :not([hidden]) button").filter((button) => button.offsetParent !== null);
  if (!buttons.length) return;
  event.preventDefault();
  const at = buttons.indexOf(document.activeElement);
  buttons[at < 0 ? 0 : (at + step + buttons.length) % buttons.length].focus();
}
