// How a phone stops: signed out, locked out, revoked, or the event is over. People and keys go at once; what the
// server has not got stays until it has it.

import { Unreachable, call } from "./api.js";
import { on, tell } from "./bus.js";
import * as queue from "./queue.js";
import { forgetSettings } from "./state.js";
import { meta } from "./store.js";
import * as sync from "./sync.js";
import * as vault from "./vault.js";

const windows = new BroadcastChannel("door"); // the others of this phone: they hold people in memory too
const AGAIN = 10_000; // ms
let ended = false;
let finishing = null;
let finished = false;

// "left", "locked_out", "revoked", "over", or undefined.
export const reason = () => meta.get("ended");

export async function end(why) {
  if (ended) return;
  if (!(await reason())) await meta.set("ended", why);
  windows.postMessage(why);
  await endHere();
}

async function endHere() {
  ended = true;
  await wipe();
  tell("ended", await reason());
}

async function wipe() {
  await sync.forget();
  await vault.forget();
  await meta.remove("known");
  await forgetSettings();
}

// As soon as there is network: the unsent leaves, then the server ends the device, then nothing is left of the app. Where
// the server has ended it already nothing of it stays for a moment.
export function finish() {
  finishing ??= tryToFinish().finally(() => (finishing = null));
  return finishing;
}

async function tryToFinish() {
  const why = await reason();
  if (!why) return;
  const known = why === "left" || why === "locked_out";
  if (!known) await removeApp();
  if (known ? !(await leave()) : await queue.upload()) return;
  await queue.forgetSent(Infinity);
  // Without it nobody could read, nor send, the walk-ins that wait.
  if (!queue.all().some((item) => item.sealed)) await vault.forgetDevice();
  if (known) await removeApp();
  finished = true;
  tell("ended", why);
}

// Not every phone says that its network is back; and what the server could not record is asked again after a pause.
export function keepTrying() {
  addEventListener("online", finish);
  setInterval(() => finished || finish(), AGAIN);
  return finish();
}

async function leave() {
  await queue.upload();
  if (queue.unsent()) return false;
  try {
    await call("leave", { body: {} });
    await meta.set("leave_told", true);
    return true;
  } catch (error) {
    if (error instanceof Unreachable) return false;
    throw error;
  }
}

// No page of this phone shows the door without asking the server first.
async function removeApp() {
  for (const name of await caches.keys()) await caches.delete(name);
  const all = (await navigator.serviceWorker?.getRegistrations()) ?? [];
  for (const one of all) await one.unregister();
}

// Enrolled again (the cookie is known to the server): all begins anew, and what was unsent is sent. Not before the server
// has ended the old cookie: it would let in whoever has tried five PINs.
export async function beginAnew() {
  await wipe(); // perhaps the phone went out in the middle of it
  const why = await reason();
  if (["left", "locked_out"].includes(why) && !(await meta.get("leave_told"))) return false;
  try {
    const answer = await call("snapshot");
    if (answer.status !== 200) return false;
  } catch (error) {
    if (error instanceof Unreachable) return false;
    throw error;
  }
  for (const name of ["ended", "leave_told", "demonstration"]) await meta.remove(name);
  return true;
}

windows.addEventListener("message", endHere);
on("revoked", () => end("revoked"));
