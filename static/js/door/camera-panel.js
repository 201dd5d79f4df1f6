// The camera on the staff's door page: a button opens the live picture, what is read goes to `onCode(text, source)`.

import { CameraError, cameras, readPhoto, start } from "./camera.js";

const panel = document.querySelector("[data-camera]");
const part = (name) => panel.querySelector(`[data-${name}]`);

let handle = null;
let wanted = false;

// Shows the button where this browser has a camera.
export async function offer(onCode) {
  if (!panel || (await cameras().catch(() => [])).length === 0) return;
  panel.hidden = false;
  part("open").addEventListener("click", () => open(onCode));
  part("close").addEventListener("click", close);
  part("torch").addEventListener("click", light);
  part("choice").addEventListener("change", ({ target }) => change(target.value));
  panel.querySelector("#photo").addEventListener("change", ({ target }) => photo(target.files[0], onCode));
}

async function open(onCode) {
  wanted = true;
  show(true);
  part("close").focus({ preventScroll: true });
  panel.scrollIntoView({ block: "nearest" });
  say("starting");
  const told = (text) => {
    say("read");
    onCode(text, "camera");
  };
  try {
    const opened = await start(panel.querySelector("video"), told, { onEnd: refuse });
    if (!wanted) return opened.stop();
    handle = opened;
    say("reading");
    await describe();
  } catch (error) {
    refuse(codeOf(error));
  }
}

function close() {
  wanted = false;
  handle?.stop();
  handle = null;
  show(false);
  part("open").focus();
}

// The panel stays, without picture: it says why, and a photo may still be read.
function refuse(code) {
  handle = null;
  if (wanted) say(code);
  panel.querySelector("video").hidden = true;
  part("torch").hidden = part("choice").hidden = true;
}

function show(opened) {
  part("open").hidden = opened;
  part("panel").hidden = !opened;
  panel.querySelector("video").hidden = !opened;
}

function say(code) {
  part("say").textContent = part("say").getAttribute(`data-${code}`) ?? "";
}

async function describe() {
  const select = panel.querySelector("#camera");
  const known = await cameras();
  const option = ({ id, name }, i) => new Option(name || `${select.dataset.name} ${i + 1}`, id, false, id === handle.cameraId);
  select.replaceChildren(...known.map(option));
  part("choice").hidden = known.length < 2;
  part("torch").hidden = !handle.canTorch;
  part("torch").setAttribute("aria-pressed", "false");
}

async function change(id) {
  say("starting");
  try {
    await handle.switchTo(id);
    say("reading");
    await describe();
  } catch (error) {
    refuse(codeOf(error));
  }
}

async function light() {
  const button = part("torch");
  const on = button.getAttribute("aria-pressed") !== "true";
  try {
    await handle.torch(on);
    button.setAttribute("aria-pressed", String(on));
  } catch {
    button.hidden = true; // some cameras promise a light that they do not have
  }
}

async function photo(file, onCode) {
  if (!file) return;
  try {
    const text = await readPhoto(file);
    say(text ? "read" : "no-code");
    if (text) onCode(text, "photo");
  } catch (error) {
    say(codeOf(error));
  }
}

function codeOf(error) {
  if (error instanceof CameraError) return error.code;
  throw error;
}
