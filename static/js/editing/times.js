// What the page says stands in its templates, in the reader's language; here it is only looked up and filled in.

const known = new Map();
for (const part of document.getElementById("texts")?.content.children ?? []) {
  known.set(part.dataset.text, part.textContent.trim());
}
const NO_BREAK = "\u00a0";

// `{name}` in a text becomes `values.name`.
export function t(key, values = {}) {
  return (known.get(key) ?? key).replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
}

// « 9 h 30 », “9:30 a.m.”, of minutes since midnight.
export function clock(minutes) {
  const hour = Math.floor(minutes / 60) % 24;
  const minute = minutes % 60;
  const two = String(minute).padStart(2, "0");
  if (document.documentElement.lang !== "en") return `${hour}${NO_BREAK}h${minute ? NO_BREAK + two : ""}`;
  return `${((hour + 11) % 12) + 1}:${two}${NO_BREAK}${hour < 12 ? "a.m." : "p.m."}`;
}

export const span = ({ start, end }) => `${clock(start)} – ${clock(end)}`;
