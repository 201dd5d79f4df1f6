// The bar that is always in sight, and the banners below it.

import { on } from "./bus.js";
import { condition } from "./network.js";
import * as people from "./people.js";
import * as queue from "./queue.js";
import { currentList, isOver, label, state, zone } from "./state.js";
import { clockTime, counted, lang, t } from "./texts.js";
import { $, $$, current, fill, icon } from "./ui.js";
import { isOpen } from "./vault.js";

const bar = $("#bar");
const NET = { "": "clock", online: "wifi", unsure: "wifi", offline: "offline" };
let updateReady = false;

export function draw() {
  const open = isOpen();
  bar.hidden = !state.event || current() === "ended";
  $("#nav").hidden = !open;
  const { gate, direction } = state.settings;
  const list = currentList();
  fill(bar, {
    day: list ? label(list) : "",
    direction: list ? t(direction) : "",
    gate: list ? gate || state.device?.name : "",
    network: t(`net-${condition()}`),
    age: state.generatedAt ? t("age", { time: clockTime(state.generatedAt, zone()) }) : t("age-none"),
  });
  $(".door-way", bar).dataset.way = direction;
  const net = $("[data-network]", bar);
  net.dataset.network = condition();
  icon($(".icon", net), NET[condition()]);
  count("[data-unsent]", "unsent", queue.unsent());
  count("[data-look]", "look", queue.troubled().length + (open ? state.conflicts : 0));
  banners(open);
}

function count(selector, text, number) {
  $(selector, bar).hidden = !number;
  $(selector, bar).textContent = counted(text, number);
}

function banners(open) {
  banner("offline", open && condition() === "offline" && people.count() > 0);
  banner("nodata", open && Boolean(state.event) && !people.count() && !isOver());
  banner("clock", Boolean(state.warning), state.warning?.[lang]);
  banner("update", open && updateReady);
}

function banner(name, shown, text) {
  const place = $(`[data-banner="${name}"]`);
  place.hidden = !shown;
  if (!shown || text === undefined) return;
  const box = $(".notice > div", place);
  let said = $("[data-said]", box);
  if (!said) {
    said = document.createElement("p");
    said.dataset.said = "";
    box.append(said);
  }
  if (said.textContent !== text) said.textContent = text;
}

on("warning", (warning) => {
  state.warning = warning;
  draw();
});
on("update", () => {
  updateReady = true;
  draw();
});
for (const name of ["state", "network", "queue", "people", "unlocked", "locked"]) on(name, draw);

// Where one is, for the navigation.
on("screen", (name) => {
  draw();
  for (const button of $$("[data-go]", $("#nav"))) {
    if (button.dataset.go === name) button.setAttribute("aria-current", "page");
    else button.removeAttribute("aria-current");
  }
});
