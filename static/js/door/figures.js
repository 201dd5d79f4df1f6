// How many have come: the server's count where it answers, else this phone's own.

import { Unreachable } from "./api.js";
import { isLocal, reach } from "./network.js";
import * as people from "./people.js";
import { currentList, label, state, zone } from "./state.js";
import { clockTime, t } from "./texts.js";
import { $, clone, fill, focusTitle, screen } from "./ui.js";
import { presence } from "./verdicts.js";

screen("figures", {
  setup: (root) => $("[data-refresh]", root).addEventListener("click", () => draw(root)),
  enter(root) {
    draw(root);
    focusTitle(root);
  },
});

async function draw(root) {
  const list = currentList();
  if (!list) return;
  fill(root, { list: label(list) });
  const counted = isLocal() ? null : await fromServer(list.code);
  if (counted) return show(root, counted, t("figures-server", { time: clockTime(counted.at, zone()) }), counted.by_quarter);
  const time = state.generatedAt ? clockTime(state.generatedAt, zone()) : "–";
  return show(root, own(list), t("figures-device", { time }), []);
}

async function fromServer(code) {
  try {
    const { status, data } = await reach(`figures?list=${encodeURIComponent(code)}`, { within: 3000 });
    return status === 200 ? data : null;
  } catch (error) {
    if (error instanceof Unreachable) return null;
    throw error;
  }
}

function own(list) {
  const counts = { expected: 0, entered: 0, inside: 0 };
  for (const person of people.every()) {
    const awaited = list.session ? person.seats?.includes(list.code) : person.days.includes(list.day);
    const { inside, entered_before: entered } = presence(person, list.code);
    counts.expected += person.status === "confirmed" && awaited ? 1 : 0;
    counts.entered += entered ? 1 : 0;
    counts.inside += inside ? 1 : 0;
  }
  return counts;
}

function show(root, { expected, entered, inside, walkins }, source, quarters) {
  fill(root, { expected, entered, inside, walkins, source });
  $("[data-walkins]", root).hidden = walkins === undefined;
  $("[data-table]", root).hidden = !quarters.length;
  $("tbody", root).replaceChildren(
    ...quarters.map(({ from, gate, entries, exits }) =>
      fill(clone("template#quarter"), { from: clockTime(from, zone()), gate: gate || t("every-gate"), entries, exits }),
    ),
  );
}
