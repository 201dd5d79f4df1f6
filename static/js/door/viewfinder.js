// The camera in the screen of the door: opened once, kept between scans, let go while another screen is shown.

import { t } from "./texts.js";
import { $, toast } from "./ui.js";

const STILL = 4000; // ms; the reader tells a badge that stays in the picture again every three seconds
let parts = null;
let handle = null;
let wanted = false;
let held = { text: "", at: 0 };

export const isOpen = () => wanted;

export function setup(root, onCode) {
  const box = $("[data-camera]", root);
  parts = { root, box, onCode, video: $("video", root), torch: $("[data-torch]", root), open: $("[data-camera-on]", root) };
  parts.open.addEventListener("click", start);
  $("[data-camera-off]", root).addEventListener("click", stop);
  parts.torch.addEventListener("click", async () => {
    const lit = parts.torch.getAttribute("aria-pressed") !== "true";
    await handle.torch(lit);
    parts.torch.setAttribute("aria-pressed", String(lit));
  });
}

async function start() {
  wanted = true;
  draw();
  try {
    const { start: open } = await import("./camera.js");
    const opened = await open(parts.video, seen, { onEnd: refused });
    // Another screen was chosen while the person was asked whether the camera may be used.
    if (wanted && !parts.root.hidden) handle = opened;
    else opened.stop();
  } catch (error) {
    refused(error.code);
  }
  draw();
}

// Who has been let in and still holds the badge up is not “already in”.
function seen(text) {
  const now = performance.now();
  const again = text === held.text && now - held.at < STILL;
  held = { text, at: now };
  if (!again) parts.onCode(text);
}

function refused(code) {
  wanted = false;
  handle = null;
  toast(t(`camera-${code ?? "unsupported"}`));
  draw();
}

function stop() {
  wanted = false;
  pause();
  draw();
}

export function pause() {
  handle?.stop();
  handle = null;
}

export function resume() {
  if (wanted && !handle) start();
}

function draw() {
  parts.box.hidden = !wanted;
  parts.open.hidden = wanted;
  parts.torch.hidden = !handle?.canTorch;
  parts.torch.setAttribute("aria-pressed", "false");
  if (wanted) $("[data-idle]", parts.root).hidden = true;
  parts.root.classList.toggle("has-camera", wanted);
}

// Cameras of this machine; the chosen one is remembered by `camera.js`.
export async function choices() {
  const { cameras } = await import("./camera.js");
  return { found: await cameras(), chosen: handle?.cameraId ?? "" };
}

export async function use(id) {
  if (!id || id === handle?.cameraId) return;
  if (handle) {
    await handle.switchTo(id);
  } else {
    const { remember } = await import("./camera-stream.js");
    remember(id);
  }
}

// The text of the code in a picture; null where there is none, after saying so.
export async function photo(file) {
  const { readPhoto } = await import("./camera.js");
  try {
    const text = await readPhoto(file);
    if (!text) toast(t("camera-no-code"));
    return text;
  } catch (error) {
    toast(t(`camera-${error.code ?? "no-picture"}`));
    return null;
  }
}
