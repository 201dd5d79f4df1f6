// The screen of the door: what a badge came to, and the identity step.

import { on, tell } from "./bus.js";
import { decide, force, leaveStep, openStep, read } from "./scanning.js";
import { last, undo } from "./recent.js";
import { currentList, label, listOf, searches, supervises } from "./state.js";
import * as people from "./people.js";
import { feel } from "./sounds.js";
import { t } from "./texts.js";
import { $, $$, clone, current, fill, icon, screen, show, toast } from "./ui.js";
import { isOpen } from "./vault.js";
import * as viewfinder from "./viewfinder.js";

const CALM = ["ok", "reentry", "exit", "checking", "chosen"];
const COLOURS = { chosen: "checking" };
const STUCK = 8000; // ms; nothing here takes so long unless the phone itself fails (a full disk)
let watching = 0;
let view = null;
let root = null;

screen("control", {
  setup(element) {
    root = element;
    viewfinder.setup(element, (text) => read(text, "camera"));
  },
  enter() {
    if (!view) idle();
    viewfinder.resume();
  },
  leave: () => viewfinder.pause(),
});

on("shown", (shown) => {
  // Locked, or ended, while the answer was on its way: nobody's name is shown any more.
  if (!isOpen()) return;
  view = shown;
  show("control");
  draw();
  clearTimeout(watching);
  if (shown.phase === "checking") watching = setTimeout(() => tell("shown", failed(shown)), STUCK);
  // A row chosen by name has not been decided upon yet: no sound says so.
  if (shown.phase !== "checking" && !shown.silent) feel(shown.verdict);
});

const failed = (shown) => ({ ...shown, phase: "verdict", verdict: "error", message: t("verdict-error") });

export function idle() {
  clearTimeout(watching);
  view = null;
  leaveStep();
  if (!root) return;
  for (const place of $$("[data-calm], [data-stop], [data-step]", root)) place.replaceChildren();
  $("[data-idle]", root).hidden = viewfinder.isOpen();
}

function draw() {
  $("[data-idle]", root).hidden = true;
  const asks = view.phase === "identity";
  const card = verdictCard(asks);
  const calm = CALM.includes(wordOf());
  $("[data-calm]", root).replaceChildren(...(calm ? [card] : []));
  $("[data-stop]", root).replaceChildren(...(calm ? [] : [card]));
  $("[data-step]", root).replaceChildren(...(view.phase === "checking" ? [] : [asks ? identity() : after()]));
  root.classList.toggle("is-asking", asks);
  if (asks) $("[data-outcome='verified']", root).focus({ preventScroll: true });
  else $("[data-confirm]:not([hidden])", root)?.focus({ preventScroll: true });
  scrollTo(0, 0);
}

const wordOf = () => (view.confirm ? "chosen" : view.verdict);

// During the identity step the name stands there in large type; the card above only says what to do.
function verdictCard(asks) {
  const card = clone("template#verdict");
  const word = wordOf();
  card.classList.add(`verdict-${COLOURS[word] ?? word}`);
  icon($(".icon", card), t(`icon-${view.confirm ? "error" : view.verdict}`));
  const elsewhere = view.list && view.list !== currentList()?.code;
  fill(card, {
    message: view.confirm ? t("verdict-chosen") : view.phase === "checking" ? t("verdict-checking") : view.message,
    name: asks ? "" : view.person?.name,
    organisation: asks ? "" : view.person?.organisation,
    list: elsewhere ? t("list-said", { list: label(listOf(view.list)) }) : "",
  });
  $("[data-offline]", card).hidden = !view.offline;
  return card;
}

function identity() {
  const step = clone("template#identity");
  const { name, organisation } = view.person ?? {};
  fill(step, { name, organisation, forced: view.force ? t("forced") : "" });
  for (const button of $$("[data-supervisor]", step)) button.hidden = !supervises();
  for (const button of $$("[data-outcome]", step)) {
    button.addEventListener("click", () => decide(button.dataset.outcome), { once: true });
  }
  $("[data-drop]", step).addEventListener("click", idle, { once: true });
  return step;
}

function after() {
  const actions = clone("template#after");
  offer("[data-confirm]", view.confirm, t(`record-${view.direction}`));
  offer("[data-force]", view.forceable && (() => force(view)));
  offer("[data-undo]", view.undoable && (() => takeBack(view.id)), t(`undo-${view.direction}`));
  offer("[data-search]", view.verdict === "unknown" && searches() && (() => show("search")));
  return actions;

  function offer(selector, act, text) {
    const button = $(selector, actions);
    button.hidden = !act;
    if (text) button.textContent = text;
    if (act) button.addEventListener("click", act, { once: true });
  }
}

// The last one, or the one on the screen; who it was is said, so that nobody takes back another's.
export async function takeBack(id = last()?.id) {
  if (!id) return toast(t("nothing-to-undo"));
  const { done, message, made } = await undo(id);
  if (!isOpen()) return undefined;
  if (!done) return toast(message ?? t("undo-refused"));
  const name = people.byBadge(made.hash)?.person.name;
  idle();
  tell("undone");
  return toast([t(`undone-${made.movement}`), name].filter(Boolean).join(" : "));
}

// Another badge while somebody's document is still to be looked at.
on("interrupted", ({ step, next }) => {
  const dialog = $("#interrupted");
  fill(dialog, { name: step.person?.name });
  $("[data-next]", dialog).onclick = () => (dialog.close(), next());
  $("[data-resume]", dialog).onclick = () => dialog.close();
  if (!dialog.open) dialog.showModal();
  feel("already_in");
});
$("#interrupted").addEventListener("close", () => {
  fill($("#interrupted"), { name: "" });
  if (current() === "control" && openStep()) $("[data-outcome='verified']", root)?.focus();
});


