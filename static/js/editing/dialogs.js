// Questions: what a move would do to people, what somebody else has changed, what a new session is called.

import { $ } from "./board.js";
import { t } from "../texts.js";
import { span } from "./times.js";

// Answers true where the organiser says yes. `status` is the answer's that asks.
export function ask({ status, message }) {
  const dialog = $("#asking");
  $("h2", dialog).textContent = t(`${status}-title`);
  $(".said", dialog).textContent = message;
  $("[value=yes]", dialog).textContent = t(`${status}-yes`);
  $("[value=no]", dialog).textContent = t(`${status}-no`);
  return new Promise((answer) => {
    dialog.returnValue = "";
    dialog.addEventListener("close", () => answer(dialog.returnValue === "yes"), { once: true });
    dialog.showModal();
    $("[value=no]", dialog).focus();
  });
}

// Answers the form's values, or null. `where` is {room, name}, of the column; with a `fault` what was typed is still there.
export function name(at, where, fault) {
  const dialog = $("#creating");
  const form = $("form", dialog);
  if (!fault) form.reset();
  $("#new-error").hidden = !fault;
  $("#new-error").textContent = fault ?? "";
  $(".said", dialog).textContent = t("place", { room: where.name, span: span(at) });
  return new Promise((answer) => {
    dialog.returnValue = "";
    const closed = () => answer(dialog.returnValue === "create" ? Object.fromEntries(new FormData(form)) : null);
    dialog.addEventListener("close", closed, { once: true });
    dialog.showModal();
  });
}
