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

// "one" and "many" are two texts of their own: `key-one`, `key-many`.
export const counted = (key, number) => t(`${key}-${number === 1 ? "one" : "many"}`, { number });

// « 9 h 12 », “9:12 a.m.”, in the event's zone.
export function clockTime(instant, zone) {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "numeric", minute: "2-digit" });
  const [hour, minute] = parts.format(new Date(instant)).split(":").map(Number);
  const two = String(minute).padStart(2, "0");
  if (lang === "fr") return `${hour}${NO_BREAK}h${minute ? NO_BREAK + two : ""}`;
  return `${((hour + 11) % 12) + 1}:${two}${NO_BREAK}${hour < 12 ? "a.m." : "p.m."}`;
}

const noon = (day) => new Date(`${day}T12:00:00Z`);
const spoken = (day, options) => {
  const said = new Intl.DateTimeFormat(lang === "fr" ? "fr-FR" : "en-GB", { timeZone: "UTC", ...options }).format(noon(day));
  return lang === "fr" ? said.replace(/(^| )1 /, "$11er ") : said;
};

// « mardi 3 mars », “Tuesday 3 March”; and without the weekday.
export const dateShort = (day) => spoken(day, { weekday: "long", day: "numeric", month: "long" }).replace(",", "");
export const dateOnly = (day) => spoken(day, { day: "numeric", month: "long" });
