// Who decides: the server, or after two failures in five this device, until three answers in a row have come.
// `navigator.onLine` says little (a phone on a gate's Wi-Fi without uplink is “online”): a change only makes us look.

import { tell } from "./bus.js";
import { Unreachable, call } from "./api.js";

export const PATIENCE = 1500; // ms; who waits longer makes a queue
const PROBE_EVERY = 10_000;
const LAST = 5;
const FAILURES = 2;
const GOOD_IN_A_ROW = 3;

let marks = [];
let local = false;
let row = 0;
let heardLast = null;

export const isLocal = () => local;
// "online", "unsure" (the last call failed), "offline", or "" before the first call.
export const condition = () => (local ? "offline" : heardLast === null ? "" : heardLast ? "online" : "unsure");

export function mark(good) {
  heardLast = good;
  if (local) {
    row = good ? row + 1 : 0;
    if (row >= GOOD_IN_A_ROW) turn(false);
  } else {
    marks = [...marks, good].slice(-LAST);
    if (marks.filter((one) => !one).length >= FAILURES) turn(true);
  }
  tell("network");
}

function turn(to) {
  local = to;
  marks = [];
  row = 0;
}

// The same call for everybody: what comes of it is remembered. Throws Unreachable.
export async function reach(path, options) {
  try {
    const answer = await call(path, options);
    mark(true);
    return answer;
  } catch (error) {
    if (error instanceof Unreachable) mark(false);
    throw error;
  }
}

// What a person at the door waits for; null where the device has to decide.
export async function ask(path, body) {
  if (local) return null;
  try {
    return await reach(path, { body, within: PATIENCE });
  } catch (error) {
    if (error instanceof Unreachable) return null;
    throw error;
  }
}

// `probe` makes a call that is of use anyway: uploads what is unsent, or asks for news.
export function watch(probe) {
  setInterval(() => (local || heardLast === false) && probe(), PROBE_EVERY);
  addEventListener("online", () => {
    probe();
    // The radio is there again before the way is: a look a little later spares ten seconds.
    setTimeout(probe, 1000);
    setTimeout(probe, 2000);
  });
  addEventListener("offline", probe);
}
