// The device's own verdict: the facts of the snapshot with what happened here since, the rules, and the words.

import * as people from "./people.js";
import * as queue from "./queue.js";
import { ADMITTING, decide } from "./rules.js";
import { listOf, state, zone } from "./state.js";
import { clockTime, dateOnly, lang, t } from "./texts.js";

// `code`: {hash, tag}. Null without data: then only the server can say. `person` is there whatever the verdict.
export function local(code, list, direction, outcome = null, force = false) {
  if (code.tag && state.event && code.tag !== state.event.tag) return plain("other_event");
  if (!code.hash) return plain("unknown");
  // Another edition may have come while somebody's document was looked at: its lists are others.
  if (!people.count() || !listOf(list)) return null;
  const found = people.byBadge(code.hash);
  if (!found) return plain("unknown");
  const facts = factsOf(found.person, list, found.revoked);
  const decision = decide(facts, direction, outcome, force);
  return { ...decision, person: found.person, message: message(decision, facts) };
}

const plain = (verdict) => ({
  verdict, identity_required: false, movement: null, outcome: null, person: null, message: t(`verdict-${verdict}`),
});

export function factsOf(person, code, revoked = false) {
  const list = listOf(code);
  const hashes = new Set([person.token_hash, ...(person.revoked ?? [])]);
  const known = person.identity?.includes(list.day) || queue.seenOn(hashes, list.day);
  return {
    day: list.day,
    days: person.days,
    status: person.status,
    revoked,
    has_place: hasPlace(person, list),
    identity_known: Boolean(known),
    ...presence(person, code, hashes),
  };
}

// The snapshot's presence, then what was read here since, in its order.
export function presence(person, code, hashes = new Set([person.token_hash])) {
  let [first, gate, inside, since] = person.entries?.[code] ?? [null, "", false, null];
  for (const { movement, at, wire } of queue.after(hashes, code)) {
    if (movement === "entry" && !inside) {
      [inside, since, gate] = [true, at, wire.gate ?? state.device?.name ?? ""];
      first ??= at;
    }
    if (movement === "exit") inside = false;
  }
  return { inside, since, gate, first, entered_before: Boolean(first) };
}

// A booked seat; else a chair that nobody booked.
function hasPlace(person, list) {
  if (!list.session || list.capacity === null || person.seats?.includes(list.code)) return true;
  let taken = 0;
  for (const other of people.every()) {
    if (other.seats?.includes(list.code) || presence(other, list.code).entered_before) taken += 1;
  }
  return taken < list.capacity;
}

function message(decision, facts) {
  const { verdict, outcome } = decision;
  if (verdict === "already_in") {
    const since = clockTime(facts.since, zone());
    return facts.gate ? t("already_in-gate", { since, gate: facts.gate }) : t("already_in", { since });
  }
  if (verdict === "wrong_day") return wrongDay(facts.days);
  if (verdict === "blocked" && outcome) return t(`verdict-${outcome}`);
  if (verdict === "ok" && decision.identity_required) return t("verdict-identity");
  if (verdict === "exit" && !decision.movement) return t("verdict-exit_unseen");
  return t(`verdict-${verdict}`);
}

function wrongDay(days) {
  if (!days.length) return t("wrong_day-none");
  const [before, joint] = lang === "fr" ? ["le ", " et le "] : ["", " and "];
  return t("wrong_day", { days: before + [...days].sort().map(dateOnly).join(joint) });
}

export const admits = (outcome) => ADMITTING.includes(outcome);
