// By mouse, pen or finger: a card is drawn to another place, its edges to other times, empty space to a new session.
// A finger takes the card's handle or edge, so that the page can still be scrolled everywhere else.

import * as board from "./board.js";
import * as held from "./held.js";
import { drop, hold, holding, letGo, put, step } from "./holding.js";
import { isWaiting } from "./sending.js";

const STILL = 4; // px within which a press is no drag
const EDGE = 48; // px from an edge within which it scrolls
let drag = null;

function begin(event) {
  if (event.button !== 0 || drag || isWaiting() || !event.target.closest("#board") || !board.isGrid()) return;
  const piece = event.target.closest(".piece[data-code]");
  const grip = event.target.closest(".piece-pick, .piece-edge");
  if (event.pointerType === "touch" && !grip) return;
  const found = board.under(event);
  if (piece) drag = { piece, from: board.where(piece), follow: follower(event, board.where(piece), found) };
  else if (event.target.closest(".lane")) drag = { piece: null, from: null, follow: drawer(found) };
  if (drag) Object.assign(drag, { id: event.pointerId, x: event.clientX, y: event.clientY });
}

function follower(event, from, { minutes }) {
  const { edge } = event.target.dataset;
  if (edge === "end") return (now) => held.endingAt(from, held.snapped(now.minutes, step()), board.area());
  if (edge === "start") return (now) => held.beginningAt(from, held.snapped(now.minutes, step()), board.area());
  const above = minutes - from.start;
  return (now) => {
    const to = held.startingAt(from, held.snapped(now.minutes - above, step()), board.area());
    return { ...to, column: now.column };
  };
}

function drawer({ minutes, column }) {
  const start = Math.floor(minutes / step()) * step();
  const cell = { column, start, end: start + step() };
  return (now) => {
    const to = held.snapped(now.minutes, step());
    return to < start ? held.beginningAt(cell, to, board.area()) : held.endingAt(cell, Math.max(to, cell.end), board.area());
  };
}

function move(event) {
  if (!drag || event.pointerId !== drag.id) return;
  if (!drag.moving) {
    if (Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < STILL) return;
    drag.moving = true;
    board.body().setPointerCapture(drag.id);
    const at = drag.follow(board.under(event));
    hold(drag.piece, drag.from ?? at);
  }
  put(drag.follow(board.under(event)));
  scrollAlong(event);
}

// Near an edge the page goes on, or the frame of a grid that is wider than the page.
function scrollAlong({ clientX, clientY }) {
  const frame = board.body().parentElement;
  const { left, right, top, bottom } = frame.getBoundingClientRect();
  const by = (at, from, to) => (at < from + EDGE ? -EDGE / 3 : at > to - EDGE ? EDGE / 3 : 0);
  frame.scrollBy(by(clientX, left, right), by(clientY, Math.max(top, 0), Math.min(bottom, innerHeight)));
  if (frame.scrollHeight <= frame.clientHeight) scrollBy(0, by(clientY, 0, innerHeight));
}

function end(event, dropped) {
  if (!drag || event.pointerId !== drag.id) return;
  const { moving } = drag;
  drag = null;
  if (!moving) return;
  // The click that follows would open the session.
  addEventListener("click", swallow, true);
  setTimeout(() => {
    removeEventListener("click", swallow, true);
    if (holding()) dropped(drop());
  });
}

function swallow(click) {
  click.preventDefault();
  click.stopPropagation();
}

function giveUp() {
  drag = null;
  if (holding()) letGo();
}

export function listen(dropped) {
  document.addEventListener("pointerdown", begin);
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", (event) => end(event, dropped));
  document.addEventListener("pointercancel", giveUp);
  document.addEventListener("keydown", (event) => {
    if (drag && event.key === "Escape") giveUp();
  });
  document.addEventListener("dragstart", (event) => {
    if (event.target.closest?.("#board")) event.preventDefault();
  });
}
