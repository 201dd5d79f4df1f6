// The kiosk is complete without this file, but for printing by itself. It keeps what a hand scanner types in the code's
// field, sends a code that comes without Enter, prints the badge, and goes back to the start when nobody is there.

const SILENCE = 150; // a hand scanner types faster than this
const BADGE = /[a-z]{34}$/i; // at the end of the address that the code holds
const IDLE = 30 * 60; // seconds after which the start is read again, so that the session goes on

const form = document.querySelector("[data-kiosk]");
const field = form?.elements.q;
const leaving = document.querySelector("[data-back]");

// `replace`: going back leads to the start, never to somebody's badge.
const start = () => location.replace("/porte/borne");

let waiting;
function wait() {
  clearTimeout(waiting);
  waiting = setTimeout(start, 1000 * (leaving ? Number(leaving.dataset.back) : IDLE));
}

if (field) {
  field.focus({ preventScroll: true });
  let silence;
  field.addEventListener("input", () => {
    clearTimeout(silence);
    silence = setTimeout(() => {
      if (BADGE.test(field.value.replace(/\s/g, ""))) form.requestSubmit();
    }, SILENCE);
  });
  form.addEventListener("submit", (event) => {
    // Some scanners end with two Enters; an empty field says nothing.
    if (form.ariaBusy === "true" || !field.value.trim()) event.preventDefault();
    else form.ariaBusy = "true";
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1 || event.key === " ") return;
    if (!event.target.closest("input")) field.focus({ preventScroll: true });
  });
}

for (const link of document.querySelectorAll("[data-start]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    start();
  });
}

for (const sign of ["keydown", "pointerdown"]) document.addEventListener(sign, wait);
wait();
if (leaving?.dataset.print !== undefined) addEventListener("load", () => print());
// A page that the browser kept is somebody else's.
addEventListener("pageshow", (event) => {
  if (event.persisted) start();
});
