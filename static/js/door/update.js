// The service worker, and its successors: a new one takes over while nobody is being let in, when the phone is locked.

import { on, tell } from "./bus.js";
import { openStep } from "./scanning.js";
import { isOpen } from "./vault.js";

const LOOK_EVERY = 1000; // ms
let waiting = null;

export async function start() {
  if (!("serviceWorker" in navigator)) return;
  const had = Boolean(navigator.serviceWorker.controller);
  navigator.serviceWorker.addEventListener("controllerchange", () => had && startAgain());
  const registration = await navigator.serviceWorker.register("/porte/sw.js", { scope: "/" }).catch(() => null);
  if (!registration) return;
  if (had) found(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker.addEventListener("statechange", () => worker.state === "installed" && had && found(worker));
  });
  setInterval(() => registration.update().catch(() => null), 30 * 60_000);
}

// Another window of this phone may have been locked and let it in: nobody's document is taken off this one.
function startAgain() {
  if (openStep()) setTimeout(startAgain, LOOK_EVERY);
  else location.reload();
}

function found(worker) {
  if (!worker) return;
  waiting = worker;
  tell("update");
  takeOver();
}

// The page starts again and asks for the PIN; what is unsent lies on the disk.
function takeOver() {
  if (!isOpen()) waiting?.postMessage("take-over");
}

on("locked", takeOver);
