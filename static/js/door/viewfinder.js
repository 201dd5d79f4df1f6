// The camera in the screen of the door: opened once, kept between scans, let go while another screen is shown.

import { toast, $ } from "./ui.js";
import { choose, state } from "./state.js";
import { t } from "./texts.js";

const SAME_AGAIN = 3000; // ms in which the badge that is still held before the camera is not read again
let parts = null;
let handle = null;
let wanted = false;
let lastText = "";
let lastAt = 0;

export const isOpen = () => wanted;

export function setup(root, onCode) {
  parts = { root, box: $("[data-camera]", root), video: $("video", root), torch: $("[data-torch]", root), onCode };
  parts.open = $("[data-camera-on]", root);
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
  try {
    const { start: open } = await import("./camera.js");
    handle = await open(parts.video, seen, { deviceId: state.settings.camera || undefined });
  } catch {
    wanted = false;
    toast(t("camera-none"));
  }
  draw();
}

async function stop() {
  wanted = false;
  await pause();
  draw();
}

export async function pause() {
  await handle?.stop();
  handle = null;
}

export function resume() {
  if (wanted && !handle) start();
}

function seen(text) {
  const now = performance.now();
  const again = text === lastText && now - lastAt < SAME_AGAIN;
  [lastText, lastAt] = [text, now];
  if (!again) parts.onCode(text);
}

function draw() {
  parts.box.hidden = !wanted;
  parts.root.classList.toggle("has-camera", wanted);
  parts.open.hidden = wanted;
  parts.torch.hidden = !handle?.canTorch;
  if (wanted) $("[data-idle]", parts.root).hidden = true;
}

// Which camera is remembered on this phone.
export async function choices() {
  const { cameras } = await import("./camera.js");
  return cameras();
}

export async function use(deviceId) {
  if (deviceId === state.settings.camera) return;
  await choose({ camera: deviceId });
  if (handle) await handle.switchTo(deviceId);
}
