// By the keyboard: a card's button picks it up, arrows move it, Shift and Alt with them move its end and its beginning,
// Enter puts it down, Escape gives up. The same for a new session.

import * as board from "./board.js";
import * as held from "./held.js";
import { drop, hold, holding, letGo, put, step } from "./holding.js";
import { isWaiting } from "./sending.js";
import { t } from "../texts.js";

const WAYS = { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -1, ArrowRight: 1 };
let by = null; // the button that the keys started from, and go back to

// The ghost has the focus meanwhile: an application, so that screen readers leave the arrows to it.
function take(piece, at, button) {
  hold(piece, at, t("keys"));
  by = button;
  const { ghost } = holding();
  Object.assign(ghost, { tabIndex: -1, role: "application", ariaLabel: piece ? board.title(piece) : button.textContent.trim() });
  ghost.setAttribute("aria-describedby", "said");
  ghost.focus({ preventScroll: true });
}

function turned(event) {
  const way = WAYS[event.key];
  const [at, area] = [holding().at, board.area()];
  const sideways = event.key === "ArrowLeft" || event.key === "ArrowRight";
  if (sideways) return held.aside(at, way, area);
  if (event.shiftKey) return held.longer(at, step(), way, area);
  if (event.altKey) return held.earlier(at, step(), way, area);
  return held.later(at, step(), way, area);
}

function release(key, dropped) {
  const what = drop();
  // Some browsers press a button when the space bar comes up again.
  if (key === " ") addEventListener("keyup", (up) => up.preventDefault(), { capture: true, once: true });
  if (what) dropped(what);
  else giveUp();
}

function giveUp() {
  const button = by;
  by = null;
  letGo();
  button.focus({ preventScroll: true });
}

function pressed(event, dropped) {
  if (!by || !holding()) return;
  if (event.key in WAYS) {
    put(turned(event));
    holding().ghost.scrollIntoView({ block: "nearest", inline: "nearest" });
  } else if (event.key === "Enter" || event.key === " ") {
    // The press that has just picked it up goes on repeating.
    if (!event.repeat) release(event.key, dropped);
  } else if (event.key === "Escape" || event.key === "Tab") giveUp();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

// `dropped` gets what was held and where, or null where nothing has changed.
export function listen(dropped) {
  document.addEventListener("keydown", (event) => pressed(event, dropped), true);
  document.addEventListener("click", (event) => {
    if (isWaiting()) return;
    const pick = event.target.closest(".piece-pick");
    if (pick) take(pick.closest(".piece"), board.where(pick.closest(".piece")), pick);
    const draw = event.target.closest("#draw");
    if (draw) take(null, held.free(board.pieces().map(board.where), step(), board.area()), draw);
  });
  document.addEventListener("focusout", (event) => {
    if (by && event.target === holding()?.ghost) letGo();
  });
}
