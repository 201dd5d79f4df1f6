// What was recorded on this phone in the last quarter of an hour, and so may be taken back here.

import { Unreachable } from "./api.js";
import * as clock from "./clock.js";
import { reach } from "./network.js";
import * as queue from "./queue.js";
import { supervises } from "./state.js";
import { lang } from "./texts.js";

const UNDO_WITHIN = 15 * 60_000; // ms; a supervisor at any time
const MOST = 200;
let recent = [];

// `kept`: done once it is in the queue.
export function recorded({ id, hash, at, movement }, kept) {
  recent = [...recent, { id, hash, at, movement, kept }].slice(-MOST);
}

export function last() {
  const made = recent.at(-1);
  if (!made) return null;
  const age = clock.now() - new Date(made.at);
  return supervises() || age <= UNDO_WITHIN ? made : null;
}

// Answers {done, message, movement}; `done` also where it waits for the network behind the scan itself.
export async function undo(id) {
  const made = recent.find((one) => one.id === id);
  if (!made) return { done: false, message: null };
  await made.kept;
  const item = queue.find(id);
  if (item?.state !== "pending") {
    const answer = await now(id);
    if (answer && !answer.done) return answer;
    if (!answer) await later(made);
  } else {
    await later(made);
  }
  if (item) await queue.change(item, { undone: true });
  recent = recent.filter((one) => one !== made);
  return { done: true, message: null, made };
}

async function now(id) {
  try {
    const { status, data } = await reach("undo", { body: { scan_id: id }, within: 3000 });
    if (status === 200 && data.undone) return { done: true };
    return { done: false, message: data?.message?.[lang] ?? data?.error?.message ?? null };
  } catch (error) {
    if (error instanceof Unreachable) return null;
    throw error;
  }
}

async function later({ id, hash }) {
  const at = clock.iso();
  const undoing = { kind: "undo", id: crypto.randomUUID(), wire: { scan_id: id, at }, hash, at };
  await queue.add(undoing);
  queue.upload();
}
