// Finds the code in a picture: with the browser's own reader where there is one, else with ours in WebAssembly.

import { readBadge } from "./badge.js";

const FORMATS = { formats: ["qr_code"] };
const READER = "/static/vendor/barcode-detector/ponyfill.js";
const WASM = "/static/vendor/zxing-wasm/";

let chosen;

// `reader()` gives `read(picture, longest)`, which gives the code's text or null. A picture is a <video> or an ImageBitmap;
// ours looks at no more than `longest` pixels of its longer side. Kept once it is there.
export function reader() {
  chosen ??= choose().catch((error) => {
    chosen = undefined;
    throw error;
  });
  return chosen;
}

async function choose() {
  const own = await ownDetector();
  return own ? withOwn(own) : withOurs();
}

async function ownDetector() {
  const formats = (await globalThis.BarcodeDetector?.getSupportedFormats().catch(() => [])) ?? [];
  return formats.includes("qr_code") ? new BarcodeDetector(FORMATS) : null;
}

// Some browsers promise a reader that their system does not have: the first failure changes to ours.
function withOwn(detector) {
  let ours = null;
  return async (picture, longest) => {
    if (ours) return ours(picture, longest);
    try {
      return best(await detector.detect(picture), ...sizeOf(picture));
    } catch {
      ours = await withOurs();
      return ours(picture, longest);
    }
  };
}

async function withOurs() {
  const { BarcodeDetector, prepareZXingModule } = await import(READER);
  const locateFile = (path, folder) => (path.endsWith(".wasm") ? WASM + path : folder + path);
  await prepareZXingModule({ overrides: { locateFile }, fireImmediately: true });
  const detector = new BarcodeDetector(FORMATS);
  const canvas = document.createElement("canvas");
  const pixels = canvas.getContext("2d", { willReadFrequently: true });
  return async (picture, longest) => {
    const [width, height] = fitted(...sizeOf(picture), longest);
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    pixels.drawImage(picture, 0, 0, width, height);
    return best(await detector.detect(pixels.getImageData(0, 0, width, height)), width, height);
  };
}

function sizeOf(picture) {
  return [picture.videoWidth ?? picture.width, picture.videoHeight ?? picture.height];
}

function fitted(width, height, longest) {
  const scale = Math.min(1, longest / Math.max(width, height));
  return [Math.round(width * scale), Math.round(height * scale)];
}

// Of several codes a badge before any other, then the one nearest to the middle: people queue with theirs in hand.
function best(found, width, height) {
  const rank = ({ rawValue, boundingBox: box }) =>
    Math.hypot(box.x + box.width / 2 - width / 2, box.y + box.height / 2 - height / 2) +
    (readBadge(rawValue) ? 0 : width + height);
  const texts = found.filter(({ rawValue }) => rawValue);
  return texts.sort((one, other) => rank(one) - rank(other))[0]?.rawValue ?? null;
}
