// A display looks before it leaps: it fetches its next state and shows it only once it has come. When nobody answers, the
// last state stays and says of when it is. Without this script the answer's own Refresh header does the same, but ends on
// the browser's error page while the network is away.
const RETRY = 15; // seconds
const PATIENCE = 10; // seconds
let waiting;

async function fetched() {
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), PATIENCE * 1000);
  try {
    const response = await fetch(location.href, { cache: "no-store", signal: control.signal });
    return new DOMParser().parseFromString(await response.text(), "text/html");
  } finally {
    clearTimeout(timer);
  }
}

async function renew() {
  try {
    const page = await fetched();
    if (!page.body.dataset.wait) throw new Error("not a display");
    document.title = page.title;
    document.documentElement.className = page.documentElement.className;
    document.body.replaceWith(document.adoptNode(page.body));
    wait(document.body.dataset.wait);
  } catch {
    const lost = document.querySelector(".screen-lost");
    if (lost) lost.hidden = false;
    wait(RETRY);
  }
}

function wait(seconds) {
  clearTimeout(waiting);
  waiting = setTimeout(renew, seconds * 1000);
}

addEventListener("load", () => {
  window.stop(); // the Refresh of the first answer
  wait(document.body.dataset.wait);
});
addEventListener("online", renew);
