// One open camera: its stream stays between two codes and rests while the page is hidden.

import { keepAwake } from "./camera-awake.js";
import { Sightings } from "./camera-sightings.js";
import { closeStream, openStream, remember } from "./camera-stream.js";

const PACE = 80; // ms from one look to the next, at least; a slow phone gets half of its time for the page
const LONGEST = 1280; // pixels of the longer side that are looked at
const FAILURES = 20; // in a row: the reader is broken, not the picture

export class Watch {
  #video;
  #onCode;
  #onEnd;
  #stream = null;
  #read = null;
  #failures = 0;
  #stopped = false;
  #timer = 0;
  #sightings = new Sightings();
  #letSleep = keepAwake();
  #attend = () => this.#attendToVisibility();

  constructor(video, onCode, onEnd) {
    this.#video = Object.assign(video, { muted: true, playsInline: true });
    this.#onCode = onCode;
    this.#onEnd = onEnd;
    document.addEventListener("visibilitychange", this.#attend);
  }

  async open(id) {
    const stream = await openStream(id);
    if (this.#stopped) return closeStream(stream);
    this.#stream = stream;
    this.#track.addEventListener("ended", () => document.hidden || this.#openAgain());
    this.#video.dataset.facing = this.#track.getSettings().facingMode ?? ""; // a mirror is easier to hold a badge to
    this.#video.srcObject = stream;
    await this.#video.play().catch(() => {}); // a page that is hidden at once does not play
  }

  begin(read) {
    this.#read = read;
    this.#look();
  }

  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
    document.removeEventListener("visibilitychange", this.#attend);
    this.#letSleep();
    closeStream(this.#stream);
    this.#video.srcObject = null;
  }

  get cameraId() {
    return this.#track?.getSettings().deviceId;
  }

  get canTorch() {
    return Boolean(this.#track?.getCapabilities?.().torch);
  }

  torch(on) {
    return this.#track.applyConstraints({ advanced: [{ torch: on }] });
  }

  // Most phones open one camera at a time, so the old one is closed first. Throws CameraError, and is stopped then.
  async switchTo(id) {
    closeStream(this.#stream);
    try {
      await this.open(id);
    } catch (error) {
      this.stop();
      throw error;
    }
    if (this.cameraId === id) remember(id);
  }

  get #track() {
    return this.#stream?.getVideoTracks()[0];
  }

  async #look() {
    const began = performance.now();
    const code = await this.#codeInPicture();
    if (this.#stopped) return;
    if (code && this.#sightings.isNews(code, performance.now())) this.#tell(code);
    const took = performance.now() - began;
    this.#timer = setTimeout(() => this.#look(), Math.max(PACE - took, took));
  }

  async #codeInPicture() {
    const video = this.#video;
    if (document.hidden || video.readyState < video.HAVE_CURRENT_DATA || !video.videoWidth) return null;
    try {
      const code = await this.#read(video, LONGEST);
      this.#failures = 0;
      return code;
    } catch {
      this.#failures += 1;
      if (this.#failures >= FAILURES) this.#end("no-reader");
      return null;
    }
  }

  #tell(code) {
    try {
      this.#onCode(code);
    } catch (error) {
      reportError(error); // a fault of the page does not end the reading
    }
  }

  // Telephones take the camera away from a hidden page, some for good.
  #attendToVisibility() {
    if (!this.#track) return;
    if (!document.hidden && this.#track.readyState === "ended") return this.#openAgain();
    this.#track.enabled = !document.hidden;
    if (document.hidden) this.#video.pause();
    else this.#video.play().catch(() => {});
  }

  async #openAgain() {
    try {
      await this.open(this.cameraId);
    } catch (error) {
      this.#end(error.code);
    }
  }

  #end(code) {
    if (this.#stopped) return;
    this.stop();
    this.#onEnd(code);
  }
}
