// What is held now, by whichever hand: one at a time. It is shown as a ghost in the grid, and said in the bar below it.

import * as board from "./board.js";
import { overlaps, same } from "./held.js";
import { t } from "../texts.js";
import { span } from "./times.js";

let hint = "";
let held = null; // {piece or null for a new one, from, at, ghost}

export const holding = () => held;
export const step = () => Number(board.$("#step").value);

// `how`: what one does next, for those at the keyboard.
export function hold(piece, at, how = "") {
  letGo();
  hint = how;
  const ghost = document.createElement("div");
  ghost.className = "ghost";
  held = { piece, from: at, at, ghost };
  piece?.classList.add("is-held");
  board.body().append(ghost);
  document.documentElement.classList.add("is-dragging");
  put(at);
}

export function put(at) {
  held.at = at;
  board.stand(held.ghost, at);
  held.ghost.textContent = [span(at), held.piece && board.title(held.piece)].filter(Boolean).join("\n");
  say(said(at));
}

// Answers what was held, or null where it stands as it did.
export function drop() {
  const { piece, from, at } = held;
  letGo();
  return piece && same(from, at) ? null : { piece, at };
}

export function letGo() {
  const gone = held;
  held = null; // first: the focus leaves with the ghost, and whoever hears of it asks what is held
  gone?.ghost.remove();
  gone?.piece?.classList.remove("is-held");
  document.documentElement.classList.remove("is-dragging");
  say("");
}

const place = (at) => t("place", { room: board.room(at.column).name, span: span(at) });

const quoted = (piece) => t("quoted", { title: board.title(piece) });

function said(at) {
  if (!board.room(at.column).room) return place(at);
  const met = board.pieces().filter((piece) => piece !== held.piece && !piece.dataset.cancelled && overlaps(at, board.where(piece)));
  return met.length ? t("overlaps", { place: place(at), titles: met.map(quoted).join(", ") }) : place(at);
}

function say(text) {
  const bar = board.$("#held-bar");
  bar.hidden = !text;
  if (text) board.$("#outcome").textContent = "";
  board.$("#held").textContent = board.$("#said").textContent = text;
  board.$("#held-hint").textContent = text ? hint : "";
}
