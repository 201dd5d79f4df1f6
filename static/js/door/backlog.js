// What the server has not got yet, what it answered otherwise than this phone, and a supervisor's conflicts.

import { Unreachable } from "./api.js";
import { on } from "./bus.js";
import { reach } from "./network.js";
import * as people from "./people.js";
import * as queue from "./queue.js";
import { state, supervises, zone } from "./state.js";
import { clockTime, counted, lang, t } from "./texts.js";
import { $, $$, clone, current, fill, focusTitle, screen, toast } from "./ui.js";
import { unsealForDevice } from "./vault.js";

let root = null;

screen("queue", {
  setup(element) {
    root = element;
    $("[data-send] button", root).addEventListener("click", () => queue.upload());
  },
  enter() {
    draw();
    if (supervises()) conflicts();
    focusTitle(root);
  },
  // Nobody's name stays behind on a screen that is not shown.
  leave() {
    $("[data-items]", root).replaceChildren();
    $("[data-open]", root).replaceChildren();
  },
});

for (const name of ["queue", "people"]) on(name, () => current() === "queue" && draw());

function draw() {
  const unsent = queue.unsent();
  fill(root, { summary: unsent ? counted("kept", unsent) : t("kept-none") });
  $("[data-send]", root).hidden = !unsent;
  const shown = queue.all().filter((item) => item.state !== "sent");
  $("[data-items]", root).replaceChildren(...shown.map(row));
}

function row(item) {
  const answered = item.state === "error" || item.state === "conflict";
  const said = item.answer?.conflict ? t(`conflict-${item.answer.conflict}`) : item.answer?.message?.[lang];
  const line = fill(clone("template#item"), {
    name: item.hash ? (people.byBadge(item.hash)?.person.name ?? t("somebody")) : "",
    what: item.kind === "scan" ? t(item.wire.type) : t(`kind-${item.kind}`),
    when: [clockTime(item.at, zone()), item.wire?.gate].filter(Boolean).join(", "),
    trouble: answered ? said || t("refused") : "",
  });
  if (item.sealed) unsealForDevice(item.sealed).then((one) => fill(line, { name: `${one.given_name} ${one.family_name}` }));
  $("[data-trouble]", line).hidden = !answered;
  $("[data-again]", line).hidden = item.state !== "error";
  $("[data-again]", line).addEventListener("click", async () => {
    await queue.change(item, { state: "pending", tries: 0 });
    queue.upload();
  });
  $("[data-seen]", line).addEventListener("click", () => queue.remove(item));
  return line;
}

async function conflicts() {
  const place = $("[data-conflicts]", root);
  place.hidden = false;
  const answer = await asked("conflicts");
  const open = answer?.status === 200 ? answer.data.conflicts : null;
  if (open) state.conflicts = open.length;
  const known = open?.length ? counted("conflicts", open.length) : t("conflicts-none");
  fill(place, { conflicts: open ? known : t("conflicts-unknown") });
  if (current() === "queue") $("[data-open]", place).replaceChildren(...(open ?? []).map(conflict));
}

function conflict(one) {
  const where = [one.person?.organisation, clockTime(one.at, zone()), one.scan_gate, one.operator || one.device];
  const line = fill(clone("template#conflict"), {
    name: one.person?.name ?? one.reference ?? t("somebody"),
    kind: t(`conflict-${one.kind}`),
    detail: [...new Set(where)].filter(Boolean).join(", "),
  });
  for (const button of $$("[data-reason]", line)) {
    button.addEventListener("click", async () => {
      const answer = await asked(`conflicts/${one.id}`, { reason: button.dataset.reason });
      if (answer?.status !== 200) return toast(answer?.data?.error?.message ?? t("conflicts-unknown"));
      toast(t("conflict-closed"));
      return conflicts();
    });
  }
  return line;
}

async function asked(path, body) {
  try {
    return await reach(path, { body, within: 8000 });
  } catch (error) {
    if (error instanceof Unreachable) return null;
    throw error;
  }
}
