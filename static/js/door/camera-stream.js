// The cameras of this machine, and the live picture of one of them. Only the chosen camera's id is remembered.

const KEPT = "door-camera";
const SIZE = { width: { ideal: 1280 }, height: { ideal: 720 } };
const REFUSALS = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "no-camera",
  OverconstrainedError: "no-camera",
  NotReadableError: "in-use",
  AbortError: "in-use",
};

// Why there is no picture, as `code`, for the page to word: `denied`, `no-camera`, `in-use` (by another program),
// `no-reader` (its files are not installed), `no-picture` (a file that is none), `unsupported` (or no HTTPS).
export class CameraError extends Error {
  constructor(code, cause) {
    super(code, { cause });
    this.code = code;
  }
}

// `[{id, name}]`. Names are empty until the person has allowed the camera once.
export async function cameras() {
  const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  return devices
    .filter(({ kind }) => kind === "videoinput")
    .map(({ deviceId, label }) => ({ id: deviceId, name: label }));
}

export function remember(id) {
  try {
    localStorage.setItem(KEPT, id);
  } catch {
    // Private windows may refuse; the camera is then chosen again next time.
  }
}

function remembered() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

// The stream of that camera, else of the remembered one, else of the one at the back of the phone.
export async function openStream(id = remembered()) {
  if (!navigator.mediaDevices?.getUserMedia) throw new CameraError("unsupported");
  try {
    if (id) return await ask({ deviceId: { exact: id } });
  } catch (error) {
    // A camera that was unplugged: any other is better than none.
    if (REFUSALS[error.name] !== "no-camera") throw refused(error);
  }
  return ask({ facingMode: { ideal: "environment" } }).catch((error) => Promise.reject(refused(error)));
}

export function closeStream(stream) {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

function ask(wish) {
  return navigator.mediaDevices.getUserMedia({ video: { ...SIZE, ...wish }, audio: false });
}

function refused(error) {
  return new CameraError(REFUSALS[error.name] ?? "in-use", error);
}
