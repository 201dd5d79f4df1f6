// The screens between: which day it is, waiting for the first list, and the end.

import { on } from "./bus.js";
import { finish, keepTrying } from "./ending.js";
import * as queue from "./queue.js";
import { choose, label, lists, today } from "./state.js";
import { counted, t } from "./texts.js";
import { $, fill, focusTitle, screen, show } from "./ui.js";

let whenChosen = () => undefined;
export const onceChosen = (act) => (whenChosen = act);

// At midnight, and outside the event's days: today's list stands first.
screen("day", {
  enter(root, why) {
    fill(root, { text: t(`day-${why ?? "midnight"}`) });
    const whole = lists().filter((list) => !list.session);
    // A phone that is there for workshops alone.
    const days = whole.length ? whole : lists().filter((list) => list.day === today());
    days.sort((a, b) => Number(b.day === today()) - Number(a.day === today()));
    $("[data-days]", root).replaceChildren(...days.map(dayButton));
    focusTitle(root);
  },
});

function dayButton(list) {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: label(list) });
  const main = list.day === today() && !list.session;
  button.className = `button${list.session ? "" : " button-main"}${main ? " button-primary" : ""}`;
  button.addEventListener("click", async () => {
    await choose({ list: list.code, chosen_on: today() });
    whenChosen();
  });
  return button;
}

screen("loading", { enter: focusTitle });

screen("ended", {
  setup: (root) => $("[data-retry]", root).addEventListener("click", finish),
  enter(root, why) {
    const unsent = queue.unsent();
    fill(root, { title: t(`ended-${why}`), text: t(`ended-${why}-text`), unsent: counted("kept", unsent) });
    $("[data-unsent]", root).hidden = !unsent;
  },
});

// What is unsent is sent whenever there is a way.
export function showEnded(why) {
  show("ended", why);
  on("queue", () => show("ended", why));
  keepTrying();
}
