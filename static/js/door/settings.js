// Gate, initials, list, direction, camera, sounds; what else may be done; leaving the door.

import { tell } from "./bus.js";
import { end } from "./ending.js";
import * as queue from "./queue.js";
import { read } from "./scanning.js";
import { choose, label, lists, role, state, supervises, today, zone } from "./state.js";
import { clockTime, counted, t } from "./texts.js";
import { takeBack } from "./control.js";
import { $, $$, fill, focusTitle, say, screen, show, toast } from "./ui.js";
import * as viewfinder from "./viewfinder.js";

screen("more", {
  setup(root) {
    $("[data-direction]", root).addEventListener("click", () => turn(root));
    $("[data-undo-last]", root).addEventListener("click", () => (show("control"), takeBack()));
    $("[data-lock]", root).addEventListener("click", () => tell("lock"));
  },
  enter(root) {
    drawMore(root);
    focusTitle(root);
  },
});

function drawMore(root) {
  for (const part of $$("[data-supervisor]", root)) part.hidden = !supervises();
  fill(root, { direction: t(`to-${other()}`), queue: t("queue-entry") });
}

const other = () => (state.settings.direction === "entry" ? "exit" : "entry");

async function turn(root) {
  await turnAround();
  drawMore(root);
}

export async function turnAround() {
  await choose({ direction: other() });
  const said = t("direction-said", { direction: t(state.settings.direction) });
  say(said);
}

screen("settings", {
  setup(root) {
    const form = $("form", root);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      await save(form);
      toast(t("saved"));
      show("control");
    });
    $("#photo", root).addEventListener("change", (event) => photo(event.target));
    $("[data-leave]", root).addEventListener("click", () => show("leaving"));
  },
  enter(root) {
    const { settings, device } = state;
    const form = $("form", root);
    const options = lists().map((list) => new Option(title(list), list.code, false, list.code === settings.list));
    form.list.replaceChildren(...options);
    for (const name of ["gate", "initials", "direction"]) form[name].value = settings[name];
    form.sound.checked = settings.sound;
    fill(root, {
      device: t("device", { name: device?.name ?? "", role: t(`role-${role()}`) }),
      unsent: queue.unsent() ? counted("kept", queue.unsent()) : "",
    });
    cameras(root, form);
    focusTitle(root);
  },
});

const title = (list) =>
  list.session ? t("session-at", { time: clockTime(list.starts_at, zone()), title: label(list) }) : label(list);

async function save(form) {
  const tidy = (text) => text.replace(/\p{C}/gu, " ").replace(/\s+/g, " ").trim();
  await choose({
    gate: tidy(form.gate.value).slice(0, 40),
    initials: tidy(form.initials.value).slice(0, 10),
    list: form.list.value,
    chosen_on: today(),
    direction: form.direction.value,
    sound: form.sound.checked,
  });
  await viewfinder.use(form.camera.value);
}

async function cameras(root, form) {
  const { found, chosen } = await viewfinder.choices().catch(() => ({ found: [] }));
  const options = found.map(({ id, name }, at) => new Option(name || `${t("camera")} ${at + 1}`, id));
  form.camera.replaceChildren(...options);
  if (chosen) form.camera.value = chosen;
  $("[data-cameras]", root).hidden = found.length < 2;
}

async function photo(field) {
  const file = field.files[0];
  const text = file && (await viewfinder.photo(file));
  field.value = "";
  if (text) read(text, "photo");
}

screen("leaving", {
  setup: (root) => $("[data-sure]", root).addEventListener("click", () => end("left")),
  async enter(root) {
    focusTitle(root);
    await queue.upload();
    const [unsent, troubled] = [queue.unsent(), queue.troubled().length];
    // Once the phone has left nobody sees either any more.
    const left = [unsent && counted("kept", unsent), troubled && counted("look", troubled)];
    fill(root, { unsent: left.filter(Boolean).join(" ") });
  },
});
