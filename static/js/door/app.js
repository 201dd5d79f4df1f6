// The door on an enrolled phone. Here is the order of things; each is explained where it is done.

import { Unreachable } from "./api.js";
import "./backlog.js";
import * as bar from "./bar.js";
import { on, tell } from "./bus.js";
import * as clock from "./clock.js";
import { idle } from "./control.js";
import { beginAnew, end, reason } from "./ending.js";
import "./figures.js";
import * as idling from "./idle.js";
import "./keys.js";
import { onceChosen, showEnded } from "./moments.js";
import { condition, isLocal, watch } from "./network.js";
import "./pin.js";
import * as queue from "./queue.js";
import { leaveStep, read } from "./scanning.js";
import "./searching.js";
import "./settings.js";
import { wake } from "./sounds.js";
import { chooseToday, isOver, restore, searches, state, unready } from "./state.js";
import * as sync from "./sync.js";
import { t } from "./texts.js";
import { $, $$, current, hush, show, toast } from "./ui.js";
import * as update from "./update.js";
import { hasPin, isOpen, lock } from "./vault.js";
import "./walkin.js";
import { listen } from "./wedge.js";

const NEWS_EVERY = 30_000; // ms
let linked = null; // a badge that was read before the phone was unlocked

async function start() {
  // Keys, the worker and the camera are for https alone.
  if (!isSecureContext) return show("insecure");
  takeLink();
  await clock.start();
  await queue.restore();
  on("ended", ended);
  if ((await reason()) && !(await beginAnew())) return ended(await reason());
  await restore();
  if (isOver()) return end("over");
  update.start();
  watch(work);
  idling.watch();
  setInterval(() => document.hidden || isLocal() || work(), NEWS_EVERY);
  bar.draw();
  show((await hasPin()) ? "lock" : "pin");
  return work();
}

// Unsent things leave also while the phone is locked; news of people need the key.
async function work() {
  try {
    if (queue.unsent()) await queue.upload();
    await sync.sync();
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
  }
  if (current() === "loading" && state.event) await opened();
}

on("unlocked", async () => {
  // So that a phone short of space does not throw away what is unsent.
  navigator.storage?.persist?.();
  await sync.open();
  if (state.event) await opened();
  else show("loading");
  await work();
  if (current() === "loading") $("[data-late]").hidden = false;
});

async function opened() {
  bar.draw();
  if (!searches()) for (const part of $$("[data-searches]")) part.textContent = t("code-nav");
  if (state.settings.list && unready()) return show("day", unready());
  if (!(await chooseToday())) return show("day", "outside");
  idle();
  show("control");
  const text = linked;
  linked = null;
  return text && read(text, "link");
}
onceChosen(opened);

on("lock", () => {
  lock();
  sync.close();
  leaveStep();
  idle();
  $("#interrupted").close();
  hush();
  show("lock");
  tell("locked");
});

function ended(why) {
  lock();
  bar.draw();
  if (current() !== "ended") showEnded(why);
  else show("ended", why);
}

// What waits leaves with the first answer, not with the next look.
on("network", () => condition() === "online" && queue.unsent() && queue.upload());
on("day", (why) => show("day", why));
on("undone", work);
on("walkin", work);

// The address of a badge brings one here; the badge does not stay in it.
function takeLink() {
  const found = /^#badge=([A-Za-z]+)$/.exec(location.hash);
  if (!found) return;
  linked = found[1];
  history.replaceState(null, "", location.pathname);
  if (!isOpen() || !state.event) return;
  show("control");
  read(linked, "link");
  linked = null;
}
addEventListener("hashchange", takeLink);

// The back button of a telephone leads back to the door, not out of the app and to its PIN.
let deep = false;
on("screen", (name) => {
  if (!isOpen() || name === "control" || deep) return;
  deep = true;
  history.pushState(null, "");
});
addEventListener("popstate", () => {
  deep = false;
  if (isOpen() && state.event && current() !== "day") show("control");
});

document.addEventListener("keydown", wake);
document.addEventListener("click", (event) => {
  wake();
  const go = event.target.closest("[data-go]")?.dataset.go;
  if (go && isOpen() && state.event && current() !== "day") show(go);
});

listen(document, (text) => {
  if (isOpen() && state.event) return read(text, "scanner");
  if (current() !== "lock") return undefined;
  linked = text;
  return toast(t("pin-badge"));
});

// A browser may refuse to keep anything: then this page has nothing to show.
start().catch((error) => {
  if (current()) throw error;
  show("unusable");
});
