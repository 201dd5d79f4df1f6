// Somebody who is not registered: taken in by a supervisor, also without network.

import { Unreachable } from "./api.js";
import { tell } from "./bus.js";
import * as clock from "./clock.js";
import { isLocal, reach } from "./network.js";
import * as people from "./people.js";
import * as queue from "./queue.js";
import { choose } from "./scanning.js";
import { rows } from "./searching.js";
import { currentList, listOf, state, unready } from "./state.js";
import { lang, t } from "./texts.js";
import { $, $$, screen } from "./ui.js";
import { sealForDevice } from "./vault.js";

const PATIENCE = 4000; // ms: a registration takes a few locks more than a scan, and nobody's hand is on the door
const FIELDS = ["given_name", "family_name", "organisation", "email"];

screen("walkin", {
  setup(root) {
    const form = $("form", root);
    form.addEventListener("input", () => same(root, form));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(root, form, event.submitter?.dataset.outcome ?? "verified");
    });
  },
  enter(root) {
    $("form", root).reset();
    fault(root, "");
    same(root, $("form", root));
    $("#walkin-given", root).focus();
  },
  // Nobody's name stays behind on a screen that is not shown.
  leave(root) {
    $("form", root).reset();
    same(root, $("form", root));
  },
});

// Who seems to be registered already is offered before a second registration is made.
function same(root, form) {
  const [given, family] = [form.given_name.value, form.family_name.value];
  const found = given.trim() && family.trim() ? people.search(`${given} ${family}`).slice(0, 3) : [];
  rows($("[data-rows]", root), found, choose);
  $("[data-same]", root).hidden = !found.length;
}

async function send(root, form, outcome) {
  const values = Object.fromEntries(FIELDS.map((name) => [name, form[name].value.trim()]));
  if (!values.given_name || !values.family_name) return fault(root, t("walkin-names"), "given_name", "family_name");
  if (values.email && !form.email.validity.valid) return fault(root, t("walkin-email"), "email");
  if (unready()) return tell("day", unready());
  const { gate, initials } = state.settings;
  const walkin = {
    ...Object.fromEntries(Object.entries(values).filter(([, value]) => value)),
    walkin_id: crypto.randomUUID(), list: listOf(currentList().code).day, identity: outcome,
    at: clock.iso(), offline: false, ...(gate && { gate }), ...(initials && { operator: initials }),
  };
  for (const button of $$("button", form)) button.disabled = true;
  await register(walkin);
  for (const button of $$("button", form)) button.disabled = false;
}

// Sealed on the disk first: the answer may be lost, the person must not be.
async function register(walkin) {
  const person = { name: `${walkin.given_name} ${walkin.family_name}`, organisation: walkin.organisation ?? "" };
  const waiting = {
    kind: "walkin", id: walkin.walkin_id, at: walkin.at, list: walkin.list, day: walkin.list, movement: null,
    sealed: await sealForDevice({ ...walkin, offline: true }),
  };
  queue.claim(walkin.walkin_id);
  // Null where the phone can keep nothing more (a full disk).
  const item = await queue.add(waiting).catch(() => null);
  const result = isLocal() ? null : await online(walkin);
  queue.release(walkin.walkin_id);
  if (result && item) await queue.settle(item, { ...result, final: true });
  const shown = { phase: "verdict", direction: "entry", list: walkin.list, code: {}, undoable: false };
  if (!result && !item) {
    return tell("shown", { ...shown, verdict: "error", person: null, message: t("not-kept"), offline: true });
  }
  if (!result) {
    return tell("shown", { ...shown, verdict: "ok", person, message: t("walkin-kept"), offline: true });
  }
  tell("walkin");
  const message = result.message[lang] || result.message.fr;
  return tell("shown", { ...shown, verdict: result.verdict, person: result.person ?? person, message });
}

async function online(walkin) {
  try {
    const body = { sent_at: clock.iso(), walkins: [walkin] };
    const { status, data } = await reach("walkins", { body, within: PATIENCE });
    const said = data?.error?.message ?? t("verdict-error");
    return status === 200 ? data.results[0] : { verdict: "error", message: { fr: said, en: said } };
  } catch (error) {
    if (error instanceof Unreachable) return null;
    throw error;
  }
}

function fault(root, text, ...names) {
  const place = $("[data-error]", root);
  place.textContent = text;
  place.hidden = !text;
  const form = $("form", root);
  for (const name of FIELDS) form[name].removeAttribute("aria-invalid");
  const wrong = names.map((name) => form[name]).filter((field) => !field.value.trim() || names.length === 1);
  for (const field of wrong) field.setAttribute("aria-invalid", "true");
  wrong[0]?.focus();
}
