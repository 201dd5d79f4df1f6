// What the app says beside its templates: numbers, times and days in the reader's language.

import { clock, lang, t } from "../texts.js";

export { lang, t };

// "one" and "many" are two texts of their own: `key-one`, `key-many`.
export const counted = (key, number) => t(`${key}-${number === 1 ? "one" : "many"}`, { number });

// « 9 h 12 », “9:12 a.m.”, in the event's zone.
export function clockTime(instant, zone) {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "numeric", minute: "2-digit" });
  return clock(...parts.format(new Date(instant)).split(":").map(Number));
}

const noon = (day) => new Date(`${day}T12:00:00Z`);
const spoken = (day, options) => {
  const said = new Intl.DateTimeFormat(lang === "fr" ? "fr-FR" : "en-GB", { timeZone: "UTC", ...options }).format(noon(day));
  return lang === "fr" ? said.replace(/(^| )1 /, "$11er ") : said;
};

// « mardi 3 mars », “Tuesday 3 March”; and without the weekday.
export const dateShort = (day) => spoken(day, { weekday: "long", day: "numeric", month: "long" }).replace(",", "");
export const dateOnly = (day) => spoken(day, { day: "numeric", month: "long" });
