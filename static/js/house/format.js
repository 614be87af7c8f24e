// Numbers, sizes and times in the reader's language.
import { language } from "app/house/i18n.js";

const MINUTE = 60;
const STEPS = [["year", 31536000], ["month", 2592000], ["week", 604800], ["day", 86400], ["hour", 3600], ["minute", MINUTE]];

/** The reader's own region, when their browser names one of the language of the page. */
const region = () => navigator.languages.find((tag) => tag.startsWith(language.value)) ?? language.value;

export const number = (value) => new Intl.NumberFormat(region()).format(value);

export function bytes(value) {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  const step = Math.min(3, value > 0 ? Math.floor(Math.log10(value) / 3) : 0);
  const options = { style: "unit", unit: units[step], unitDisplay: step ? "short" : "long", maximumFractionDigits: step > 1 ? 1 : 0 };
  return new Intl.NumberFormat(region(), options).format(value / 1000 ** step);
}

export const day = (iso) => iso && new Intl.DateTimeFormat(region(), { dateStyle: "medium" }).format(new Date(iso));

export const moment = (iso) =>
  iso && new Intl.DateTimeFormat(region(), { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso));

/** "3 minutes ago", "in 2 weeks". */
export function ago(iso, now = Date.now()) {
  if (!iso) return "";
  const seconds = (new Date(iso).getTime() - now) / 1000;
  const words = new Intl.RelativeTimeFormat(region(), { numeric: "auto" });
  for (const [unit, size] of STEPS) if (Math.abs(seconds) >= size) return words.format(Math.round(seconds / size), unit);
  return words.format(0, "second");
}

export const initials = (name) =>
  (name || "?").split(/[\s@.]+/).filter(Boolean).slice(0, 2).map((word) => [...word][0].toUpperCase()).join("");
