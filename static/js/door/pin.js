// The PIN: chosen once, twice the same; asked for after ten quiet minutes and at each start.

import { tell } from "./bus.js";
import { end } from "./ending.js";
import { counted, t } from "./texts.js";
import { $, $$, say, screen } from "./ui.js";
import { TRIES, setPin, unlock } from "./vault.js";

const DIGITS = 6;
const STEPS = "01234567890 09876543210";
let chosen = null;

// A row of the keypad, one digit six times, a year twice over: what everybody tries first.
const isSimple = (pin) => STEPS.includes(pin) || new Set(pin).size < 3;

function pad(root, whenComplete) {
  const input = $("input", root);
  const accept = async () => {
    input.value = input.value.replace(/\D/g, "").slice(0, DIGITS);
    if (input.value.length < DIGITS || input.disabled) return;
    const pin = input.value;
    input.disabled = true;
    await whenComplete(pin);
    input.disabled = false;
    input.value = "";
    if (!root.hidden) input.focus();
  };
  input.addEventListener("input", accept);
  $("form", root).addEventListener("submit", (event) => {
    event.preventDefault();
    if (input.value.length < DIGITS) fault(root, t("pin-digits"));
  });
  for (const key of $$("[data-digit]", root)) {
    key.addEventListener("click", () => {
      input.value += key.dataset.digit;
      say(t("pin-typed", { number: input.value.length }));
      accept();
    });
  }
  $("[data-erase]", root).addEventListener("click", () => (input.value = input.value.slice(0, -1)));
}

function fault(root, text) {
  const place = $("[data-error]", root);
  place.textContent = text ?? "";
  place.hidden = !text;
  $("input", root).setAttribute("aria-invalid", String(Boolean(text)));
}

function enter(root, text) {
  chosen = null;
  fault(root, text);
  $("input", root).value = "";
  $("input", root).focus();
}

screen("pin", {
  setup: (root) =>
    pad(root, async (pin) => {
      if (chosen === null) {
        if (isSimple(pin)) return fault(root, t("pin-simple"));
        chosen = pin;
        return fault(root, t("pin-again"));
      }
      if (pin !== chosen) return enter(root, t("pin-differs"));
      await setPin(pin);
      return tell("unlocked", { fresh: true });
    }),
  enter: (root) => enter(root),
});

screen("lock", {
  setup: (root) =>
    pad(root, async (pin) => {
      const left = await unlock(pin);
      if (left === TRIES) return tell("unlocked", {});
      if (left <= 0) return end("locked_out");
      return fault(root, counted("pin-wrong", left));
    }),
  enter,
});
