// What a badge's code says. The same reading as eventreg/tokens.py and eventreg/checkin/codes.py.

const ALPHABET = "BCDEFGHIJKLNOPRSTUVX";
const LENGTH = 34;
const TAG = [30, 33];
const WEIGHTS = [1, 3, 7, 9, 11, 13, 17, 19];

// `{token, tag}` of the last 34 letters, whatever stands before them and however they are grouped; null for any other code.
export function readBadge(text) {
  const joined = text.replace(/\s+/g, "");
  // A question mark begins what somebody's telephone added to the address, or is what a layout made of an M in it.
  return lastLetters(joined) ?? lastLetters(joined.split("?")[0]);
}

function lastLetters(joined) {
  const token = joined.replace(/\/+$/, "").toUpperCase().slice(-LENGTH);
  if (token.length !== LENGTH || [...token].some((letter) => !ALPHABET.includes(letter))) return null;
  return checkLetter(token.slice(0, -1)) === token.at(-1) ? { token, tag: token.slice(...TAG) } : null;
}

function checkLetter(body) {
  const total = [...body].reduce((sum, letter, i) => sum + WEIGHTS[i % 8] * ALPHABET.indexOf(letter), 0);
  return ALPHABET[(ALPHABET.length - (total % ALPHABET.length)) % ALPHABET.length];
}

// The SHA-256 of a text, as 64 hexadecimal digits.
export async function sha256hex(text) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (octet) => octet.toString(16).padStart(2, "0")).join("");
}
