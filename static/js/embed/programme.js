// On a partner's page: puts the programme after its own tag, in a frame as tall as what it shows (docs/embedding.md).
// <script src="…/integrer/programme.js" async data-lang="fr" data-day="…" data-theme="light"></script>

(() => {
  const tag = document.currentScript;
  if (!tag) return;
  const { day, theme, lang = tag.closest("[lang]")?.lang ?? "" } = tag.dataset;
  const address = new URL("programme", tag.src);
  const asked = { lang: /^en\b/i.test(lang) ? "en" : "fr", jour: day, theme };
  for (const [name, value] of Object.entries(asked)) if (value) address.searchParams.set(name, value);

  const frame = document.createElement("iframe");
  frame.title = ["Programme", day].filter(Boolean).join(" ");
  frame.loading = "lazy";
  frame.referrerPolicy = "no-referrer";
  frame.src = address;
  // Properties, not a style attribute: that one a policy may forbid.
  Object.assign(frame.style, { display: "block", width: "100%", height: "40rem", border: "0" });

  let port;
  // At each load, for the reader may have followed a link or reloaded the frame. The question reaches the programme's
  // site alone, and only who got it can answer.
  frame.addEventListener("load", () => {
    port?.close();
    const { port1, port2 } = new MessageChannel();
    port = port1;
    port.onmessage = ({ data }) => fit(data);
    frame.contentWindow.postMessage("eventreg:size", address.origin, [port2]);
  });

  function fit({ height, title }) {
    if (Number.isFinite(height) && height > 0) frame.style.height = `${Math.ceil(height)}px`;
    if (typeof title === "string" && title) frame.title = title;
  }

  tag.after(frame);
})();
