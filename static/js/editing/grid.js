// The grid of the draft: what its gestures do. The page is complete without this file: each session has its form.

import * as board from "./board.js";
import { ask, name } from "./dialogs.js";
import { holding } from "./holding.js";
import * as keys from "./keys.js";
import * as pointer from "./pointer.js";
import { isWaiting, send } from "./sending.js";

const { $ } = board;
const DRAFT = "/organisation/programme";

async function dropped(what) {
  if (!what) return;
  if (what.piece) await moved(what.piece, what.at);
  else await drawn(what.at);
}

async function moved(piece, at) {
  const { day } = board.area();
  const { code, seen } = piece.dataset;
  const values = {
    starts_at: board.instant(day, at.start), ends_at: board.instant(day, at.end),
    room: board.room(at.column).room, seen, jour: day, pas: $("#step").value,
  };
  let answer = await send(`${DRAFT}/seances/${code}/place`, values);
  while (answer.status === "asks" || answer.status === "overtaken") {
    show({ ...answer, message: "" });
    if (!(await ask(answer))) {
      answer = { ...answer, message: "" };
      break;
    }
    Object.assign(values, answer.status === "asks" ? { accepted: answer.accepted } : { seen: answer.seen });
    answer = await send(`${DRAFT}/seances/${code}/place`, values);
  }
  show(answer);
  $(".piece-pick", board.pieceOf(code))?.focus({ preventScroll: true });
}

async function drawn(at, fault) {
  const { day } = board.area();
  const values = await name(at, board.room(at.column), fault);
  if (!values) return $("#draw").focus();
  const [starts, ends] = [at.start, at.end].map((minutes) => board.instant(day, minutes).slice(11));
  const place = { day, starts, ends, room: board.room(at.column).room, jour: day, pas: $("#step").value };
  const answer = await send(`${DRAFT}/seances/nouvelle`, { ...values, ...place });
  if (answer.status === "refused") return drawn(at, answer.message);
  show(answer);
  $(".piece-pick", board.pieceOf(answer.code))?.focus({ preventScroll: true });
}

// The draft as it stands now, and what has become of the gesture, with the way back beside it.
function show({ status, message, grid }, back = "undo") {
  if (grid) {
    const open = $("#checks")?.open;
    $("#draft").outerHTML = grid;
    if ($("#checks")) $("#checks").open = open;
    ready();
  }
  const said = $("#outcome");
  said.textContent = message;
  said.dataset.status = message ? status : "";
  for (const button of board.$$(".outcome [form]")) {
    button.hidden = status !== "done" || button.getAttribute("form") !== back || !button.form;
  }
}

async function stepped(form) {
  if (isWaiting() || holding()) return;
  const { day } = board.area();
  const values = { ...Object.fromEntries(new FormData(form)), jour: day, pas: $("#step").value };
  show(await send(form.action, values), form.id === "undo" ? "redo" : "undo");
  ($(`#${form.id} button`) ?? $("#undo button, #redo button"))?.focus({ preventScroll: true });
}

function ready() {
  document.documentElement.classList.add("has-gestures");
  for (const part of board.$$("[data-needs-script]")) part.hidden = false;
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("#undo, #redo")) return;
  event.preventDefault();
  stepped(event.target);
});

document.addEventListener("change", (event) => {
  if (event.target.id !== "step") return;
  const withStep = (address) => {
    const url = new URL(address);
    url.searchParams.set("pas", event.target.value);
    return url.href;
  };
  history.replaceState(null, "", withStep(location));
  for (const day of board.$$(".day-tabs a")) day.href = withStep(day.href);
});

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z" || event.target.closest("input, textarea, dialog")) return;
  const form = $(event.shiftKey ? "#redo" : "#undo");
  if (!form) return;
  event.preventDefault();
  stepped(form);
});

pointer.listen(dropped);
keys.listen(dropped);
ready();
