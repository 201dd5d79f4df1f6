// The door on an enrolled phone. Here is the order of things; each is explained where it is done.

import "./bar.js";
import { Unreachable } from "./api.js";
import * as bar from "./bar.js";
import { on } from "./bus.js";
import * as clock from "./clock.js";
import { idle } from "./control.js";
import { beginAnew, end, finish, reason } from "./ending.js";
import "./backlog.js";
import "./figures.js";
import * as idling from "./idle.js";
import "./keys.js";
import { isLocal, watch } from "./network.js";
import "./pin.js";
import * as queue from "./queue.js";
import { leaveStep, read } from "./scanning.js";
import "./searching.js";
import "./settings.js";
import { wake } from "./sounds.js";
import { choose, chooseToday, isOver, label, lists, restore, searches, state, supervises, today } from "./state.js";
import * as sync from "./sync.js";
import { counted, t } from "./texts.js";
import { $, $$, current, fill, focusTitle, screen, show, toast } from "./ui.js";
import * as update from "./update.js";
import { hasPin, isOpen, lock } from "./vault.js";
import "./walkin.js";
import { listen } from "./wedge.js";

const NEWS_EVERY = 30_000; // ms
let linked = null; // a badge that the phone's own camera opened

async function start() {
  takeLink();
  await clock.start();
  await queue.restore();
  if ((await reason()) && !(await beginAnew())) return showEnded(await reason());
  await restore();
  if (isOver()) return end("over");
  update.start();
  watch(work);
  idling.watch();
  setInterval(() => document.hidden || isLocal() || work(), NEWS_EVERY);
  bar.draw();
  return show((await hasPin()) ? "lock" : "pin");
}

// Unsent things leave also while the phone is locked; news of people need the key.
async function work() {
  try {
    if (queue.unsent()) await queue.upload();
    await sync.sync();
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
  }
  if (current() === "loading" && state.event) opened();
}

on("unlocked", async () => {
  await sync.open();
  if (!state.event) show("loading");
  else opened();
  await work();
  if (current() === "loading") $("[data-late]").hidden = false;
});

async function opened() {
  bar.draw();
  for (const part of $$("[data-searches]")) part.textContent = searches() ? part.textContent : t("code-nav");
  if (!(await chooseToday())) return show("day", "outside");
  idle();
  show("control");
  if (linked) read(linked, "link");
  linked = null;
  return undefined;
}

on("lock", () => {
  lock();
  sync.close();
  leaveStep();
  idle();
  $("#interrupted").close();
  show("lock");
  dispatchLocked();
});

function dispatchLocked() {
  bar.draw();
  import("./bus.js").then(({ tell }) => tell("locked"));
}

on("undone", work);
on("walkin", work);

// The address of a badge brings one here; the badge does not stay in the address.
function takeLink() {
  const found = /^#badge=([A-Za-z]+)$/.exec(location.hash);
  if (!found) return;
  linked = found[1];
  history.replaceState(null, "", location.pathname);
  if (isOpen() && state.event) opened();
}
addEventListener("hashchange", takeLink);

screen("day", {
  enter(root, why) {
    fill(root, { text: t(`day-${why ?? "outside"}`) });
    const days = lists().filter((list) => !list.session);
    days.sort((a, b) => (b.day === today()) - (a.day === today()));
    const buttons = days.map((list) => {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: label(list) });
      button.className = `button button-main${list.day === today() ? " button-primary" : ""}`;
      button.addEventListener("click", async () => {
        await choose({ list: list.code, chosen_on: today() });
        opened();
      });
      return button;
    });
    $("[data-days]", root).replaceChildren(...buttons);
    focusTitle(root);
  },
});
on("day", (why) => show("day", why));

screen("ended", {
  setup: (root) => $("[data-retry]", root).addEventListener("click", finish),
  enter(root, why) {
    const unsent = queue.unsent();
    fill(root, { title: t(`ended-${why}`), text: t(`ended-${why}-text`), unsent: counted("kept", unsent) });
    $("[data-unsent]", root).hidden = !unsent;
  },
});

function showEnded(why) {
  lock();
  bar.draw();
  show("ended", why);
  finish();
  addEventListener("online", finish);
  on("queue", () => show("ended", why));
}
on("ended", (why) => {
  bar.draw();
  if (current() !== "ended") showEnded(why);
  else show("ended", why);
});

document.addEventListener("click", (event) => {
  wake();
  const go = event.target.closest("[data-go]")?.dataset.go;
  if (go && isOpen() && current() !== "day") show(go);
});
on("screen", bar.mark);

listen(document, (text) => {
  if (isOpen() && state.event) return read(text, "scanner");
  if (current() !== "lock") return undefined;
  linked = text;
  return toast(t("pin-badge"));
});

start();
export { supervises };
