// What this phone knows of the event and of itself; nobody's name. Kept in `meta`, so that it starts without network.

import * as clock from "./clock.js";
import { tell } from "./bus.js";
import { meta } from "./store.js";
import { dateShort, lang } from "./texts.js";

const FRESH = { gate: "", initials: "", direction: "entry", list: "", chosen_on: "", sound: true };

export const state = {
  event: null,
  lists: [],
  device: null,
  settings: { ...FRESH },
  generatedAt: null,
  expiresAt: null,
  warning: null,
  conflicts: 0,
};

export async function restore() {
  Object.assign(state, (await meta.get("known")) ?? {});
  state.settings = { ...FRESH, ...((await meta.get("settings")) ?? {}) };
}

// From a snapshot.
export async function learn({ event, lists, device, conflicts, generated_at, expires_at }) {
  const fresh = { event, lists, device, conflicts: conflicts ?? 0, generatedAt: generated_at, expiresAt: expires_at };
  Object.assign(state, fresh);
  await meta.set("known", fresh);
  tell("state");
}

export async function choose(changes) {
  state.settings = { ...state.settings, ...changes };
  await meta.set("settings", state.settings);
  tell("state");
}

export const forgetSettings = () => choose({ ...FRESH });
export const zone = () => state.event?.timezone ?? "Europe/Paris";
export const today = () => clock.day(zone());
export const role = () => state.device?.role ?? "scan";
export const supervises = () => role() === "supervisor";
export const searches = () => role() !== "scan";
export const isOver = () => Boolean(state.event) && clock.servers() >= new Date(state.event.ends_at);
export const isStale = () => Boolean(state.expiresAt) && clock.servers() >= new Date(state.expiresAt);

// The lists that this device may use.
export function lists() {
  const allowed = state.device?.lists ?? [];
  return allowed.length ? state.lists.filter((list) => allowed.includes(list.code)) : state.lists;
}

export const listOf = (code) => state.lists.find((list) => list.code === code);
export const currentList = () => lists().find((list) => list.code === state.settings.list);
export const label = (list) => (list?.session ? (list.label[lang] ?? list.code) : list ? dateShort(list.day) : "");

// The list of today, where the phone has been told none; null where a person has to say.
export async function chooseToday() {
  if (currentList() && state.settings.chosen_on === today()) return currentList();
  const found = lists().find((list) => !list.session && list.day === today());
  await choose(found ? { list: found.code, chosen_on: today() } : { list: "", chosen_on: "" });
  return found ?? null;
}

// At midnight, or after a night in a drawer, nothing counts before somebody has said for which day.
export const dayHasPassed = () => state.settings.chosen_on !== today();

// Why a list has to be chosen first; null where one is.
export const unready = () => (dayHasPassed() ? "midnight" : currentList() ? null : "gone");
