// The people of the snapshot, in memory while the phone is unlocked: by badge, by number, by name, and where they are.

let byRef = new Map();
let byHash = new Map();
let keys = new Map(); // by number
let sorted = []; // [key, person]

export const count = () => byRef.size;
export const every = () => byRef.values();

// {person, revoked} of a badge's hash, or undefined.
export const byBadge = (hash) => byHash.get(hash);

export function load(list) {
  clear();
  list.forEach(keep);
  sort();
}

export function apply(changes) {
  for (const person of changes) {
    drop(person.ref);
    if (!person.gone) keep(person);
  }
  if (changes.length) sort();
}

export function clear() {
  byRef = new Map();
  byHash = new Map();
  keys = new Map();
  sorted = [];
}

function keep(person) {
  keys.set(person.ref, ` ${searchKey(`${person.name} ${person.organisation}`)}`);
  byRef.set(person.ref, person);
  for (const hash of person.revoked ?? []) byHash.set(hash, { person, revoked: true });
  if (person.token_hash) byHash.set(person.token_hash, { person, revoked: false });
}

function drop(ref) {
  const before = byRef.get(ref);
  if (!before) return;
  byRef.delete(ref);
  keys.delete(ref);
  for (const hash of [...(before.revoked ?? []), before.token_hash]) byHash.delete(hash);
}

function sort() {
  sorted = [...byRef.values()].map((person) => [keys.get(person.ref), person]);
  sorted.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

// As eventreg/registration/names.py makes it: lower case words without accents, hyphens and apostrophes.
export function searchKey(typed) {
  const plain = typed.normalize("NFKD").toLowerCase().replace(/ß/g, "ss").replace(/\p{M}/gu, "");
  return plain.replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

const SEARCH_FROM = 2;
export const SEARCH_ROWS = 20;

// Those in whose names or organisation every word typed begins a word, in any order; none for less than two letters.
export function search(typed) {
  const reference = byRef.get(typed.trim().toUpperCase());
  if (reference) return [reference];
  const words = searchKey(typed).split(" ").filter(Boolean);
  if (words.join("").length < SEARCH_FROM) return [];
  const found = [];
  for (const [key, person] of sorted) {
    if (!words.every((word) => key.includes(` ${word}`))) continue;
    found.push(person);
    if (found.length === SEARCH_ROWS) break;
  }
  return found;
}
