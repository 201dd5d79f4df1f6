// Screens: each is cloned once from its template, shown and hidden. Modules of screens register what they do.

import { tell } from "./bus.js";

const screens = new Map(); // name → {enter, leave}
const mounted = new Map(); // name → element
const place = document.getElementById("screens");
let shown = null;

export const current = () => shown;
export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

// `setup(root)` once, `enter(root, detail)` each time it is shown, `leave(root)` when another is.
export const screen = (name, { setup, enter, leave } = {}) => screens.set(name, { setup, enter, leave });

export function show(name, detail) {
  if (shown && shown !== name) {
    screens.get(shown)?.leave?.(mounted.get(shown));
    mounted.get(shown).hidden = true;
    // A browser leaves the focus in what is hidden for a moment: what a scanner types then would go there.
    if (mounted.get(shown).contains(document.activeElement)) document.activeElement.blur();
  }
  const root = mount(name);
  root.hidden = false;
  const again = shown === name;
  shown = name;
  screens.get(name)?.enter?.(root, detail);
  if (!again) scrollTo(0, 0);
  tell("screen", name);
}

// A reader of the screen hears where it is; whoever types is where typing is.
export const focusTitle = (root) => $("[tabindex='-1']", root)?.focus({ preventScroll: true });

function mount(name) {
  if (!mounted.has(name)) {
    const root = clone(`template[data-screen="${name}"]`);
    mounted.set(name, root);
    place.append(root);
    screens.get(name)?.setup?.(root);
  }
  return mounted.get(name);
}

export const clone = (selector) => $(selector).content.firstElementChild.cloneNode(true);

// Texts by name; an element without one is not there.
export function fill(root, texts) {
  for (const [name, text] of Object.entries(texts)) {
    for (const element of $$(`[data-fill="${name}"]`, root)) {
      if (element.textContent !== (text ?? "")) element.textContent = text ?? "";
      element.hidden = !text && text !== 0;
    }
  }
  return root;
}

export const icon = (svg, name) => $("use", svg).setAttribute("href", `/static/img/icons.svg#${name}`);

// Something short for who does not see the screen, and for who looks elsewhere.
export function say(text) {
  const place = $("#said");
  place.textContent = "";
  requestAnimationFrame(() => (place.textContent = text));
}

let fading;
export function toast(text) {
  const bar = $("#toast");
  bar.textContent = text;
  bar.hidden = false;
  clearTimeout(fading);
  fading = setTimeout(hush, 5000);
}

export function hush() {
  $("#toast").hidden = true;
  $("#toast").textContent = $("#said").textContent = "";
}
