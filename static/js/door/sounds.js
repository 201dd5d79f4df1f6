// A verdict for the ear and the hand: made of tones, so that no file has to come.

import { state } from "./state.js";

// [frequency in Hz, milliseconds] …, and how the phone shakes: [shake, pause, shake …] in ms.
const HIGH = { tones: [[1320, 120]], shake: [60] };
const LOOK = { tones: [[660, 140], [0, 60], [660, 140]], shake: [120, 80, 120] };
const STOP = { tones: [[220, 450]], shake: [400] };
const FEEL = {
  ok: HIGH, reentry: HIGH, exit: { tones: [[990, 120]], shake: [60] },
  ok_attention: { tones: [[1320, 120], [0, 60], [880, 200]], shake: [60, 60, 200] },
  already_in: LOOK, wrong_day: LOOK, pending: LOOK, waitlisted: LOOK, full: LOOK, error: LOOK,
};
let audio = null;

// Browsers make no sound before somebody has touched the page.
export function wake() {
  audio ??= new AudioContext();
  if (audio.state === "suspended") audio.resume();
}

export function feel(verdict) {
  if (!state.settings.sound) return;
  const { tones, shake } = FEEL[verdict] ?? STOP;
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(shake);
  if (audio?.state === "running") play(tones);
}

function play(tones) {
  let at = audio.currentTime;
  for (const [frequency, length] of tones) {
    const until = at + length / 1000;
    if (frequency) tone(frequency, at, until);
    at = until;
  }
}

function tone(frequency, from, until) {
  const source = new OscillatorNode(audio, { frequency, type: frequency < 400 ? "square" : "sine" });
  const volume = new GainNode(audio, { gain: 0.25 });
  // Without a ramp a tone ends with a click.
  volume.gain.setTargetAtTime(0, until - 0.02, 0.01);
  source.connect(volume).connect(audio.destination);
  source.start(from);
  source.stop(until);
}
