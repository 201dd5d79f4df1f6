// The time. A device's clock is its own; in a demonstration it runs beside the server's, which may be in another year.

import { meta } from "./store.js";

const WORTH_CORRECTING = 2 * 60_000; // ms; below, the device is believed (as on the server)
let demonstration = 0; // ms added to every instant
let wrong = 0; // ms by which the device was found to be behind the server

export async function start() {
  demonstration = (await meta.get("demonstration")) ?? 0;
  wrong = (await meta.get("wrong_clock")) ?? 0;
}

// By the device: what is sent as the time of a scan.
export const now = () => new Date(Date.now() + demonstration);

// As the server would say, for what depends on the date: which day it is, what has run out.
export const servers = () => new Date(now().getTime() + wrong);

// The server's time has come with an answer. The demonstration's offset is taken once, so that a clock that is set
// wrong afterwards is found out there too.
export async function heard(instant, isDemonstration) {
  const said = new Date(instant).getTime();
  if (isDemonstration && (await meta.get("demonstration")) === undefined) {
    demonstration = said - Date.now();
    await meta.set("demonstration", demonstration);
  }
  const behind = said - now().getTime();
  wrong = Math.abs(behind) > WORTH_CORRECTING ? behind : 0;
  await meta.set("wrong_clock", wrong);
}

// With its offset from UTC, as the API wants instants.
export function iso(moment = now()) {
  return moment.toISOString();
}

// The date in the event's zone, as 2030-01-31.
export function day(zone, moment = servers()) {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" }).format(moment);
}
