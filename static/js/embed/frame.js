// In the frame: tells the page around how tall this page is and what it is called, each time that changes. Only whoever
// asks from that page is told, through the port that came with the question. A plain script, not a module: in a
// sandboxed frame a module would not load.

addEventListener("message", ({ data, source, ports: [port] }) => {
  if (data !== "eventreg:size" || source !== parent || !port) return;
  const page = document.documentElement;
  const tell = () => port.postMessage({ height: page.getBoundingClientRect().height, title: document.title });
  tell(); // a frame out of sight is not observed
  new ResizeObserver(tell).observe(page);
});
