// By name: nothing is listed before something is typed, and the chosen row is shown again before it counts.

import { readBadge } from "./badge.js";
import * as people from "./people.js";
import { choose, read } from "./scanning.js";
import { currentList, searches } from "./state.js";
import { counted, t } from "./texts.js";
import { $, $$, clone, fill, screen } from "./ui.js";
import { factsOf } from "./verdicts.js";

screen("search", {
  setup(root) {
    const field = $("input", root);
    field.addEventListener("input", () => list(root, field.value));
    $("form", root).addEventListener("submit", (event) => {
      event.preventDefault();
      const only = $$("[data-rows] button", root);
      if (readBadge(field.value) || !searches()) submit(field);
      else if (only.length) only[0].click();
    });
    root.addEventListener("keydown", (event) => move(event, root));
  },
  enter(root) {
    const names = searches();
    fill(root, { label: t(names ? "search-label" : "code-label"), hint: t(names ? "search-hint" : "code-hint") });
    $("[data-submit]", root).hidden = names;
    $("input", root).value = "";
    list(root, "");
    $("input", root).focus();
  },
  leave(root) {
    $("input", root).value = "";
    list(root, "");
  },
});

function submit(field) {
  if (field.value.trim()) read(field.value, "keyboard");
}

function list(root, typed) {
  const code = readBadge(typed);
  const found = code || !searches() ? [] : people.search(typed);
  rows($("[data-rows]", root), found, choose);
  const enough = people.searchKey(typed).replaceAll(" ", "").length >= 2;
  $("[data-count]", root).textContent = !enough || code || !searches() ? "" : said(found.length);
  if (code) read(typed, "keyboard");
}

function said(number) {
  if (!number) return t("found-none");
  return number === people.SEARCH_ROWS ? t("found-most", { number }) : counted("found", number);
}

export function rows(place, found, act) {
  place.replaceChildren(
    ...found.map((person) => {
      const row = fill(clone("template#row"), {
        name: person.name,
        organisation: person.organisation || person.ref,
        state: stateOf(person),
      });
      $("button", row).addEventListener("click", () => act(person));
      return row;
    }),
  );
}

function stateOf(person) {
  if (person.status !== "confirmed") return t(`state-${person.status}`);
  return currentList() && factsOf(person, currentList().code).inside ? t("state-inside") : "";
}

// Up and down between the field and the rows.
export function move(event, root) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const stops = [$("input", root), ...$$("[data-rows] button", root)];
  const at = stops.indexOf(document.activeElement);
  if (at < 0) return;
  event.preventDefault();
  stops[Math.max(0, Math.min(stops.length - 1, at + step))].focus();
}
