// The snapshot: asked for as what changed since the last one, sealed on the disk box by box, kept open in memory.

import { tell } from "./bus.js";
import * as clock from "./clock.js";
import { reach } from "./network.js";
import * as people from "./people.js";
import * as queue from "./queue.js";
import { isStale, learn, state } from "./state.js";
import { meta, sealed } from "./store.js";
import { isOpen, seal, unseal } from "./vault.js";

const MOST_BOXES = 25; // then one box is made of them
let cursor = null;
let etag = null;
let running = null;
let closings = 0; // an answer to a question from before the last one is about people who are not here any more

// One at a time. Throws Unreachable.
export function sync() {
  running ??= fetchNews().finally(() => (running = null));
  return running;
}

async function fetchNews() {
  if (!isOpen()) return;
  const asked = Date.now();
  const before = closings;
  const path = cursor ? `snapshot?since=${encodeURIComponent(cursor)}` : "snapshot";
  const answer = await reach(path, { within: 20_000, headers: etag ? { "If-None-Match": etag } : {} });
  if (before !== closings) return;
  if (answer.status === 304) await stillTrue();
  if (answer.status !== 200) return;
  await clock.heard(answer.data.generated_at, answer.data.demo);
  if (before === closings) await take(answer.data, answer.etag, asked);
}

async function stillTrue() {
  state.generatedAt = clock.iso(clock.servers());
  tell("state");
}

async function take(news, itsEtag, asked) {
  if (news.full) people.load(news.people);
  else people.apply(news.people);
  await learn(news);
  await keep(news);
  [cursor, etag] = [news.cursor, itsEtag];
  await queue.forgetSent(asked);
  tell("people");
}

async function keep({ full, cursor: at, people: changed }) {
  if (!full && !changed.length) return;
  const boxes = await sealed.keys();
  const whole = full || boxes.length >= MOST_BOXES;
  const box = await seal({ cursor: at, people: whole ? [...people.every()] : changed });
  if (whole) await sealed.clear();
  await sealed.set(whole ? 0 : boxes.at(-1) + 1, box);
}

// After the PIN: what was sealed is opened.
export async function open() {
  if (await expireIfStale()) return;
  try {
    for (const key of await sealed.keys()) openBox(key, await unseal(await sealed.get(key)));
    tell("people");
  } catch {
    // Sealed by another window with a key that is no more: everybody comes again with the next answer.
    await forget();
  }
}

function openBox(key, box) {
  if (key === 0) people.load(box.people);
  else people.apply(box.people);
  cursor = box.cursor;
}

// People stay no longer than the evening: whoever goes on gets them anew with the next answer.
export async function expireIfStale() {
  if (!isStale()) return false;
  await forget();
  return true;
}

export function close() {
  closings += 1;
  people.clear();
  [cursor, etag] = [null, null];
}

export async function forget() {
  close();
  await sealed.clear();
  state.generatedAt = state.expiresAt = null;
  const known = await meta.get("known");
  if (known) await meta.set("known", { ...known, generatedAt: null, expiresAt: null });
  tell("people");
}
