// From a code to what is shown: the name at once, the server's verdict or the device's own, the identity step.

import { readBadge, sha256hex } from "./badge.js";
import { tell } from "./bus.js";
import * as clock from "./clock.js";
import { ask, isLocal } from "./network.js";
import * as queue from "./queue.js";
import { recorded } from "./recent.js";
import { currentList, state, supervises, unready } from "./state.js";
import { lang, t } from "./texts.js";
import { isOpen } from "./vault.js";
import { admits, local } from "./verdicts.js";

const LONGEST = 4096;
const FORCEABLE = ["full", "wrong_day", "waitlisted", "pending", "cancelled", "revoked"];
let step = null; // an identity step that nobody has finished
let turn = 0; // a later scan makes an earlier answer stale

export const openStep = () => step;
export const leaveStep = () => (step = null);

// A badge, by camera, scanner, keyboard, photo or link.
export async function read(text, source) {
  if (unready()) return tell("day", unready());
  const code = await codeOf(text);
  // The badge that is still held before the camera is that of the person whose document is looked at.
  if (step && code.hash && step.code.hash === code.hash) return undefined;
  if (step) return tell("interrupted", { step, next: () => (leaveStep(), read(text, source)) });
  return first({ code, source, list: currentList().code, direction: state.settings.direction });
}

async function codeOf(text) {
  const badge = readBadge(text);
  if (!badge) return { hash: null, tag: null, text: text.slice(0, LONGEST) };
  return { hash: await sha256hex(badge.token), tag: badge.tag, text: badge.token };
}

// A person chosen by name: shown again, nothing counts yet.
export function choose(person) {
  if (unready()) return tell("day", unready());
  const code = { hash: person.token_hash, tag: null, person };
  const at = { code, source: "search", list: currentList().code, direction: state.settings.direction };
  const guess = local(code, at.list, at.direction);
  const confirm = Boolean(guess.movement) && !guess.identity_required ? () => first(at) : null;
  turn += 1;
  return show(at, guess, { offline: false, confirm, silent: Boolean(confirm) });
}

async function first(at) {
  const mine = ++turn;
  const guess = local(at.code, at.list, at.direction);
  const wire = wireOf(at, crypto.randomUUID());
  tell("shown", { ...at, phase: "checking", verdict: "checking", person: guess?.person ?? null });
  // Where the code itself is at hand the server sees more in it: another event's, a card's.
  const sent = at.code.text ? { ...wire, badge: at.code.text, token_hash: undefined } : wire;
  const answer = await ask("scans", { sent_at: clock.iso(), scans: [sent] });
  if (answer) {
    const result = understood(answer);
    if (moves(result)) await keep(at, wire, result, "sent");
    if (mine === turn) show(at, result, { id: wire.scan_id, offline: false });
    return;
  }
  if (!guess) return mine === turn && show(at, nothingKnown(), { offline: true });
  if (at.code.hash && !guess.identity_required) {
    const item = await keep(at, { ...wire, offline: true, local_verdict: guess.verdict }, guess, "pending");
    if (!item && guess.movement) return mine === turn && show(at, notKept(), { offline: true });
  }
  if (mine === turn) show(at, guess, { id: wire.scan_id, offline: true });
}

// What came of looking at the document. Kept on this phone before anything else, whoever decides.
export async function decide(outcome) {
  const at = step;
  if (!at) return;
  leaveStep();
  const mine = ++turn;
  const guess = local(at.code, at.list, at.direction, outcome, Boolean(at.force)) ?? assumed(at, outcome);
  const wire = { ...wireOf(at, crypto.randomUUID()), identity: outcome };
  if (at.force) wire.force = true;
  tell("shown", { ...at, phase: "checking", verdict: "checking", person: at.person });
  const decidedHere = { ...wire, offline: true, local_verdict: guess.verdict };
  queue.claim(wire.scan_id);
  const item = await keep(at, decidedHere, guess, "pending", admits(outcome));
  const answer = await ask("scans", { sent_at: clock.iso(), scans: [wire] });
  queue.release(wire.scan_id);
  const result = answer ? understood(answer) : item || !guess.movement ? guess : notKept();
  if (answer && item) await queue.settle(item, result);
  if (mine === turn) show(at, { person: at.person, ...result }, { id: wire.scan_id, offline: !answer });
}

// A supervisor lets in whom the rule refuses; the identity step stays.
export function force(view) {
  step = { ...view, force: true, verdict: "ok" };
  tell("shown", { ...view, phase: "identity", force: true });
}

// The item as the API wants it, by hash: a badge itself is never kept.
function wireOf({ code, source, list, direction }, id) {
  const { gate, initials } = state.settings;
  const wire = {
    scan_id: id, token_hash: code.hash, list, type: direction, scanned_at: clock.iso(), source,
    offline: false, local_verdict: null, identity: null,
  };
  if (gate) wire.gate = gate;
  if (initials) wire.operator = initials;
  return wire;
}

// Null where the phone can keep nothing more (a full disk): then only the server can say that somebody is in.
async function keep(at, wire, { movement, verdict }, to, seen = false) {
  const item = {
    kind: "scan", id: wire.scan_id, wire, hash: at.code.hash, list: at.list, day: currentList()?.day,
    movement: movement ?? null, at: wire.scanned_at, local: verdict, seen, state: to, settledAt: Date.now(),
  };
  const kept = queue.add(item).catch(() => null);
  if (movement) recorded(item, kept);
  return kept;
}

// A result in the shape of a local verdict.
function understood({ status, data }) {
  const result = status === 200 ? data.results[0] : null;
  if (result) tell("warning", data.warning ?? null);
  if (!result) return { verdict: "error", message: data?.error?.message ?? t("verdict-error"), person: null };
  return { ...result, message: result.message[lang], movement: movementOf(result) };
}

function movementOf({ verdict, identity_required: required }) {
  if (verdict === "exit") return "exit";
  return ["ok", "ok_attention", "reentry"].includes(verdict) && !required ? "entry" : null;
}

const moves = (result) => Boolean(result.movement);
const assumed = (at, outcome) =>
  admits(outcome)
    ? { verdict: at.verdict, movement: "entry", identity_required: false, message: t(`verdict-${at.verdict}`) }
    : { verdict: "blocked", movement: null, identity_required: true, message: t(`verdict-${outcome}`) };
const notKept = () => ({ verdict: "error", person: null, message: t("not-kept") });
const nothingKnown = () => ({ verdict: "error", person: null, message: t("no-data") });

// Locked while the answer was on its way: nothing is shown, and nobody's step is open.
function show(at, result, { id = null, offline, confirm = null, silent = false }) {
  if (!isOpen()) return;
  const { verdict, person, identity_required: required } = result;
  const asks = required && verdict !== "blocked" && Boolean(at.code.hash);
  const view = {
    ...at, id, verdict, person, message: result.message, offline, confirm, silent, conflict: result.conflict ?? null,
    phase: asks ? "identity" : "verdict",
    undoable: Boolean(result.movement) && !confirm && !asks,
    forceable: supervises() && at.direction === "entry" && FORCEABLE.includes(verdict) && Boolean(at.code.hash),
    local: isLocal(),
  };
  step = asks ? view : null;
  tell("shown", view);
}
