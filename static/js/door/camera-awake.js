// Keeps the screen on while the camera reads. The browser drops the lock whenever the page is hidden; it is taken anew.

// Returns what ends it.
export function keepAwake() {
  let lock = null;
  let wanted = true;

  async function take() {
    if (document.visibilityState !== "visible") return;
    lock = (await navigator.wakeLock?.request("screen").catch(() => null)) ?? null; // refused on a low battery
    if (!wanted) lock?.release();
  }

  document.addEventListener("visibilitychange", take);
  take();
  return () => {
    wanted = false;
    document.removeEventListener("visibilitychange", take);
    lock?.release();
  };
}
