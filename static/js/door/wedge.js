// Hand scanners type like a keyboard, only faster. What one types is taken off the page wherever the focus is.
//
// A scanner presses keys, and the computer's layout makes letters of them, the wrong ones where the two disagree.
// Badges are written in letters that sit on the same keys of AZERTY, QWERTY and QWERTZ: those are read from the key.

import { readBadge } from "./badge.js";

const SILENCE = 60; // ms without a key end a code; nobody types that fast for long
const SHORTEST = 6; // keys: fewer, typed fast, may be two fingers rolling off
const STUTTER = 1000; // ms that a scanner may stop in the middle of a code: radio links and busy computers do
const AFTERMATH = 300; // ms in which a scanner's second or late Enter must press nothing: nobody has read the verdict yet
const LATE = 15; // ms by which a timer shows that the page was busy, so that keys may still be waiting
const SAME_KEY = /^Key([BCDEFGHIJKLNOPRSTUVX])$/;
const PICTURE = "checkbox,radio,button,submit,reset,range,color,file,image".split(",");

// Calls `onCode(text)` for each code typed on `target` (the document); returns what stops it.
//
// In a field only a badge is taken out, and the field gets back what it held; all else stays as typed, Enter too.
// Elsewhere any code of six keys or more is reported.
export function listen(target, onCode) {
  let burst = null;
  let quietUntil = 0;
  let timer = 0;

  function key(event) {
    if (burst && event.timeStamp - burst.last > patience(burst)) finish(event.timeStamp);
    if (isEnd(event)) end(event);
    else if (isModifier(event.key)) touch(event);
    else if (event.isComposing || event.repeat || isShortcut(event)) burst = null;
    else if (characterOf(event)) add(event);
  }

  function add(event) {
    burst ??= begin(document.activeElement); // where the letter lands: a page may have moved the focus on this key
    burst.text += characterOf(event);
    burst.keys += 1;
    touch(event);
    // Outside a field these letters mean nothing, but a browser may search the page for them.
    if (!burst.field && burst.keys > 2) event.preventDefault();
  }

  function touch(event) {
    if (!burst) return;
    burst.last = event.timeStamp;
    wait(patience(burst));
  }

  function wait(time) {
    const due = performance.now() + time;
    clearTimeout(timer);
    timer = setTimeout(() => (performance.now() - due > LATE ? wait(SILENCE) : finish(performance.now())), time);
  }

  function end(event) {
    if (event.timeStamp < quietUntil || isCode(burst)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    finish(event.timeStamp);
  }

  function finish(now) {
    const ended = burst;
    burst = null;
    clearTimeout(timer);
    if (!isCode(ended)) return;
    quietUntil = now + AFTERMATH;
    giveBack(ended);
    onCode(ended.text);
  }

  target.addEventListener("keydown", key, { capture: true });
  return () => {
    clearTimeout(timer);
    target.removeEventListener("keydown", key, { capture: true });
  };
}

function begin(element) {
  const field = fieldOf(element ?? document.body);
  const selection = field && [field.selectionStart ?? null, field.selectionEnd ?? null];
  return { text: "", keys: 0, last: 0, field, value: field?.value, selection };
}

function fieldOf(element) {
  const field = element.closest?.("input, textarea, select");
  return field && !PICTURE.includes(field.type) ? field : null;
}

function isCode(burst) {
  if (!burst) return false;
  return burst.field ? readBadge(burst.text) !== null : burst.keys >= SHORTEST;
}

// A person never gets to so many keys at that speed; what is no badge yet may still become one.
function patience({ text, keys }) {
  return keys >= SHORTEST && !readBadge(text) ? STUTTER : SILENCE;
}

function giveBack({ field, value, selection }) {
  if (!field || field.value === value) return;
  field.value = value;
  if (selection[0] !== null) field.setSelectionRange(...selection);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function characterOf({ code, key }) {
  const letter = SAME_KEY.exec(code)?.[1];
  if (letter) return letter;
  return [...key].length === 1 ? key : ""; // "Dead", "F2", "ArrowUp" are no characters
}

// Enter, Tab, or the control letters by which some scanners say the same.
function isEnd({ code, key, ctrlKey }) {
  return key === "Enter" || key === "Tab" || (ctrlKey && (code === "KeyJ" || code === "KeyM"));
}

function isModifier(key) {
  return ["Shift", "CapsLock", "AltGraph", "Control", "Alt"].includes(key);
}

function isShortcut(event) {
  return (event.ctrlKey || event.altKey || event.metaKey) && !event.getModifierState("AltGraph");
}
