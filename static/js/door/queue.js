// What has happened here and the server has perhaps not heard: kept on the disk before anything is shown, sent in
// order under the same ids, kept until answered. Holds hashes and no names; a walk-in's is sealed.

import { Unreachable } from "./api.js";
import { tell } from "./bus.js";
import * as clock from "./clock.js";
import { reach } from "./network.js";
import { ADMITTED } from "./rules.js";
import { supervises } from "./state.js";
import { queued } from "./store.js";
import { unsealForDevice } from "./vault.js";

const MOST = 50; // a call
const PAUSE = 20_000; // ms between them: a database that restarts takes that long
const TRANSIENT = 3; // an `error` claims nothing: so often it is sent again before a person is asked

// The other windows of this phone: its camera opens one for each badge. What happened in one happened in all.
const windows = new BroadcastChannel("door-queue");
let items = [];
let uploading = null;
const underWay = new Set();

export async function restore() {
  items = await queued.all();
  tell("queue");
}

export const all = () => items;
export const unsent = () => items.filter((item) => item.state === "pending").length;
export const troubled = () => items.filter((item) => item.state === "error" || item.state === "conflict");
export const find = (id) => items.find((item) => item.id === id);

// `record`: {kind: scan|walkin|undo, id, wire or sealed, hash, list, day, movement, identity, at}.
export async function add(record) {
  const whole = { state: "pending", tries: 0, answer: null, undone: false, ...record };
  whole.seq = await queued.add(whole);
  items.push(whole);
  windows.postMessage(whole);
  tell("queue");
  return whole;
}

export async function change(item, changes) {
  Object.assign(item, changes);
  await queued.put(item);
  windows.postMessage(item);
  tell("queue");
}

export async function remove(item) {
  items = items.filter((other) => other !== item);
  await queued.remove(item.seq);
  windows.postMessage({ id: item.id, removed: true });
  tell("queue");
}

windows.addEventListener("message", ({ data }) => {
  const known = find(data.id);
  if (data.removed) items = items.filter((item) => item !== known);
  else if (known) Object.assign(known, data);
  else items.push(data);
  tell("queue");
});

// Movements and identity outcomes that a snapshot from before does not know.
export function after(hashes, list) {
  return items.filter((item) => item.kind === "scan" && !item.undone && item.list === list && hashes.has(item.hash));
}

export function seenOn(hashes, day) {
  const seen = (item) => item.kind === "scan" && !item.undone && item.seen && item.day === day;
  return items.some((item) => seen(item) && hashes.has(item.hash));
}

// While somebody waits for the answer to this one, the upload leaves it alone.
export const claim = (id) => underWay.add(id);
export const release = (id) => underWay.delete(id);

// A snapshot that was asked for later holds what was answered before.
export async function forgetSent(before) {
  const old = items.filter((item) => item.state === "sent" && item.settledAt < before);
  for (const item of old) await remove(item);
}

// Sends until nothing is left or nobody answers; one at a time, however often it is called.
export function upload() {
  uploading ??= run().finally(() => (uploading = null));
  return uploading;
}

async function run() {
  let most = MOST;
  for (let batch = next(most); batch.length; batch = next(most)) {
    const answer = await send(batch);
    if (answer === null || answer.status === 401) return;
    if (answer.status === 200) {
      most = MOST;
      continue;
    }
    // Refused whole: one of them is to blame, and stops no other.
    if (batch.length === 1) await settle(batch[0], failure(answer));
    most = 1;
  }
}

// An undoing never overtakes what it undoes.
function next(most) {
  const held = new Set();
  const waiting = items.filter((item) => {
    if (item.state !== "pending") return false;
    const holds = underWay.has(item.id) || hasJustFailed(item) || held.has(item.wire?.scan_id);
    if (holds) held.add(item.id);
    return !holds;
  });
  const end = waiting.findIndex((item) => item.kind !== waiting[0].kind);
  return waiting.slice(0, Math.min(waiting[0]?.kind === "undo" ? 1 : most, end < 0 ? waiting.length : end));
}

const hasJustFailed = ({ tries, triedAt }) => tries > 0 && Math.abs(Date.now() - triedAt) < PAUSE;

async function send(batch) {
  try {
    const answer = await reach(...(await request(batch)));
    if (answer.status === 200) await settleAll(batch, answer.data);
    if (answer.data?.results) tell("warning", answer.data.warning ?? null);
    return answer;
  } catch (error) {
    if (error instanceof Unreachable) return null;
    throw error;
  }
}

async function request(batch) {
  const sentAt = clock.iso();
  if (batch[0].kind === "undo") return ["undo", { body: { ...batch[0].wire, sent_at: sentAt } }];
  if (batch[0].kind === "walkin") {
    const walkins = await Promise.all(batch.map((item) => unsealForDevice(item.sealed)));
    return ["walkins", { body: { sent_at: sentAt, walkins } }];
  }
  return ["scans", { body: { sent_at: sentAt, scans: batch.map((item) => item.wire) } }];
}

async function settleAll(batch, data) {
  if (batch[0].kind === "undo") {
    return settle(batch[0], data.undone ? { verdict: "undone" } : { verdict: "error", message: data.message, final: true });
  }
  for (const item of batch) {
    const result = data.results.find((one) => (one.scan_id ?? one.walkin_id) === item.id);
    if (result) await settle(item, result);
    else await settle(item, { verdict: "error" });
  }
}

const failure = ({ data }) => ({
  verdict: "error",
  message: { fr: data?.error?.message ?? "", en: data?.error?.message ?? "" },
  final: true,
});

// The server's answer stands; of it nothing is kept that names anybody.
export async function settle(item, { verdict, message, conflict, final }) {
  const answer = { verdict, message, conflict: conflict ?? null };
  if (verdict === "error") {
    const tries = item.tries + 1;
    return change(item, { answer, tries, triedAt: Date.now(), state: final || tries >= TRANSIENT ? "error" : "pending" });
  }
  const stands = ADMITTED.includes(verdict) || verdict === "exit";
  // A supervisor has the server's list of conflicts; to others it is said here that there is one.
  const kept = { answer, settledAt: Date.now(), state: conflict && !supervises() ? "conflict" : "sent" };
  return change(item, stands ? kept : { ...kept, movement: null, seen: false });
}
