// What time brings about: the lock after ten quiet minutes, the evening's expiry, midnight, the end of the event.

import { on, tell } from "./bus.js";
import { end } from "./ending.js";
import { openStep } from "./scanning.js";
import { dayHasPassed, isOver, state } from "./state.js";
import * as sync from "./sync.js";
import { current } from "./ui.js";
import { isOpen } from "./vault.js";

const LOCK_AFTER = 10 * 60_000; // ms
const LOOK_EVERY = 2000;
let touched = Date.now();

const touch = () => (touched = Date.now());
for (const name of ["pointerdown", "keydown", "input"]) addEventListener(name, touch, { passive: true, capture: true });
on("shown", touch);
on("unlocked", touch);

async function look() {
  if (isOver()) return end("over");
  await sync.expireIfStale();
  if (!isOpen()) return undefined;
  // A clock that was set back would keep it open for as long.
  if (Math.abs(Date.now() - touched) > LOCK_AFTER) return tell("lock");
  // Nobody is sent away in the middle of an identity step.
  if (state.event && state.settings.list && dayHasPassed() && current() !== "day" && !openStep()) tell("day", "midnight");
  return undefined;
}

export function watch() {
  setInterval(look, LOOK_EVERY);
  // A browser keeps a page that one has left, to show it again as it was.
  addEventListener("pagehide", () => isOpen() && tell("lock"));
  // A telephone that slept has not looked for a while.
  document.addEventListener("visibilitychange", () => document.hidden || look());
}
