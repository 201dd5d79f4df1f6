// The camera as a reader of badges: `start` shows its picture and tells each code once; `readPhoto` reads a file.

import { reader } from "./camera-reader.js";
import { CameraError } from "./camera-stream.js";
import { Watch } from "./camera-watch.js";

export { CameraError, cameras } from "./camera-stream.js";

const PHOTO_LONGEST = [1280, 2560]; // pixels; a small code in a large photo needs the second

// Shows the picture in `video` and calls `onCode(text)`. `onEnd(code)` hears that the picture broke off. Gives a handle:
// `stop()`, `canTorch`, `torch(on)`, `cameraId`, `switchTo(id)`. Throws CameraError.
export async function start(video, onCode, { deviceId, onEnd = () => {} } = {}) {
  const loading = load(); // while the person answers whether the camera may be used
  const watch = new Watch(video, onCode, onEnd);
  try {
    await watch.open(deviceId);
    watch.begin(await loading);
  } catch (error) {
    watch.stop();
    throw error;
  }
  return watch;
}

// The text of the code in a picture file, or null. Nothing of the file leaves the browser. Throws CameraError.
export async function readPhoto(file) {
  const read = await load();
  const picture = await createImageBitmap(file).catch((error) => {
    throw new CameraError("no-picture", error);
  });
  for (const longest of PHOTO_LONGEST) {
    const code = await read(picture, longest);
    if (code) return code;
  }
  return null;
}

function load() {
  const loading = reader().catch((error) => {
    throw new CameraError("no-reader", error);
  });
  loading.catch(() => {}); // without a camera nobody waits for it
  return loading;
}
