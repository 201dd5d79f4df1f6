// Keys. People are sealed with a data key that lies on this device only wrapped twice: by a key made from the PIN, and
// by a key of the device that no script can read out. So a copied database is worth nothing without both.

import { meta } from "./store.js";

const ITERATIONS = 600_000; // OWASP's figure for PBKDF2 with SHA-256; some 0.3 s on a phone
export const TRIES = 5;
const AES = "AES-GCM";
const text = { in: new TextEncoder(), out: new TextDecoder() };
let dataKey = null;

export const isOpen = () => dataKey !== null;
export const lock = () => (dataKey = null);
export const hasPin = async () => (await meta.get("vault")) !== undefined;

export async function setPin(pin) {
  const raw = random(32);
  const salt = random(16);
  const inner = await encrypt(await pinKey(pin, salt, ITERATIONS), raw);
  const wrapped = await encrypt(await deviceKey(), join(inner));
  await meta.set("vault", { salt, iterations: ITERATIONS, wrapped });
  await meta.set("tries", 0);
  dataKey = await importKey(raw);
}

// Answers how many tries are left: TRIES when the PIN was right. A try is counted before it is made, so that closing
// the page gives none back.
export async function unlock(pin) {
  const { salt, iterations, wrapped } = await meta.get("vault");
  const tried = await meta.change("tries", (before) => (before ?? 0) + 1);
  if (tried > TRIES) return 0;
  try {
    const inner = split(await decrypt(await deviceKey(), wrapped));
    dataKey = await importKey(await decrypt(await pinKey(pin, salt, iterations), inner));
  } catch {
    return TRIES - tried;
  }
  await meta.set("tries", 0);
  return TRIES;
}

export async function forget() {
  dataKey = null;
  await meta.remove("vault");
  await meta.remove("tries");
}

export const seal = async (value) => encrypt(dataKey, text.in.encode(JSON.stringify(value)));
export const unseal = async (box) => JSON.parse(text.out.decode(await decrypt(dataKey, box)));

// With the device's key alone: what has to leave without a PIN (people registered at the door without network).
export const sealForDevice = async (value) => encrypt(await deviceKey(), text.in.encode(JSON.stringify(value)));
export const unsealForDevice = async (box) => JSON.parse(text.out.decode(await decrypt(await deviceKey(), box)));
export const forgetDevice = () => meta.remove("device_key");

async function deviceKey() {
  const known = await meta.get("device_key");
  if (known) return known;
  const made = await crypto.subtle.generateKey({ name: AES, length: 256 }, false, ["encrypt", "decrypt"]);
  // Another window may have made one in the meantime: the first stays.
  return meta.change("device_key", (before) => before ?? made);
}

async function pinKey(pin, salt, iterations) {
  const base = await crypto.subtle.importKey("raw", text.in.encode(pin), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  return crypto.subtle.deriveKey(how, base, { name: AES, length: 256 }, false, ["encrypt", "decrypt"]);
}

const importKey = (raw) => crypto.subtle.importKey("raw", raw, AES, false, ["encrypt", "decrypt"]);
const random = (length) => crypto.getRandomValues(new Uint8Array(length));

async function encrypt(key, octets) {
  const iv = random(12);
  return { iv, data: new Uint8Array(await crypto.subtle.encrypt({ name: AES, iv }, key, octets)) };
}

async function decrypt(key, { iv, data }) {
  return new Uint8Array(await crypto.subtle.decrypt({ name: AES, iv }, key, data));
}

function join({ iv, data }) {
  const whole = new Uint8Array(iv.length + data.length);
  whole.set(iv);
  whole.set(data, iv.length);
  return whole;
}

const split = (whole) => ({ iv: whole.slice(0, 12), data: whole.slice(12) });
