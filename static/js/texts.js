// What the page says stands in its templates, in the reader's language; here it is only looked up and filled in.

const known = new Map();
for (const part of document.getElementById("texts")?.content.children ?? []) {
  known.set(part.dataset.text, part.textContent.trim());
}
export const lang = document.documentElement.lang === "en" ? "en" : "fr";
const NO_BREAK = "\u00a0";

// `{name}` in a text becomes `values.name`.
export function t(key, values = {}) {
  return (known.get(key) ?? key).replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
}

// « 9 h 12 », “9:12 a.m.”
export function clock(hour, minute) {
  const two = String(minute).padStart(2, "0");
  if (lang === "fr") return `${hour}${NO_BREAK}h${minute ? NO_BREAK + two : ""}`;
  return `${((hour + 11) % 12) + 1}:${two}${NO_BREAK}${hour < 12 ? "a.m." : "p.m."}`;
}
